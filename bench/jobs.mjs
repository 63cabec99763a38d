/** What is measured: each job gives rows of { job, tool, wall, cpu }, tools back to back. */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeBatch } from "../scripts/generate-events.mjs";
import {
  writeLargeProject,
  writeSnapshotProject,
  writeTrivialProject,
} from "./generate-project.mjs";
import { interleaved, median, runOnce } from "./measure.mjs";
import { postgres } from "./postgres.mjs";

const node = process.execPath;

export const jobs = {
  start: startUp,
  small,
  parse,
  compile,
  trivial,
  clickstream,
  snapshot,
  postgres,
};

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

/** The project that `init` makes, all of whose tables exist already: what people wait for all day. */
function small({ tools, work, runs }) {
  const dir = join(work, "small");
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  mustRun([...tools[0].command, "init", "shop", "--adapter", "duckdb"], dir, tools[0].env);
  const scaffold = join(dir, "shop");
  cpSync(join(scaffold, "project.yml"), join(scaffold, "dbt_project.yml"));
  return ["build", "test"].flatMap((verb) =>
    tools.map((tool) => {
      const cwd = join(dir, tool.name);
      cpSync(scaffold, cwd, { recursive: true });
      mustRun([...tool.command, "build"], cwd, tool.env);
      const measured = median([...tool.command, verb], { cwd, runs: runs * 3, env: tool.env });
      return { job: `${verb} of a new project again`, tool: tool.name, ...measured };
    }),
  );
}

function parse(options) {
  return options.sizes.flatMap((models) =>
    options.tools.flatMap((tool, index) => [
      ...parseWith(tool, models, options),
      ...(index === 0 ? [parseFloor(tool, models, options)] : []),
    ]),
  );
}

/** Of a first parse, on the project that the tool has just parsed. */
function parseFloor(tool, models, { work, runs }) {
  const dir = join(work, `parse-${tool.name}-${models}`);
  sampleNodes(dir);
  const measured = median([node, parseFloorScript, dir], { runs });
  return { job: coldParse(models), tool: "floor", ...measured };
}

/** Keeps a node of each type, and how many there are, for the floor to write. */
function sampleNodes(project) {
  const { nodes } = JSON.parse(readFileSync(join(project, "target", "manifest.json"), "utf8"));
  const samples = {};
  for (const node of Object.values(nodes)) {
    samples[node.resource_type] ??= { node, count: 0 };
    samples[node.resource_type].count++;
  }
  writeFileSync(join(project, "floor.json"), JSON.stringify(samples));
}

const coldParse = (models) => `parse ${models.toLocaleString("en")}: cold`;

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

/** The project at the repository's root with many events. A tool and its floor take turns, since machines have moods. */
function clickstream({ tools, work, runs, events, root }) {
  return tools.flatMap((tool, index) => {
    const dir = join(work, `clickstream-${tool.name}`);
    const database = "clickstream.duckdb";
    copyProject(root, dir);
    const size = { events, later: Math.round(events / 100), out: join(dir, "data") };
    const at = { cwd: dir, env: tool.env };
    // dbt knows no loader, so both tools read the recording's files.
    const vars = ["--vars", "{events_from: files}"];
    const rows = (job, args, mode, prepare) => {
      const contest = [
        { tool: tool.name, command: [...tool.command, ...args, ...vars], ...at, prepare },
        { tool: "floor", command: [node, floorScript, dir, database, mode], cwd: dir, prepare },
      ];
      return interleaved(index > 0 ? contest.slice(0, 1) : contest, runs).map((row) => ({
        job: `${events.toLocaleString("en")} events: ${job}`,
        ...row,
      }));
    };
    writeBatch({ batch: 1, ...size });
    mustRun([...tool.command, "build", ...vars], dir, tool.env);
    // A floor reads what the tool compiled in its last run, so it stands right behind that run.
    // The lake's copy is work of its own and has no floor.
    const models = ["run", "--exclude", "silver_events_parquet"];
    const full = rows("full", [...models, "--full-refresh"], "full");
    mustRun([...tool.command, ...models, "--full-refresh", ...vars], dir, tool.env);
    const tests = rows("tests", ["test"], "tests");
    keep(dir, database);
    writeBatch({ batch: 2, ...size });
    const later = rows("1 % new", models, "incremental", () => bringBack(dir, database));
    return [...full, ...tests, ...later];
  });
}

/** A snapshot of a million rows, of which one in a hundred has changed. */
function snapshot({ tools, work, runs, rows = 1_000_000 }) {
  return tools.flatMap((tool, index) => {
    const dir = join(work, `snapshot-${tool.name}`);
    const database = "bench.duckdb";
    rmSync(dir, { recursive: true, force: true });
    writeSnapshotProject(dir, rows);
    mustRun([...tool.command, "build"], dir, tool.env);
    mustRun([...tool.command, "run", "--vars", "{day: 1}"], dir, tool.env);
    keep(dir, database);
    const prepare = () => bringBack(dir, database);
    const contest = [
      {
        tool: tool.name,
        command: [...tool.command, "snapshot", "--vars", "{day: 1}"],
        cwd: dir,
        env: tool.env,
        prepare,
      },
      {
        tool: "floor",
        command: [node, floorScript, dir, database, "snapshot"],
        cwd: dir,
        prepare,
      },
    ];
    return interleaved(index > 0 ? contest.slice(0, 1) : contest, runs).map((row) => ({
      job: `snapshot of ${rows.toLocaleString("en")} rows, 1 % changed`,
      ...row,
    }));
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

const parseFloorScript = fileURLToPath(new URL("./floor-parse.mjs", import.meta.url));
const floorScript = fileURLToPath(new URL("./floor.mjs", import.meta.url));
