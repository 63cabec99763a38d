/**
 * What Postgres jobs cost, on the server that BENCH_POSTGRES_URL names: a superuser's URL. Server and client share the
 * work, so that these jobs are compared by wall time.
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeTrivialProject } from "./generate-project.mjs";
import { median } from "./measure.mjs";

const floorScript = fileURLToPath(new URL("./floor-postgres.mjs", import.meta.url));
const seedRows = 100_000;

/** Rebuilding tables that exist, and loading a file of rows. */
export function postgres(options) {
  const given = process.env.BENCH_POSTGRES_URL;
  if (given === undefined) {
    process.stderr.write("postgres: left out, as BENCH_POSTGRES_URL is not set\n");
    return [];
  }
  const url = new URL(given);
  const jobs = [swaps, trivial, seed, dataTests];
  return jobs.flatMap((job) => job(url, options)).map((row) => ({ ...row, by: "wall" }));
}

const floorOf = (url, ...args) => [process.execPath, floorScript, url.href, ...args.map(String)];

/** One connection, one table a time: the message that a rebuild sends, beside the same without its checks. */
function swaps(url, { runs }) {
  const job = "Postgres: swap a trivial table 1,000 times";
  const row = (tool, how) => ({ job, tool, ...median(floorOf(url, how, 1000), { runs }) });
  return [row("tsdbt", "checked"), row("floor", "plain")];
}

function trivial(url, { tools, work, runs, models = 1000 }) {
  const job = `Postgres: run ${models.toLocaleString("en")} trivial models again`;
  const rows = tools.map((tool) => {
    const cwd = join(work, `postgres-trivial-${tool.name}`);
    writeTrivialProject(cwd, models);
    writeProfile(cwd, url, tool.name);
    mustRun([...tool.command, "run"], cwd, tool.env);
    const few = tool.name === "dbt" ? 1 : runs;
    return {
      job,
      tool: tool.name,
      ...median([...tool.command, "run"], { cwd, runs: few, env: tool.env }),
    };
  });
  return [
    ...rows,
    { job, tool: "floor", ...median(floorOf(url, "connections", models), { runs }) },
  ];
}

function seed(url, { tools, work, runs }) {
  const job = `Postgres: load a seed of ${seedRows.toLocaleString("en")} rows`;
  const rows = tools.map((tool) => {
    const cwd = join(work, `postgres-seed-${tool.name}`);
    writeTrivialProject(cwd, 1);
    mkdirSync(join(cwd, "seeds"), { recursive: true });
    const file = join(cwd, "seeds", "orders.csv");
    writeFileSync(file, "id,customer,amount,ordered_on\n");
    const lines = Array.from(
      { length: seedRows },
      (_, id) =>
        `${id},customer ${id % 1000},${id % 97}.5,2026-01-${String((id % 28) + 1).padStart(2, "0")}\n`,
    );
    appendFileSync(file, lines.join(""));
    writeProfile(cwd, url, tool.name);
    const command = [...tool.command, "seed", "--full-refresh"];
    const few = tool.name === "dbt" ? 1 : runs;
    return { job, tool: tool.name, ...median(command, { cwd, runs: few, env: tool.env }) };
  });
  return [...rows, { job, tool: "floor", ...median(floorOf(url, "copy", seedRows), { runs }) }];
}

/** Eleven tests of a table that is there: 8 not_null, unique, accepted_values, relationships. */
function dataTests(url, { tools, work, runs }) {
  const job = `Postgres: ${testedRows.toLocaleString("en")} rows, 11 tests`;
  let compiled = "";
  const rows = tools.map((tool) => {
    const cwd = join(work, `postgres-tests-${tool.name}`);
    writeTrivialProject(cwd, 1);
    writeFileSync(join(cwd, "models", "tested.sql"), testedModel);
    writeFileSync(join(cwd, "models", "codes.sql"), "select distinct n from {{ ref('tested') }}\n");
    writeFileSync(join(cwd, "models", "tested.yml"), JSON.stringify(testedProperties));
    writeProfile(cwd, url, tool.name);
    mustRun([...tool.command, "run"], cwd, tool.env);
    compiled = join(cwd, "target", "run", "trivial", "models", "tested.yml");
    const few = tool.name === "dbt" ? 1 : runs;
    const command = [...tool.command, "test"];
    return { job, tool: tool.name, ...median(command, { cwd, runs: few, env: tool.env }) };
  });
  return [...rows, { job, tool: "floor", ...median(floorOf(url, "files", compiled), { runs }) }];
}

const testedRows = 2_000_000;

const testedModel = `select i as id, md5(i::text) as k, i % 100 as n, 'a' as s, i as a, i + 1 as b, now() as c, -i as d
from generate_series(1, ${testedRows}) as i
`;

const more = {
  id: ["unique"],
  n: [{ relationships: { arguments: { to: "ref('codes')", field: "n" } } }],
  s: [{ accepted_values: { arguments: { values: ["a", "b"] } } }],
};
const columns = ["id", "k", "n", "s", "a", "b", "c", "d"].map((name) => ({
  name,
  data_tests: ["not_null", ...(more[name] ?? [])],
}));
const testedProperties = { models: [{ name: "tested", columns }] };

/** dbt knows no other keys than these. */
function writeProfile(cwd, url, schema) {
  const target = {
    type: "postgres",
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password) || "none",
    dbname: url.pathname.slice(1) || "postgres",
    schema: `bench_${schema}`,
    threads: 4,
  };
  const profile = { bench: { target: "dev", outputs: { dev: target } } };
  writeFileSync(join(cwd, "profiles.yml"), JSON.stringify(profile));
  rmSync(join(cwd, "target"), { recursive: true, force: true });
}

function mustRun([program, ...args], cwd, env) {
  const { status, stdout } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${args.join(" ")} ended with ${status}: ${stdout}`);
}
