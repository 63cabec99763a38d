/** The project at the repository's root gives the same marts on Postgres as on DuckDB. */
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Adapter, Session } from "../adapters/adapter.ts";
import { openAdapter } from "../adapters/open.ts";
import { freshDatabase, hasPostgres, type TestDatabase } from "./postgres-database.ts";
import { runCommand } from "./run-command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const schemas = ["staging", "silver", "gold"];

interface Warehouse {
  readonly adapter: Adapter;
  readonly session: Session;
}

let dir: string;
let database: TestDatabase;
const open: Partial<Record<"duckdb" | "postgres", Warehouse>> = {};

async function tsdbt(...words: string[]): Promise<void> {
  const { code, output } = await runCommand(dir, words);
  expect(code, output).toBe(0);
}

async function warehouse(type: "duckdb" | "postgres", credentials: object): Promise<Warehouse> {
  const adapter = await openAdapter(type, { credentials: { ...credentials }, baseDir: dir });
  return { adapter, session: await adapter.connect("test") };
}

/** The catalog, which DuckDB reads as a file. */
async function landCatalog(session: Session): Promise<void> {
  const { DuckDBInstance } = await import("@duckdb/node-api");
  const reader = await (await DuckDBInstance.create(":memory:")).connect();
  await session.execute(`create schema raw;
    create table raw.products (product_id text, product_name text, category text, price text, updated_at text, _batch_id text)`);
  const result = await reader.runAndReadAll(
    `select * from read_csv('${dir}/data/catalog/products.csv', header = true, all_varchar = true)`,
  );
  const lines = result
    .getRows()
    .map((row) => `${row.map((cell) => (cell === null ? "\\N" : String(cell))).join("\t")}\n`);
  await session.copyIn?.("copy raw.products from stdin", lines);
}

beforeAll(async () => {
  if (!hasPostgres) return;
  dir = mkdtempSync(join(tmpdir(), "root-project-"));
  for (const part of ["project.yml", "models", "seeds", "snapshots", "macros", "tests"])
    cpSync(join(root, part), join(dir, part), { recursive: true });
  const generator = join(root, "scripts", "generate-events.mjs");
  execFileSync(process.execPath, [generator, "--events", "3000", "--out", join(dir, "data")]);
  database = await freshDatabase();
  const targets = {
    duckdb: { type: "duckdb", path: join(dir, "clickstream.duckdb"), schema: "main", threads: 2 },
    postgres: { ...database.credentials, threads: 2 },
  };
  const connections = { replay: { type: "file" } };
  const profile = { clickstream: { target: "duckdb", outputs: targets }, connections };
  writeFileSync(join(dir, "profiles.yml"), JSON.stringify(profile));
  open.postgres = await warehouse("postgres", targets.postgres);
  await landCatalog(open.postgres.session);
  const vars = JSON.stringify({ data_dir: join(dir, "data"), lake_dir: join(dir, "data") });
  for (const target of ["duckdb", "postgres"]) {
    await tsdbt("load", "--quiet", "--vars", vars, "--target", target);
    await tsdbt("build", "--quiet", "--vars", vars, "--target", target);
  }
  open.duckdb = await warehouse("duckdb", targets.duckdb);
});

afterAll(async () => {
  for (const each of Object.values(open)) await each.adapter[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  if (dir) rmSync(dir, { recursive: true, force: true });
});

/** Every relation's rows as text, sorted; clocks left out. */
async function rowsOf({ adapter, session }: Warehouse, schema: string, table: string) {
  const name = `${adapter.quote(schema)}.${adapter.quote(table)}`;
  const { columns, rows } = await session.execute(`select * from ${name}`, { fetch: true });
  const kept = columns
    .map(({ name: column }, index) => ({ column, index }))
    .filter(({ column }) => !/^(processing_timestamp|last_processed_at|dbt_.*)$/.test(column));
  return {
    columns: kept.map(({ column }) => column),
    rows: rows.map((row) => JSON.stringify(kept.map(({ index }) => plain(row[index])))).toSorted(),
  };
}

/** Numbers in one spelling, whatever their type. */
const plain = (cell: unknown): string | null => {
  if (cell === null || cell === undefined) return null;
  const text = String(cell);
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text;
};

test.skipIf(!hasPostgres)("every mart has the same rows on Postgres as on DuckDB", async () => {
  const { duckdb, postgres } = open;
  if (!duckdb || !postgres) throw new Error("the databases are not open");
  let compared = 0;
  for (const schema of schemas) {
    const of = async ({ adapter, session }: Warehouse) =>
      (await adapter.listRelations(session, adapter.database, schema))
        .map(({ identifier }) => String(identifier))
        .toSorted();
    const tables = await of(postgres);
    expect((await of(duckdb)).filter((name) => !name.endsWith("_parquet"))).toEqual(tables);
    for (const table of tables) {
      const expected = await rowsOf(duckdb, schema, table);
      expect(await rowsOf(postgres, schema, table), `${schema}.${table}`).toEqual(expected);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(20);
});
