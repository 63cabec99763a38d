/** The artifacts of whole runs, held to dbt's published JSON schemas where those lie beside the repository. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject } from "../index.ts";

const schemas = fileURLToPath(new URL("../../../shared/schemas/", import.meta.url));
const hasSchemas = existsSync(schemas);
const mustHaveSchemas = Boolean(process.env.REQUIRE_SCHEMAS ?? process.env.CI);
const cases = fileURLToPath(new URL("./cases/", import.meta.url));

const behaviours = [
  "tests-count-judge-and-keep-their-failures",
  "a-unit-test-shows-how-rows-differ",
  "snapshots-treat-deleted-rows-as-told",
  "ephemeral-models-are-put-in-front",
  "hooks-run-before-and-after-the-nodes",
  "a-microbatch-model-runs-batch-by-batch",
  "files-are-sources-and-models",
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "artifacts-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Builds a copy of a behaviour's project. */
async function build(name: string, ...more: string[]): Promise<string> {
  const dir = join(folder, name);
  cpSync(join(cases, name, "project"), dir, { recursive: true });
  const profile = { target: "t", outputs: { t: { type: "duckdb", path: "a.duckdb", threads: 2 } } };
  writeFileSync(join(dir, "profiles.yml"), JSON.stringify({ shop: profile }));
  const { problems } = await createProject({ dir }).invoke(["build", ...more]);
  expect(problems.filter(({ nodeId }) => nodeId === undefined)).toEqual([]);
  return dir;
}

const read = (dir: string, artifact: string): unknown =>
  JSON.parse(readFileSync(join(dir, "target", `${artifact}.json`), "utf8"));

type Check = (content: unknown) => string[];

/** Compiling dbt's schemas takes seconds, so it is done once. */
function checkBy(schema: string): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(readFileSync(join(schemas, schema), "utf8")));
  return (content) => {
    validate(content);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}

test("the schemas are there where they must be", () => {
  if (mustHaveSchemas) expect(hasSchemas, `no schemas at ${schemas}`).toBe(true);
});

describe.skipIf(!hasSchemas)("by dbt's schemas", () => {
  let checkManifest: Check = () => [];
  let checkRunResults: Check = () => [];
  beforeAll(() => {
    checkManifest = checkBy("dbt-manifest-v12.json");
    checkRunResults = checkBy("dbt-run-results-v6.json");
  });

  test.each(behaviours)("the artifacts are valid when %s", async (name) => {
    const window = ["--event-time-start", "2026-01-01", "--event-time-end", "2026-01-03"];
    const dir = await build(name, ...(name.includes("microbatch") ? window : []));
    expect(checkManifest(read(dir, "manifest"))).toEqual([]);
    expect(checkRunResults(read(dir, "run_results"))).toEqual([]);
  });
});

test("the arguments in run_results.json are dbt's: paths are absolute, and what was not asked for is left out", async () => {
  const dir = await build("hooks-run-before-and-after-the-nodes", "--full-refresh");
  const { args } = read(dir, "run_results") as { args: Record<string, unknown> };
  expect(args).toMatchObject({
    full_refresh: true,
    project_dir: dir,
    profiles_dir: dir,
    log_path: join(dir, "logs"),
  });
  for (const name of ["resource_types", "exclude_resource_types", "fail_fast", "show", "publish"])
    expect(args).not.toHaveProperty(name);
});

test("a template knows its thread by the name that the results have", async () => {
  const dir = await build("ephemeral-models-are-put-in-front");
  writeFileSync(
    join(dir, "models", "threaded.sql"),
    "{{ config(materialized='table') }} select '{{ thread_id }}' as thread",
  );
  await createProject({ dir }).invoke(["run", "--select", "threaded"]);
  const { results } = read(dir, "run_results") as {
    results: { thread_id: string; compiled_code: string }[];
  };
  expect(results[0]?.compiled_code).toBe(` select '${results[0]?.thread_id}' as thread`);
});

interface ResultRow {
  unique_id: string;
  status: string;
  compiled: boolean | null;
  adapter_response: object;
  relation_name: string | null;
}

