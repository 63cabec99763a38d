/** The built program as users start it: as a process of its own, in a folder that knows nothing of this one. */
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("../../", import.meta.url));
let folder = "";
let program = "";

beforeAll(() => {
  const build = `import { build } from ${JSON.stringify(pathToFileURL(join(root, "scripts", "ensure.mjs")).href)}; build();`;
  const built = spawnSync(process.execPath, ["--input-type=module", "--eval", build], {
    encoding: "utf8",
  });
  expect(`${built.stdout}${built.stderr}`.trim()).toBe("");
  folder = mkdtempSync(join(tmpdir(), "program-"));
  // A copy of what is published, so that nothing beside it can be what makes it work.
  const copy = join(folder, "package");
  for (const part of ["dist", "package.json"])
    cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"), "junction");
  program = join(copy, "dist", "cli", "main.cjs");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { PATH: process.env.PATH, HOME: "/nonexistent" };

function tsdbt(dir: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: dir,
    encoding: "utf8",
    env,
  });
  return { status, stdout, stderr };
}

test("--version tells the compatible dbt first, because tools take the first number", () => {
  const { status, stdout } = tsdbt(folder, "--version");
  expect(status).toBe(0);
  expect(/\d+\.\d+\.\d+/.exec(stdout)?.[0]).toBe("1.12.6");
  expect(stdout).toMatch(/^tsdbt: \d+\.\d+\.\d+$/m);
});

test("what init makes builds at once and passes its tests, twice", () => {
  expect(tsdbt(folder, "init", "shop", "--adapter", "duckdb").status).toBe(0);
  const project = join(folder, "shop");
  for (const _ of [1, 2]) {
    const { status, stdout, stderr } = tsdbt(project, "build");
    expect(stderr).toBe("");
    expect(stdout).toContain("Done. PASS=15 WARN=0 ERROR=0 SKIP=0 NO-OP=0 REUSED=0 TOTAL=15");
    expect(status).toBe(0);
  }
  const results = JSON.parse(readFileSync(join(project, "target", "run_results.json"), "utf8"));
  expect(results.results).toHaveLength(15);
});

test("init writes nothing over a folder that has something in it", () => {
  const { status, stdout } = tsdbt(folder, "init", "shop", "--adapter", "duckdb");
  expect(status).toBe(2);
  expect(stdout).toContain("FOLDER_NOT_EMPTY");
});

test("data goes to standard output, everything else to standard error", () => {
  const project = join(folder, "shop");
  const { stdout, stderr } = tsdbt(project, "ls", "--resource-type", "model", "--output", "name");
  expect(stdout).toBe("customers\nstg_customers\nstg_orders\n");
  expect(stderr).toContain("Found 3 models");
  const shown = tsdbt(project, "show", "--select", "customers", "--output", "json", "--limit", "1");
  expect(JSON.parse(shown.stdout).show).toHaveLength(1);
});

test("JSON logs are one event a line, data included", () => {
  const { stdout, stderr } = tsdbt(
    join(folder, "shop"),
    "ls",
    "--log-format",
    "json",
    "--select",
    "customers",
  );
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(stderr).toBe("");
  expect(events.map((event) => event.info.name)).toContain("MainReportVersion");
  expect(
    events.filter((event) => event.info.name === "PrintEvent").map((event) => event.info.msg),
  ).toContain("shop.marts.customers");
});

test("a parse of an unchanged project loads one chunk of the program, and ends like the first", () => {
  const project = join(folder, "shop");
  const parse = (cache: string) =>
    spawnSync(process.execPath, [program, "parse"], {
      cwd: project,
      encoding: "utf8",
      env: { ...env, XDG_CACHE_HOME: join(folder, cache) },
    });
  rmSync(join(project, "target"), { recursive: true, force: true });
  const loaded = (cache: string) =>
    readdirSync(join(folder, cache, "tsdbt", "code")).map((name) => name.split("-")[1]);
  const found = /Found .*/;
  const first = found.exec(parse("first").stdout)?.[0];
  expect(loaded("first")).toEqual(expect.arrayContaining(["jinja", "parse", "start"]));
  expect(found.exec(parse("second").stdout)?.[0]).toBe(first);
  expect(loaded("second")).toEqual(["start"]);
});

