/**
 * Ten readers in a loop over views on top of marts, under a role of their own, while the marts are rebuilt. Each read
 * must succeed and see one whole version. TSDBT_REBUILDS sets how often they are rebuilt; a thousand takes minutes.
 */
import { expect, test } from "vitest";
import { hasPostgres } from "./postgres-database.ts";
import { type PostgresProject, postgresProject } from "./postgres-project.ts";

const rebuilds = Number(process.env.TSDBT_REBUILDS ?? 10);
const readerCount = 10;
const rowCount = 2000;

const models = {
  "models/sales.sql": `{{ config(materialized="table", indexes=[{"columns": ["id"]}]) }}
    select id, {{ var("version", 0) }} as version from generate_series(1, ${rowCount}) as id`,
  "models/slow.sql": `{{ config(materialized="table") }}
    select id, {{ var("version", 0) }} as version, repeat('x', 100) as filler from generate_series(1, ${rowCount}) as id`,
  "models/report.sql": "select version, count(*) as n from {{ ref('sales') }} group by version",
};

/** What BI tools send: a view of another schema, a view of views, a join of a mart and a view on it, a mart itself. */
const queries = [
  "select min(version) as low, max(version) as high, count(*)::int as n from bi.sales",
  "select min(version) as low, max(version) as high, sum(n)::int as n from bi.report",
  `select min(s.version) as low, max(s.version) as high, count(*)::int as n
    from main.sales as s join bi.sales as v on v.id = s.id`,
  "select min(version) as low, max(version) as high, count(*)::int as n from main.slow",
];

interface Reader {
  readonly reads: number;
  readonly slowest: number;
}

async function read(url: string, query: string, isOver: () => boolean): Promise<Reader> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  await client.connect();
  let reads = 0;
  let slowest = 0;
  try {
    while (!isOver()) {
      const startedAt = performance.now();
      const { rows } = await client.query(query);
      slowest = Math.max(slowest, performance.now() - startedAt);
      const [{ low, high, n }] = rows;
      expect({ low, n }).toEqual({ low: high, n: rowCount });
      reads++;
    }
  } finally {
    await client.end();
  }
  return { reads, slowest };
}

async function rebuild(project: PostgresProject): Promise<void> {
  for (let version = 1; version <= rebuilds; version++) {
    const { code, output } = await project.tsdbt(
      "run",
      "--quiet",
      "--vars",
      `{version: ${version}}`,
    );
    expect(code, output).toBe(0);
  }
}

async function readersNotice(project: PostgresProject, role: string): Promise<string> {
  const url = new URL(project.database.url);
  url.username = role;
  url.password = "reader";
  let over = false;
  const readers = Array.from({ length: readerCount }, (_, index) =>
    read(url.href, queries[index % queries.length] ?? "", () => over),
  );
  // A reader that fails ends the test at once; the others are told to stop.
  const all = Promise.all(readers);
  try {
    await Promise.race([rebuild(project), all]);
  } finally {
    over = true;
  }
  const done = await all;
  const reads = done.reduce((sum, reader) => sum + reader.reads, 0);
  const slowest = Math.round(Math.max(...done.map((reader) => reader.slowest)));
  return `${rebuilds} rebuilds, ${reads} reads, slowest ${slowest} ms`;
}

const setUp = (role: string): string => `
  create role ${role} login password 'reader'; create schema bi;
  create view bi.sales as select * from main.sales; create view bi.report as select * from main.report;
  grant usage on schema main, bi to ${role}; grant select on all tables in schema main, bi to ${role}`;

test.skipIf(!hasPostgres)(
  "readers never notice that what they read is rebuilt",
  async () => {
    const role = `reader_${Math.random().toString(36).slice(2)}`;
    const project = await postgresProject(models);
    try {
      expect((await project.tsdbt("run")).code).toBe(0);
      await project.database.query(setUp(role));
      process.stderr.write(`readers: ${await readersNotice(project, role)}\n`);
      const left = "select count(*)::int as n from pg_class where relname like '%\\_\\_dbt\\_%'";
      expect(await project.database.query(left)).toEqual([{ n: 0 }]);
    } finally {
      await project.database.query(`drop owned by ${role}; drop role ${role}`).catch(() => []);
      await project[Symbol.asyncDispose]();
    }
  },
  60_000 + rebuilds * 5000,
);
