/** The inputs of a unit test: which node each stands for, and the query that stands for the node. */
import type { Session } from "../../adapters/adapter.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { ManifestNode, Model, Source, UnitTest } from "../../core/nodes.ts";
import { unitTestInputInvalid } from "../../core/problems/test.ts";
import { Interpreter, nativeFunction, parseTemplate, str, toValue } from "../../jinja/index.ts";
import { type Relation, relationOfNode } from "../../project/context/relation.ts";
import type { Resolver } from "../../project/parse/resolve.ts";
import type { NodeWork } from "../node-work.ts";
import { readCsv } from "../seeds/csv.ts";

export type InputNode = ManifestNode | Source;

export interface Fixture {
  /** The node in whose place the fixture stands. */
  readonly node: InputNode;
  /** The identifier of its CTE, without dbt's prefix. */
  readonly identifier: string;
  readonly sql: string;
  /** The input is `this`: the model's own table as it was before. */
  readonly isThis: boolean;
}

export interface FixtureWork {
  readonly work: NodeWork;
  readonly session: Session;
  readonly test: UnitTest;
  readonly tested: Model;
}

/** Every input of the test, its rows made into a query. @throws Problem */
export async function fixturesOf(job: FixtureWork): Promise<Fixture[]> {
  const fixtures: Fixture[] = [];
  for (const given of job.test.given) {
    const input = str(toValue(given.input ?? ""));
    const node = inputNode(job, input);
    const identifier =
      node.resource_type === "source" ? `${node.source_name}__${node.name}` : node.alias;
    const sql = await fixtureSql(job, node, given);
    fixtures.push({ node, identifier, sql, isThis: node.unique_id === job.tested.unique_id });
  }
  return fixtures;
}

/** Reads `ref('a')`, `source('a', 'b')` or `this`. */
function inputNode({ work, test, tested }: FixtureWork, input: string): InputNode {
  const { resolver } = work.run;
  if (input.trim() === "this") return tested;
  let found: InputNode | undefined;
  const ref = nativeFunction("ref", ({ args, kwargs }) => {
    const names = args.map(str);
    const version = kwargs.get("v") ?? kwargs.get("version") ?? null;
    found = resolveRef(resolver, names, version === null ? null : str(version), tested);
    return "";
  });
  const source = nativeFunction("source", ({ args: [sourceName = "", table = ""] }) => {
    const resolved = resolver.source(str(sourceName), str(table), tested);
    found = resolved.kind === "found" ? resolved.node : undefined;
    return "";
  });
  const globals = new Map([
    ["ref", ref],
    ["source", source],
  ]);
  try {
    new Interpreter({ globals }).renderSync(
      parseTemplate(`{{ ${input} }}`, test.original_file_path),
    );
  } catch {
    found = undefined;
  }
  if (found === undefined) throw unitTestInputInvalid(test.name, input);
  return found;
}

/** The node that a `ref` with these arguments means to the tested model. */
export function resolveRef(
  resolver: Resolver,
  names: readonly string[],
  version: string | null,
  asker: Model,
): ManifestNode | undefined {
  const target = {
    name: names.at(-1) ?? "",
    package: names.length > 1 ? (names[0] ?? null) : null,
  };
  const resolved = resolver.ref({ ...target, version }, asker);
  return resolved.kind === "found" ? resolved.node : undefined;
}

async function fixtureSql(job: FixtureWork, node: InputNode, given: DataObject): Promise<string> {
  const { work, session, test } = job;
  const context = work.contextFor(stubNode(job, node), session);
  context.set("this", await relationWithColumns(job, node));
  const rows = given.rows ?? [];
  if (given.format === "sql")
    return await context.render(str(toValue(rows)), test.original_file_path);
  context.called.countAt(undefined); // it is the engine that calls, not the node
  return str(await context.callMacro("get_fixture_sql", [toValue(rowsOf(rows)), null]));
}

/**
 * The relation whose columns the rows have. Where a run builds beside what is there, and has not built this one yet, it is
 * what is there.
 */
async function relationWithColumns(
  { work: { run }, session }: FixtureWork,
  node: InputNode,
): Promise<Relation> {
  const { dialect, shown } = run;
  const { quoting } = run.project.settings;
  const relation = relationOfNode(node, { dialect, quoting });
  const live = shown?.nodes[node.unique_id] ?? shown?.sources[node.unique_id];
  if (live === undefined || (await run.cache.find(session, relation.name))) return relation;
  return relationOfNode(live, { dialect, quoting });
}

/** Rows as mappings, whether they are written as YAML or as CSV. */
export function rowsOf(rows: Data): Data {
  if (typeof rows !== "string") return withTextDates(rows);
  const [header = [], ...records] = [...readCsv([rows])].flatMap((part) => part.records);
  return records
    .filter((record) => record.length > 0)
    .map((record) =>
      Object.fromEntries(header.map((name, index) => [name.trim(), csvCell(record[index])])),
    );
}

/** Dates that YAML has read go into SQL as text, as dbt sends them. */
function withTextDates(data: Data): Data {
  if (typeof data !== "object" || data === null) return data;
  if (Array.isArray(data)) return data.map(withTextDates);
  if ("toJSON" in data && typeof data.toJSON === "function") {
    const json: unknown = data.toJSON();
    return typeof json === "string" ? json : data;
  }
  return Object.fromEntries(
    Object.entries(data as DataObject).map(([key, value]) => [key, withTextDates(value)]),
  );
}

const csvCell = (cell: string | undefined): string | null => {
  const text = cell?.trim() ?? "";
  return text === "" ? null : text;
};

/** The input as a model of its own, which is what macros see as `model`. */
function stubNode({ tested }: FixtureWork, node: InputNode): Model {
  const isSource = node.resource_type === "source";
  return {
    ...tested,
    name: node.name,
    unique_id: isSource
      ? `model.${node.package_name}.${node.source_name}__${node.name}`
      : `model.${node.package_name}.${node.name}`,
    package_name: node.package_name,
    database: node.database ?? tested.database,
    schema: node.schema,
    alias: isSource ? node.identifier : node.alias,
    config: { ...tested.config, materialized: "ephemeral" },
  };
}