test("a run without mistakes loads no chunk that describes them, reads settings of streams or explains options", () => {
  const cache = join(folder, "run");
  spawnSync(process.execPath, [program, "run"], {
    cwd: join(folder, "shop"),
    env: { ...env, XDG_CACHE_HOME: cache },
  });
  const loaded = readdirSync(join(cache, "tsdbt", "code")).map((name) => name.split("-")[1]);
  expect(loaded).toContain("duckdb");
  for (const chunk of ["commander", "docs", "load", "postgres", "problems", "zod"])
    expect(loaded).not.toContain(chunk);
});

test("databases' drivers are part of the program: of packages, only native code is loaded", () => {
  const project = join(folder, "shop");
  const hook = join(folder, "hook.cjs");
  const list = join(folder, "loaded.txt");
  writeFileSync(
    hook,
    `process.on("exit", () => require("node:fs").writeFileSync(${JSON.stringify(list)}, Object.keys(require.cache).join("\\n")));\n`,
  );
  const packagesOf = (...args: string[]) => {
    const call = ["--require", hook, program, ...args];
    spawnSync(process.execPath, call, { cwd: project, env });
    const names = readFileSync(list, "utf8").match(/node_modules[\\/](?:@\w+[\\/])?[\w.-]+/g);
    return [...new Set(names)].filter((name) => !/node-bindings|detect-libc/.test(name));
  };
  expect(packagesOf("run")).toEqual([]);
  const unreachable =
    "{type: postgres, host: 127.0.0.1, port: 1, user: a, password: a, dbname: a, schema: a}";
  writeFileSync(
    join(folder, "profiles.yml"),
    `shop: {target: dev, outputs: {dev: ${unreachable}}}\n`,
  );
  expect(packagesOf("debug", "--profiles-dir", folder)).toEqual([]);
});

test("a reader that goes away ends the program without a word", async () => {
  const child = spawn(process.execPath, [program, "--help"], { env });
  child.stdout.destroy();
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  await ended(child);
  expect(said).toBe("");
});

test("an interrupt cancels what runs, writes run_results.json and ends with code 2", async () => {
  const project = join(folder, "slow");
  mkdirSync(join(project, "models"), { recursive: true });
  writeFileSync(join(project, "project.yml"), "name: slow\nprofile: slow\n");
  writeFileSync(
    join(project, "profiles.yml"),
    "slow: {target: dev, outputs: {dev: {type: duckdb, path: slow.duckdb}}}\n",
  );
  const endless =
    "{{ config(materialized='table') }}\nselect count(*) as n from range(1000000) as a, range(1000000) as b where (a.range + b.range) % 7 = 3\n";
  writeFileSync(join(project, "models", "endless.sql"), endless);
  writeFileSync(join(project, "models", "after.sql"), "select * from {{ ref('endless') }}\n");
  const child = spawn(process.execPath, [program, "run"], { cwd: project, env });
  onTestFinished(() => void child.kill("SIGKILL")); // nothing else would end that query
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => {
    const begins = !said.includes("START") && chunk.includes("START");
    said += chunk;
    if (begins) child.kill("SIGINT");
  });
  expect(await ended(child)).toBe(2);
  expect(said).toContain("Exited because of keyboard interrupt");
  const { results } = JSON.parse(readFileSync(join(project, "target", "run_results.json"), "utf8"));
  expect(results.map((result: { status: string }) => result.status)).toEqual([
    "skipped",
    "skipped",
  ]);
});

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((resolve) => child.on("close", resolve));
