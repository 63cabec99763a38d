/** What is measured: each job gives rows of { job, tool, wall, cpu }, tools back to back. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBatch } from "../scripts/generate-events.mjs";
import { writeLargeProject, writeTrivialProject } from "./generate-project.mjs";
import { median, runOnce } from "./measure.mjs";

const node = process.execPath;

export const jobs = { start: startUp, parse, compile, trivial, clickstream };

function startUp({ tools, runs }) {
  const bare = {
    job: "node -e 0",
    tool: "floor",
    ...median([node, "-e", "0"], { runs: runs * 3 }),
  };
  const measured = tools.map((tool) => ({
    job: "--version",
    tool: tool.name,
    ...median([...tool.command, "--version"], { runs: runs * 3 }),
  }));
  return [bare, ...measured];
}

function parse(options) {
  return options.sizes.flatMap((models) =>
    options.tools.flatMap((tool) => parseWith(tool, models, options)),
  );
}

function parseWith(tool, models, { work, runs }) {
  const dir = join(work, `parse-${tool.name}-${models}`);
  writeLargeProject(dir, models);
  const command = [...tool.command, "parse"];
  const at = { cwd: dir, runs, env: tool.env };
  const touch = (file, text) => () =>
    writeFileSync(join(dir, file), `${readFileSync(join(dir, file), "utf8")}${text}`);
  const area = readdirSync(join(dir, "models")).find((name) => name.startsWith("area_"));
  const row = (what, options) => ({
    job: `parse ${models.toLocaleString("en")}: ${what}`,
    tool: tool.name,
    ...median(command, { ...at, ...options }),
  });
  return [
    row("cold", { prepare: () => rmSync(join(dir, "target"), { recursive: true, force: true }) }),
    row("unchanged", {}),
    row("one model edited", {
      prepare: touch(join("models", area, "model_00007.sql"), "-- edited\n"),
    }),
    row("one macro edited", { prepare: touch(join("macros", "helper_0.sql"), "{# edited #}\n") }),
  ];
}

function compile({ sizes, tools, work, runs }) {
  return sizes.flatMap((models) =>
    tools.map((tool) => {
      const cwd = join(work, `compile-${tool.name}-${models}`);
      writeLargeProject(cwd, models);
      const measured = median([...tool.command, "compile"], { cwd, runs, env: tool.env });
      return { job: `compile ${models.toLocaleString("en")}`, tool: tool.name, ...measured };
    }),
  );
}

/** Everything again, when everything exists: what one model costs beyond its SQL. */
function trivial({ tools, work, runs, models = 1000 }) {
  const rows = tools.map((tool) => {
    const cwd = join(work, `trivial-${tool.name}`);
    writeTrivialProject(cwd, models);
    mustRun([...tool.command, "run"], cwd, tool.env);
    return {
      job: `run ${models} trivial models again`,
      tool: tool.name,
      ...median([...tool.command, "run"], { cwd, runs, env: tool.env }),
    };
  });
  const cwd = join(work, `trivial-${tools[0].name}`);
  const floor = median([node, floorScript, cwd, "bench.duckdb", "full"], { runs });
  return [...rows, { job: `run ${models} trivial models again`, tool: "floor", ...floor }];
}

/** The project at the repository's root with many events. */
function clickstream({ tools, work, runs, events, root }) {
  return tools.flatMap((tool, index) => {
    const dir = join(work, `clickstream-${tool.name}`);
    const database = "clickstream.duckdb";
    copyProject(root, dir);
    const size = { events, later: Math.round(events / 100), out: join(dir, "data") };
    const row = (job, args, prepare) => ({
      job: `${events.toLocaleString("en")} events: ${job}`,
      tool: tool.name,
      ...median([...tool.command, ...args], { cwd: dir, runs, env: tool.env, prepare }),
    });
    const floor = (job, mode, prepare) => ({
      job,
      tool: "floor",
      ...median([node, floorScript, dir, database, mode], { cwd: dir, runs, prepare }),
    });
    writeBatch({ batch: 1, ...size });
    mustRun([...tool.command, "build"], dir, tool.env);
    // A floor reads what the tool compiled in its last run, so it stands right behind that run.
    // The lake's copy is work of its own and has no floor.
    const models = ["run", "--exclude", "silver_events_parquet"];
    const withFloor = (rows, mode, prepare) =>
      index > 0 ? rows : [...rows, floor(rows[0].job, mode, prepare)];
    const full = withFloor([row("full", [...models, "--full-refresh"])], "full");
    const tests = withFloor([row("tests", ["test"])], "tests");
    mustRun([...tool.command, ...models, "--full-refresh"], dir, tool.env);
    keep(dir, database);
    writeBatch({ batch: 2, ...size });
    const back = () => bringBack(dir, database);
    const snapshot = row("snapshot", ["snapshot"], back);
    return [
      ...full,
      ...tests,
      snapshot,
      ...withFloor([row("1 % new", models, back)], "incremental", back),
    ];
  });
}

function copyProject(root, dir) {
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const part of [
    "models",
    "seeds",
    "macros",
    "tests",
    "snapshots",
    "project.yml",
    "profiles.yml",
  ])
    cpSync(join(root, part), join(dir, part), { recursive: true });
  cpSync(join(root, "project.yml"), join(dir, "dbt_project.yml"));
}

const keep = (dir, database) => cpSync(join(dir, database), join(dir, "kept.duckdb"));
const bringBack = (dir, database) => {
  rmSync(join(dir, `${database}.wal`), { force: true });
  cpSync(join(dir, "kept.duckdb"), join(dir, database));
};

function mustRun(command, cwd, env) {
  const { code, log } = runOnce(command, { cwd, env });
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}; see ${log}`);
}

const floorScript = fileURLToPath(new URL("./floor.mjs", import.meta.url));