test("a unit test's result has the database's answer, and nothing of compiling when it was skipped", async () => {
  const dir = await build("a-unit-test-shows-how-rows-differ");
  const { results } = read(dir, "run_results") as { results: ResultRow[] };
  const unit = results.filter(({ unique_id }) => unique_id.startsWith("unit_test."));
  const judged = unit.filter(({ status }) => status === "fail");
  expect(judged.map(({ adapter_response }) => adapter_response)).toEqual([{ _message: "OK" }]);
  for (const { compiled } of unit.filter(({ status }) => status === "skipped"))
    expect(compiled).toBeNull();
});

test("a test that cannot be compiled has no relation for its failures", async () => {
  const dir = await build("ephemeral-models-are-put-in-front");
  mkdirSync(join(dir, "tests"), { recursive: true });
  writeFileSync(
    join(dir, "tests", "broken.sql"),
    "{% if execute %}{{ no_such_macro() }}{% endif %}select 1",
  );
  await createProject({ dir }).invoke(["test", "--store-failures", "--select", "broken"]);
  const { results } = read(dir, "run_results") as { results: ResultRow[] };
  expect(results[0]).toMatchObject({ status: "error", compiled: false, relation_name: null });
});

test.each([
  ["ls", ["ls"]],
  ["run-operation", ["run-operation", "--sql", "select 1"]],
])("%s writes the manifest, unless it may not", async (_, words) => {
  const dir = mkdtempSync(join(folder, "manifest-"));
  cpSync(join(cases, "files-are-sources-and-models", "project"), dir, { recursive: true });
  const profile = { target: "t", outputs: { t: { type: "duckdb", path: "a.duckdb", threads: 2 } } };
  writeFileSync(join(dir, "profiles.yml"), JSON.stringify({ shop: profile }));
  const project = createProject({ dir });
  await project.invoke([...words, "--no-write-json"]);
  expect(existsSync(join(dir, "target", "manifest.json"))).toBe(false);
  await project.invoke(words);
  expect(read(dir, "manifest")).toHaveProperty("nodes");
});

interface TimedRow {
  unique_id: string;
  status: string;
  timing: { name: string }[];
}

test("what is compiled only, and an exposure, are timed as compiled and executed", async () => {
  const dir = await build("ephemeral-models-are-put-in-front");
  writeFileSync(
    join(dir, "models", "exposed.yml"),
    "exposures: [{name: board, type: dashboard, owner: {name: ann}}]\n",
  );
  const timed = async (command: string): Promise<string[]> => {
    await createProject({ dir }).invoke([command]);
    const { results } = read(dir, "run_results") as { results: TimedRow[] };
    return results
      .filter(({ status }) => status === (command === "compile" ? "success" : "no-op"))
      .map(({ timing }) => timing.map(({ name }) => name).join());
  };
  for (const command of ["compile", "build"]) {
    const names = await timed(command);
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names)).toEqual(new Set(["compile,execute"]));
  }
});

test.each([
  ["", "nothing"],
  ["{{ return('orders') }}", "'orders'"],
])("a materialization that ends with '%s' is told to have returned %s", async (end, got) => {
  const dir = mkdtempSync(join(folder, "returns-"));
  cpSync(join(cases, "a-failed-hook-of-a-model-is-named", "project"), dir, { recursive: true });
  const profile = { target: "t", outputs: { t: { type: "duckdb", path: "a.duckdb" } } };
  writeFileSync(join(dir, "profiles.yml"), JSON.stringify({ shop: profile }));
  mkdirSync(join(dir, "macros"));
  writeFileSync(
    join(dir, "macros", "mine.sql"),
    `{% materialization mine, default %}{% call statement('main') %}select 1{% endcall %} ${end}{% endmaterialization %}`,
  );
  writeFileSync(join(dir, "models", "own.sql"), "{{ config(materialized='mine') }} select 1");
  await createProject({ dir }).invoke(["run", "--select", "own"]);
  const { results } = read(dir, "run_results") as { results: { message: string }[] };
  expect(results[0]?.message).toMatch(new RegExp(`but returned ${got}\\.$`));
});
