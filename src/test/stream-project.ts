/** A project with a stream of files, on either database, run through the front door. */
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import type { Adapter, Cell } from "../adapters/adapter.ts";
import type { AdapterType } from "../adapters/dialects.ts";
import { openAdapter } from "../adapters/open.ts";
import type { DataObject } from "../core/data.ts";
import { freshDatabase, type TestDatabase } from "./postgres-database.ts";
import { runCommand } from "./run-command.ts";

export interface StreamProject extends AsyncDisposable {
  readonly dir: string;
  /** Adds records to a file of the stream. */
  append(file: string, records: readonly object[]): void;
  write(path: string, text: string): void;
  tsdbt(...words: string[]): Promise<{ readonly code: number; readonly output: string }>;
  /** Ends the commands that run. */
  interrupt(): void;
  query(sql: string): Promise<readonly (readonly Cell[])[]>;
}

const sources = `sources:
  - name: shop
    schema: raw
    tables:
      - name: clicks
        config: {load: {connection: replay, path: data/*.ndjson, max_rows: 100, max_wait: 20ms}}
        columns:
          - {name: id, data_type: bigint}
          - {name: day, data_type: varchar}
`;

const silver = `{{ config(materialized='incremental', stream='inline', incremental_strategy='append') }}
select id, day, _batch_id, _partition, _offset from {{ ref('staged') }} where {{ stream_batch() }}
`;

const daily = `{{ config(materialized='incremental', stream='inline', incremental_strategy='delete+insert', unique_key='day') }}
select day, count(*) as clicks, sum(id) as total from {{ ref('silver') }}
{% if is_incremental() %}
where day in (select changed.day from {{ ref('silver') }} as changed where {{ stream_batch(alias='changed') }})
{% endif %}
group by day
`;

const later = `{{ config(materialized='incremental', incremental_strategy='append') }}
select id, day from {{ ref('staged') }} where {{ stream_batch() }}
`;

const models = {
  "models/shop.yml": sources,
  "models/staged.sql": "select * from {{ source('shop', 'clicks') }}",
  "models/silver.sql": silver,
  "models/daily.sql": daily,
  "models/later.sql": later,
};

export interface DatabaseOptions {
  /** Another Postgres server than that of the tests. */
  readonly server?: string | undefined;
  /** Keys of the target beside the usual ones. */
  readonly credentials?: DataObject;
}

/**
 * @param files beside the usual ones, or in their place
 * @param connections what streams are loaded from, beside `replay`
 * @param options where and how the database is, if not as usual
 */
export async function streamProject(
  type: AdapterType,
  files: Readonly<Record<string, string>> = {},
  connections: Readonly<Record<string, object>> = {},
  { server, credentials: more = {} }: DatabaseOptions = {},
): Promise<StreamProject> {
  const dir = mkdtempSync(join(tmpdir(), "stream-project-"));
  const database: TestDatabase | undefined =
    type === "postgres" ? await freshDatabase(server) : undefined;
  const usual = database?.credentials ?? { type, path: join(dir, "warehouse.duckdb") };
  const credentials = { ...usual, ...more };
  const target = { shop: { target: "test", outputs: { test: { ...credentials, threads: 2 } } } };
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  };
  write("project.yml", "name: shop\nprofile: shop\n");
  write(
    "profiles.yml",
    JSON.stringify({ ...target, connections: { replay: { type: "file" }, ...connections } }),
  );
  mkdirSync(join(dir, "data"));
  for (const [path, text] of Object.entries({ ...models, ...files })) write(path, text);
  const running = new Set<AbortController>();
  let looking: Promise<Adapter> | undefined;
  const release = async (): Promise<void> => {
    await (await looking)?.[Symbol.asyncDispose]();
    looking = undefined;
  };
  return {
    dir,
    write,
    append: (file, records) =>
      appendFileSync(
        join(dir, "data", file),
        records.map((record) => `${JSON.stringify(record)}\n`).join(""),
      ),
    interrupt() {
      for (const controller of running) controller.abort();
    },
    async tsdbt(...words) {
      await release();
      const controller = new AbortController();
      running.add(controller);
      const result = await runCommand(dir, words, controller.signal);
      running.delete(controller);
      return result;
    },
    async query(sql) {
      looking ??= openAdapter(type, { credentials: { ...credentials }, baseDir: dir });
      const session = await (await looking).connect("look");
      if (database !== undefined)
        await session.execute(`set search_path to "${String(database.credentials.schema)}"`);
      return (await session.execute(sql, { fetch: true })).rows;
    },
    async [Symbol.asyncDispose]() {
      await release();
      rmSync(dir, { recursive: true, force: true });
      await database?.[Symbol.asyncDispose]();
    },
  };
}

/**
 * Loads the streams to their end.
 * @param code what the command ends with
 * @returns what it prints
 */
export async function load(on: StreamProject, code = 0): Promise<string> {
  const { code: ended, output } = await on.tsdbt("load");
  expect(ended, output).toBe(code);
  return output;
}

/** The ids of a table's rows, in order. */
export const idsOf = async (on: StreamProject, table: string): Promise<number[]> =>
  (await on.query(`select id from ${table} order by 1`)).map(([id]) => Number(id));
