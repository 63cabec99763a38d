import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DataObject } from "../../core/data.ts";
import { Problem } from "../../core/problem.ts";
import type { OpenOptions } from "../open-options.ts";
import { openDuckdb } from "./open.ts";

let baseDir: string;
beforeAll(() => {
  baseDir = mkdtempSync(join(tmpdir(), "tsdbt-duckdb-"));
});
afterAll(() => rmSync(baseDir, { recursive: true, force: true }));

async function query(
  credentials: DataObject,
  sql: string,
  options: Partial<OpenOptions> = {},
): Promise<unknown> {
  await using adapter = await openDuckdb({ credentials, baseDir, ...options });
  const session = await adapter.connect("test");
  return (await session.execute(sql, { fetch: true })).rows;
}

const failure = async (work: Promise<unknown>): Promise<Problem> => {
  const thrown = await work.catch((error: unknown) => error);
  if (!(thrown instanceof Problem)) throw new Error(`expected a Problem, got ${String(thrown)}`);
  return thrown;
};

describe("opening", () => {
  test("a relative path starts at the base folder, and the file is made", async () => {
    await query({ path: "made.duckdb" }, "create table t as select 1 as a");
    const path = join(baseDir, "made.duckdb");
    expect(await query({ path }, "select a from t")).toEqual([[1]]);
  });

  test("a database that is opened to read refuses to write", async () => {
    await query({ path: "read.duckdb" }, "create table t as select 1 as a");
    const write = query({ path: "read.duckdb" }, "drop table t", { readOnly: true });
    expect((await failure(write)).message).toContain("read-only");
  });

  test("settings hold on every connection", async () => {
    const credentials = { path: ":memory:", settings: { TimeZone: "Asia/Kolkata" } };
    await using adapter = await openDuckdb({ credentials, baseDir });
    const sql = "select current_setting('TimeZone'), timestamptz '2024-01-01 00:00:00+00'";
    for (const name of ["one", "two"]) {
      const session = await adapter.connect(name);
      const { rows } = await session.execute(sql, { fetch: true });
      expect(rows).toEqual([["Asia/Kolkata", "2024-01-01 05:30:00+05:30"]]);
    }
  });

  test("databases are attached", async () => {
    await query({ path: "other.duckdb" }, "create table t as select 42 as a");
    const attach = [{ path: "other.duckdb", alias: "elsewhere", read_only: true }];
    expect(await query({ path: ":memory:", attach }, "select a from elsewhere.t")).toEqual([[42]]);
  });

  test("secrets are made", async () => {
    const secrets = [{ type: "http", name: "web", bearer_token: "it's" }];
    const sql = "select name, type from duckdb_secrets()";
    expect(await query({ path: ":memory:", secrets }, sql)).toEqual([["web", "http"]]);
  });

  test("a schema with the name of its database is warned of", async () => {
    const warned: string[] = [];
    const warn = (_: string, problem: Problem): void => void warned.push(problem.code);
    await query({ path: "marts.duckdb", schema: "marts" }, "select 1", { warn });
    expect(warned).toEqual(["SCHEMA_NAMED_LIKE_DATABASE"]);
  });
});

describe("what cannot be opened", () => {
  test("a file that another process holds tells which process", async () => {
    const path = join(baseDir, "held.duckdb");
    const script = `const { DuckDBInstance } = await import("@duckdb/node-api");
      const held = await DuckDBInstance.create(process.argv[1]); console.log("open"); setInterval(() => held, 1000);`;
    const holder = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    try {
      await once(holder.stdout, "data");
      const problem = await failure(query({ path }, "select 1"));
      expect(problem.code).toBe("DATABASE_LOCKED");
      expect(problem.message).toContain(`(process ${holder.pid})`);
      expect(problem.message).toContain("node");
    } finally {
      holder.kill();
    }
  });

  test.each<[string, DataObject]>([
    ["DATABASE_NOT_OPENED", { path: "no/such/folder/x.duckdb" }],
    ["DATABASE_SETTING", { path: ":memory:", config_options: { no_such_option: 1 } }],
    ["DATABASE_SETTING", { path: ":memory:", settings: { no_such_setting: 1 } }],
    ["DATABASE_UNSUPPORTED", { path: "md:my_db" }],
    ["DATABASE_UNSUPPORTED", { path: ":memory:", filesystems: [{ fs: "s3" }] }],
    ["DATABASE_NAME_MISMATCH", { path: "warehouse.duckdb", database: "marts" }],
    ["DATABASE_SETUP", { path: ":memory:", attach: [{ path: "none.duckdb", read_only: true }] }],
    [
      "ATTACH_OPTION_TWICE",
      { path: ":memory:", attach: [{ path: "x", type: "sqlite", options: { type: "sqlite" } }] },
    ],
    ["EXTENSION_UNAVAILABLE", { path: ":memory:", extensions: ["no_such_extension"] }],
  ])("gives %s for %j", async (code, credentials) => {
    expect((await failure(query(credentials, "select 1"))).code).toBe(code);
  });

  test("a file whose name DuckDB keeps for itself is to be renamed", async () => {
    const problem = await failure(query({ path: "main.duckdb", database: "main" }, "select 1"));
    expect(problem.message).toContain('names the database of that file "main_db"');
    expect(problem.hint).toContain("Rename the file");
  });

  test("a file that is no database is named", async () => {
    writeFileSync(join(baseDir, "text.duckdb"), "x".repeat(5000));
    const problem = await failure(query({ path: "text.duckdb" }, "select 1"));
    expect(problem.code).toBe("DATABASE_NOT_OPENED");
    expect(problem.message).toContain("text.duckdb");
  });

  test("too little memory is a problem of its own", async () => {
    const settings = { memory_limit: "20MB", max_temp_directory_size: "0KB" };
    const sql =
      "create table big as select range as a, md5(range::varchar) as b from range(5000000) order by b";
    const problem = await failure(query({ path: ":memory:", settings }, sql));
    expect(["DATABASE_OUT_OF_MEMORY", "DATABASE_DISK_FULL"]).toContain(problem.code);
    expect(problem.hint).toBeDefined();
  });
});
