/** The loop brings each record to the database once, whatever befalls the source, and stops where it must not go on. */
import { expect, test } from "vitest";
import type { AdapterType } from "../../adapters/dialects.ts";
import { Problem } from "../../core/problem.ts";
import { streamModelFailed } from "../../core/problems/stream-models.ts";
import { column, describeDatabases, freshAdapter } from "../../test/landing-fixture.ts";
import { type MemoryTopic, memoryTopic } from "../../test/memory-source.ts";
import { testStream } from "../../test/stream-fixture.ts";
import { makeDecoder } from "../formats/make-decoder.ts";
import type { LandedBatch } from "../landing.ts";
import type { Stream } from "../stream.ts";
import { createDatabaseTarget } from "./database-target.ts";
import { runLoop, type StreamEvent } from "./loop.ts";

const values = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, index) => JSON.stringify({ id: from + index }));

interface Bench extends AsyncDisposable {
  load(more?: Partial<Stream>, options?: LoadOptions): Promise<readonly StreamEvent[]>;
  /** Partition and offset of the rows that are there, and their ids. */
  rows(): Promise<readonly (readonly [partition: number, offset: number, id: number])[]>;
  query(sql: string): Promise<readonly (readonly unknown[])[]>;
}

interface LoadOptions {
  readonly drain?: boolean;
  readonly init?: boolean;
  readonly inBatch?: (batch: LandedBatch) => Promise<void>;
  /** Ends the loop when it says so. */
  readonly until?: (event: StreamEvent) => boolean;
}

