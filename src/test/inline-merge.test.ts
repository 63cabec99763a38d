/** A model with a key follows its stream by merging: the last record of a key wins, also when a part is loaded again. */
import { expect, test } from "vitest";
import { describeDatabases } from "./landing-fixture.ts";
import { type StreamProject, streamProject } from "./stream-project.ts";

const latest = `{{ config(materialized='incremental', stream='inline', incremental_strategy='merge', unique_key='id') }}
select id, day, _offset from (
  select *, row_number() over (partition by id order by _partition desc, _offset desc) as turn
  from {{ ref('staged') }} where {{ stream_batch() }}
) as batch where turn = 1
`;

const project = (type: "duckdb" | "postgres") =>
  streamProject(type, { "models/latest.sql": latest });

const record = (id: number, day: string) => ({ id, day });
/** In bytes, with its line feed. */
const width = JSON.stringify(record(1, "d1")).length + 1;

async function run(on: StreamProject, ...words: string[]): Promise<string> {
  const { code, output } = await on.tsdbt(...words);
  expect(code, output).toBe(0);
  return output;
}

const latestRows = (on: StreamProject) => on.query("select id, day from latest order by 1");

describeDatabases("an inline model that merges", (type) => {
  test("has one row a key, of its last record, within a batch and across batches", async () => {
    await using on = await project(type);
    on.append("a.ndjson", [record(1, "d1"), record(2, "d1"), record(1, "d2")]);
    await run(on, "load");
    expect(await latestRows(on)).toEqual([
      [1, "d2"],
      [2, "d1"],
    ]);
    on.append("a.ndjson", [record(3, "d3"), record(2, "d4")]);
    await run(on, "load");
    expect(await latestRows(on)).toEqual([
      [1, "d2"],
      [2, "d4"],
      [3, "d3"],
    ]);
    await run(on, "run", "--full-refresh", "--select", "latest");
    on.append("a.ndjson", [record(3, "d5")]);
    await run(on, "load");
    expect((await latestRows(on)).at(-1)).toEqual([3, "d5"]);
  });
});

describeDatabases("a part of a stream that is loaded again", (type) => {
  test("replaces its rows and those of models with a key, and leaves the rest alone", async () => {
    await using on = await project(type);
    on.append("a.ndjson", [record(1, "d1"), record(2, "d2"), record(3, "d3")]);
    on.append("b.ndjson", [record(4, "d4")]);
    await run(on, "load");
    await on.query("update raw.clicks set day = 'bad' returning 1");
    await on.query("update latest set day = 'bad' returning 1");
    for (let time = 1; time <= 2; time++) {
      const said = await run(
        on,
        "stream",
        "replay",
        "--from-offset",
        "0:0",
        "1:0",
        "--to",
        `0:${2 * width}`,
      );
      expect(said).toContain("2 rows and 0 dead letters loaded again");
      const days = await on.query("select id, day from raw.clicks order by 1");
      const expected = [
        [1, "d1"],
        [2, "d2"],
        [3, "bad"],
        [4, "bad"],
      ];
      expect(days.map(([id, day]) => [Number(id), day])).toEqual(expected);
      expect(await latestRows(on)).toEqual(days);
    }
    expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
    on.append("a.ndjson", [record(5, "d5")]);
    await run(on, "load");
    expect(await on.query("select count(*), count(distinct id) from raw.clicks")).toEqual([[5, 5]]);
    const soon = new Date(Date.now() + 60_000).toISOString();
    await run(on, "stream", "replay", "--from-timestamp", "2020-01-01", "--to", soon);
    expect(await on.query("select distinct day from raw.clicks order by 1")).toEqual([
      ...[["d1"], ["d2"], ["d3"], ["d4"], ["d5"]],
    ]);
    expect((await on.tsdbt("stream", "reconcile")).code).toBe(0);
  });
});
