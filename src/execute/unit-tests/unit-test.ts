/** Runs one unit test: a model on fixtures instead of its inputs, its rows compared with the expected ones. */
import type { DataObject } from "../../core/data.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type { Model, UnitTest } from "../../core/nodes.ts";
import { Problem } from "../../core/problem.ts";
import { unitTestFailedToRun } from "../../core/problems/test.ts";
import { toValue, type Value } from "../../jinja/index.ts";
import type { Table } from "../../project/context/agate/table.ts";
import { relationOfNode } from "../../project/context/relation.ts";
import { type Compilation, templateOf } from "../compile.ts";
import type { NodeContext } from "../context/node-context.ts";
import { injectCtes } from "../ctes.ts";
import { diffRows } from "../data-tests/table-diff.ts";
import { materialize } from "../materializations/materialize.ts";
import type { NodeWork, Turn } from "../node-work.ts";
import { adapterResponse } from "../outcomes.ts";
import { targetPathOf, unitTestPath } from "../target-paths.ts";
import { templateProblemIn } from "../template-problem.ts";
import { fixturesOf, rowsOf } from "./fixtures.ts";
import { useFixtures, useOverrides } from "./unit-context.ts";

export interface CompiledUnitTest {
  readonly node: Model;
  readonly context: NodeContext;
  readonly compilation: Compilation;
}

/** Renders the model with the test's fixtures in place of what it reads. @throws Problem */
export async function compileUnitTest(
  work: NodeWork,
  test: UnitTest,
  { session }: Turn,
): Promise<CompiledUnitTest> {
  const { project } = work.run;
  const tested = testedModel(work, test);
  const node = unitNode(test, tested);
  const { resolver, dialect } = work.run;
  const fixtures = await fixturesOf({ work, session, test, tested });
  for (const { node: input, sql } of fixtures) {
    const file = { ...tested, package_name: input.package_name, path: `${input.name}.sql` };
    const own = { ...file, original_file_path: test.original_file_path };
    work.compiler.write(targetPathOf(own, "compiled", project.settings.targetPath), sql);
  }
  const context = work.contextFor(node, session);
  useOverrides(context, test.overrides);
  const unit = { context, resolver, dialect, tested, testName: test.name, fixtures };
  const used = useFixtures(unit);
  const own = await context.interpreter.render(templateOf(project, tested));
  const ctes = [...used.values()];
  const code = injectCtes(own, ctes);
  const path = targetPathOf(test, "compiled", project.settings.targetPath);
  work.compiler.write(path, code);
  const compilation: Compilation = {
    compiled: true,
    compiled_code: code,
    extra_ctes_injected: true,
    extra_ctes: ctes,
    compiled_path: path,
    own,
  };
  return { node, context, compilation };
}

function testedModel({ run }: NodeWork, test: UnitTest): Model {
  const node = run.project.manifest.nodes[test.depends_on.nodes[0] ?? ""];
  if (node?.resource_type !== "model") throw new Error(`Bug: ${test.unique_id} tests no model`);
  return node;
}

/** The unit test as a node: the tested model's template under the test's name. */
function unitNode(test: UnitTest, tested: Model): Model {
  const version = tested.version === null ? "" : `_v${tested.version}`;
  const name = test.name + version;
  const isSql = test.expect.format === "sql";
  const rows = test.expect.rows ?? [];
  const config: NodeConfig = {
    ...tested.config,
    materialized: "unit",
    "pre-hook": [],
    "post-hook": [],
    expected_rows: isSql ? [] : rowsOf(rows),
    expected_sql: isSql ? rows : null,
  };
  return {
    ...tested,
    resource_type: "unit_test" as "model",
    name,
    alias: name,
    unique_id: test.unique_id,
    package_name: test.package_name,
    original_file_path: test.original_file_path,
    path: unitTestPath(test),
    config,
    relation_name: null,
  };
}

export interface UnitVerdict {
  readonly status: "pass" | "fail";
  readonly message: string | null;
  readonly failures: number;
  readonly adapterResponse: DataObject;
}

/** Runs the compiled test. @throws Problem when the comparison cannot be made */
export async function judgeUnitTest(
  work: NodeWork,
  test: UnitTest,
  { node, context, compilation }: CompiledUnitTest,
): Promise<UnitVerdict> {
  const { run } = work;
  const { quoting } = run.project.settings;
  const self = relationOfNode(node, { dialect: run.dialect, quoting });
  const sql = compilation.compiled_code;
  context.set("this", self);
  context.set("model", toValue({ ...(node as object as DataObject), compiled_code: sql }));
  context.set("sql", sql);
  context.set("compiled_code", sql);
  const job = {
    context,
    run,
    node,
    config: node.config,
    self,
    sql,
    afterCommit: [],
  };
  try {
    const main = await materialize(job, "unit");
    return { ...verdict(main.table), adapterResponse: adapterResponse(main.response) };
  } catch (thrown) {
    const problem = templateProblemIn(thrown, test.unique_id);
    if (!(problem instanceof Problem)) throw thrown;
    throw unitTestFailedToRun(test.name, problem, test.unique_id);
  }
}

function verdict(table: Table): Omit<UnitVerdict, "adapterResponse"> {
  const names = table.columnNames.map((name) => name.toLowerCase());
  const side = names.indexOf("actual_or_expected");
  const rowsOfSide = (wanted: string): Value[][] =>
    table.rows
      .filter((row) => row.values[side] === wanted)
      .map((row) => row.values.filter((_, index) => index !== side));
  const columns = names.filter((_, index) => index !== side);
  const diff = diffRows(columns, rowsOfSide("expected"), rowsOfSide("actual"));
  if (diff === undefined) return { status: "pass", message: null, failures: 0 };
  const message = `\n\nactual differs from expected:\n\n${diff}\n\n`;
  return { status: "fail", message, failures: 1 };
}