async function bench(type: AdapterType, topic: MemoryTopic): Promise<Bench> {
  const database = await freshAdapter(type);
  const { adapter } = database;
  const query = async (sql: string) => {
    const session = await adapter.connect("look");
    return (await session.execute(sql, { fetch: true })).rows;
  };
  return {
    async load(more = {}, { drain = true, init = false, inBatch, until } = {}) {
      const stream = testStream({ columns: [column("id", "bigint")], ...more });
      const events: StreamEvent[] = [];
      const ending = new AbortController();
      const target = createDatabaseTarget({
        stream,
        database: {
          open: () => Promise.resolve(adapter),
          exclusively: (work) => work(),
        },
        decoder: makeDecoder(stream),
        owner: "test",
        inBatch: async (_, batch) => await inBatch?.(batch),
        now: Date.now,
      });
      try {
        await runLoop({
          stream,
          openSource: topic.open,
          target,
          drain,
          init,
          signal: ending.signal,
          observe(event) {
            events.push(event);
            if (until?.(event)) ending.abort();
          },
          now: Date.now,
          random: () => 0,
        });
      } finally {
        await target.close();
      }
      return events;
    },
    rows: async () =>
      (await query("select _partition, _offset, id from main.clicks order by 1, 2")) as never,
    query,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const kinds = (events: readonly StreamEvent[]): string[] => events.map(({ type }) => type);

describeDatabases("the loop", (type) => {
  test("loads all partitions to their ends, and only what is new the next time", async () => {
    const topic = memoryTopic([values(0, 10), values(100, 4)]);
    await using on = await bench(type, topic);
    await on.load();
    expect((await on.rows()).map(([, , id]) => id)).toEqual([
      ...Array.from({ length: 10 }, (_, id) => id),
      ...[100, 101, 102, 103],
    ]);
    topic.partitions[1]?.values.push(...values(104, 3));
    topic.partitions.push({ earliest: 0, base: 0, values: values(200, 2) });
    await on.load();
    expect(await on.query("select count(*), count(distinct id) from main.clicks")).toEqual([
      [19, 19],
    ]);
  });

  test("takes an answer that comes twice once", async () => {
    const topic = memoryTopic([values(0, 20)]);
    topic.repeats = 4;
    await using on = await bench(type, topic);
    await on.load();
    expect(await on.query("select count(*), count(distinct _offset) from main.clicks")).toEqual([
      [20, 20],
    ]);
  });

  test("waits while the source is away, and goes on from the ledger", async () => {
    const topic = memoryTopic([values(0, 9)]);
    topic.outages = 3;
    await using on = await bench(type, topic);
    const events = await on.load();
    expect(kinds(events).filter((kind) => kind === "trouble")).toHaveLength(3);
    expect(await on.rows()).toHaveLength(9);
    expect(topic.opened).toBe(4);
  });

  test("begins where the stream says, and remembers that for partitions without records", async () => {
    const topic = memoryTopic([values(0, 5), []]);
    await using on = await bench(type, topic);
    await on.load({ start: { at: "latest" } });
    topic.partitions[0]?.values.push(...values(5, 1));
    topic.partitions[1]?.values.push(...values(50, 1));
    await on.load({ start: { at: "latest" } });
    expect((await on.rows()).map(([, , id]) => id)).toEqual([5, 50]);
  });

  test("removes rows that are older than the stream keeps them", async () => {
    const topic = memoryTopic([values(0, 5)]);
    await using on = await bench(type, topic);
    await on.load();
    await on.query("update main.clicks set _ingested_at = _ingested_at - interval '2 hours'");
    topic.partitions[0]?.values.push(...values(5, 2));
    await on.load({ retainMs: 3_600_000 });
    expect((await on.rows()).map(([, , id]) => id)).toEqual([5, 6]);
  });
});

describeDatabases("the loop with more to land than it reads at a stretch", (type) => {
  const many = 50_000;
  const fetched = (events: readonly StreamEvent[]): number[] =>
    events.flatMap((event) => (event.type === "landed" ? event.batch.fetched : []));

  test("lands it in one batch up to what a batch may have", async () => {
    const topic = memoryTopic([values(0, many)]);
    topic.blockRows = 10_000;
    await using on = await bench(type, topic);
    const limits = { ...testStream().limits, maxRows: 40_000, maxBytes: 1_000_000_000 };
    const [first = 0, ...others] = fetched(await on.load({ limits }));
    expect(first).toBeGreaterThan(20_000);
    expect(first).toBeLessThanOrEqual(40_000);
    expect(first + others.reduce((sum, rows) => sum + rows, 0)).toBe(many);
    expect(await on.query("select count(*), count(distinct id) from main.clicks")).toEqual([
      [many, many],
    ]);
  });

  test("keeps what came before the source went away", async () => {
    const topic = memoryTopic([values(0, many)]);
    topic.blockRows = 10_000;
    await using on = await bench(type, topic);
    const inBatch = ({ batchId }: LandedBatch): Promise<void> => {
      if (batchId === 1) topic.outages = 1;
      return Promise.resolve();
    };
    const limits = { ...testStream().limits, maxRows: 40_000, maxBytes: 1_000_000_000 };
    const events = await on.load({ limits }, { inBatch });
    expect(fetched(events).reduce((sum, rows) => sum + rows, 0)).toBe(many);
    expect(await on.query("select count(*), count(distinct id) from main.clicks")).toEqual([
      [many, many],
    ]);
  });
});

describeDatabases("the loop, told to stop", (type) => {
  test("ends although it has not begun to read", async () => {
    const topic = memoryTopic([values(0, 3)]);
    await using on = await bench(type, topic);
    const events = await on.load({}, { drain: false, until: ({ type: kind }) => kind === "ready" });
    expect(kinds(events)).toEqual(["ready"]);
  });

  test("runs on until then, and ends between two batches", async () => {
    const topic = memoryTopic([values(0, 30)]);
    await using on = await bench(type, topic);
    const events = await on.load(
      { limits: { ...testStream().limits, maxRows: 3 } },
      { drain: false, until: ({ type: kind }) => kind === "landed" },
    );
    expect(kinds(events)).toEqual(["ready", "landed"]);
    expect(await on.rows()).toHaveLength(3);
  });
});

describeDatabases("the loop at a point of no return", (type) => {
  test("stops with STREAM_DATA_LOST where records are gone, and changes nothing", async () => {
    const topic = memoryTopic([values(0, 4)]);
    await using on = await bench(type, topic);
    await on.load();
    topic.partitions[0] = { earliest: 10, base: 10, values: values(10, 2) };
    await expect(on.load()).rejects.toMatchObject({ code: "STREAM_DATA_LOST" });
    expect(await on.rows()).toHaveLength(4);
    const events = await on.load({ onDataLoss: "continue" });
    expect(events).toContainEqual({ type: "skipped", partition: 0, from: 4, to: 10 });
    expect((await on.rows()).map(([, offset]) => offset)).toEqual([0, 1, 2, 3, 10, 11]);
    expect(
      await on.query('select "partition", from_offset, to_offset from _tsdbt.stream_gaps'),
    ).toEqual([[0, 4, 10]]);
  });

  test("stops with STREAM_RECREATED when the topic is another one, or begins anew beside it", async () => {
    const topic = memoryTopic([values(0, 4)]);
    await using on = await bench(type, topic);
    await on.load();
    topic.incarnation = "second";
    topic.partitions[0] = { earliest: 0, base: 0, values: values(100, 6) };
    await expect(on.load()).rejects.toMatchObject({ code: "STREAM_RECREATED" });
    await on.load({ onRecreate: "new_incarnation" });
    expect(
      await on.query("select _incarnation, count(*) from main.clicks group by 1 order by 1"),
    ).toEqual([
      [0, 4],
      [1, 6],
    ]);
  });

  test("stops with STREAM_DIVERGED when the last record is another one, or the end was cut off", async () => {
    const topic = memoryTopic([values(0, 6)]);
    await using on = await bench(type, topic);
    await on.load();
    topic.partitions[0] = { earliest: 0, base: 0, values: [...values(0, 4), ...values(70, 8)] };
    await expect(on.load()).rejects.toMatchObject({ code: "STREAM_DIVERGED" });
    topic.partitions[0] = { earliest: 0, base: 0, values: values(0, 3) };
    await expect(on.load()).rejects.toMatchObject({ code: "STREAM_DIVERGED" });
    expect(await on.rows()).toHaveLength(6);
  });

  test("stops with STREAM_DIVERGED when the source finds out, or begins anew beside it", async () => {
    const topic = memoryTopic([values(0, 6)]);
    await using on = await bench(type, topic);
    await on.load();
    topic.divergesAt = 4;
    await expect(on.load()).rejects.toMatchObject({
      code: "STREAM_DIVERGED",
      message: expect.stringContaining("offset 4"),
    });
    topic.divergesAt = 4;
    await on.load({ onRecreate: "new_incarnation" });
    expect(
      await on.query("select _incarnation, count(*) from main.clicks group by 1 order by 1"),
    ).toEqual([
      [0, 6],
      [1, 6],
    ]);
  });
});

describeDatabases("a batch that the loop refuses", (type) => {
  test("stops before a batch of which too much cannot be read", async () => {
    const topic = memoryTopic([values(0, 300)]);
    topic.blockRows = 300;
    await using on = await bench(type, topic);
    await on.load();
    topic.partitions[0]?.values.push(...values(300, 90), ...Array<string>(10).fill("{"));
    await expect(on.load()).rejects.toMatchObject({ code: "STREAM_DLQ_RATIO" });
    expect(await on.rows()).toHaveLength(300);
    await on.load({ maxDlqRatio: 0.5 });
    expect(await on.rows()).toHaveLength(390);
  });

  test("tries a failing model three times more, then stops before the batch", async () => {
    const topic = memoryTopic([values(0, 3)]);
    await using on = await bench(type, topic);
    let tries = 0;
    const cause = new Problem("SQL_BAD_VALUE", "division by zero");
    const inBatch = () => {
      tries += 1;
      return Promise.reject(streamModelFailed("shop.clicks", "model.shop.m", cause));
    };
    await expect(on.load({}, { inBatch })).rejects.toMatchObject({ code: "STREAM_MODEL_FAILED" });
    expect(tries).toBe(4);
    expect(await on.rows()).toEqual([]);
    await on.load();
    expect(await on.rows()).toHaveLength(3);
  });
});

test("STREAM_LEDGER_LOST: a database that forgot the stream while it ran is not begun anew", async () => {
  const topic = memoryTopic([values(0, 3)]);
  await using on = await bench("duckdb", topic);
  const forget = async (event: StreamEvent) => {
    if (event.type === "landed")
      await on.query("delete from _tsdbt.stream_offsets returning stream");
  };
  const until = (event: StreamEvent) => {
    if (event.type === "landed") topic.outages = 1;
    void forget(event);
    return false;
  };
  await expect(on.load({}, { drain: false, until })).rejects.toMatchObject({
    code: "STREAM_LEDGER_LOST",
  });
});

test("STREAM_TARGET_EMPTY: a database that lost what others remember is begun anew only when that is said", async () => {
  const topic = memoryTopic([values(0, 3)]);
  topic.noted = new Map([[0, 3]]);
  await using on = await bench("duckdb", topic);
  await expect(on.load()).rejects.toMatchObject({ code: "STREAM_TARGET_EMPTY" });
  expect(await on.rows()).toEqual([]);
  await on.load({}, { init: true });
  expect(await on.rows()).toHaveLength(3);
  topic.partitions[0]?.values.push(...values(3, 1));
  await on.load();
  expect(await on.rows()).toHaveLength(4);
});
