/** What is done to a stream beside loading it: gaps, replay, retention, dead letters; and the ledger always agrees. */
import { expect, test } from "vitest";
import {
  column,
  describeDatabases,
  recordOf,
  type TestLanding,
  testLanding,
  testNow,
} from "../../test/landing-fixture.ts";
import { makeDecoder } from "../formats/make-decoder.ts";
import { listDeadLetters } from "../ledger/dead-letters.ts";
import { skipGap } from "../ledger/gaps.ts";
import { createModelProgress } from "../ledger/model-progress.ts";
import { readState } from "../ledger/positions.ts";
import { readStatus } from "../ledger/status.ts";
import { openLanding } from "./landing-table.ts";
import { reconcile } from "./reconcile.ts";
import { type ReloadRequest, reloadBlock } from "./reload.ts";
import { replayFrom } from "./replay.ts";
import { removeOldRows } from "./retention.ts";
import { retryDeadLetters } from "./retry-dead-letters.ts";

const columns = [column("id", "integer", { nullable: false })];
const at = { now: testNow, leaseMs: 30_000 };

const offsets = async (on: TestLanding) =>
  (await on.rows("select _offset from main.clicks order by 1")).map(([offset]) => offset);

const positions = async (on: TestLanding) =>
  (await readState(on.ledger, on.stream.name)).positions?.get(0);

/** Reads what the model has not read yet, and returns it: by partition, from and to. */
async function readOn(on: TestLanding, model: string) {
  const { adapter, session, stream } = on;
  const progress = createModelProgress({
    ...{ adapter, streamsAbove: () => [stream.name], now: () => testNow },
  });
  await progress.begin(session, model);
  const window = await progress.window(session, model);
  await progress.save(session, model, window);
  await session.commit();
  await progress.end(session, model);
  return window.get(stream.name)?.ranges.map(({ partition, from, to }) => [partition, from, to]);
}

describeDatabases("a gap", (type) => {
  test("is skipped once, noted, and accounted for", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(['{"id": 1}']);
    const gap = { partition: 0, from: 1, to: 100, reason: "retention" };
    await skipGap(on.ledger, on.lease, gap, testNow);
    await on.landValues(['{"id": 2}']);
    expect(await offsets(on)).toEqual([0, 100]);
    const [status] = await readStatus(on.ledger, { lastBatches: 5 });
    expect(status?.gaps).toEqual([
      { partition: 0, from: 1, to: 100, reason: "retention", notedAt: testNow },
    ]);
    expect(await reconcile(on.landing)).toMatchObject({ gaps: 99, rows: 2, differences: [] });
    await expect(skipGap(on.ledger, on.lease, gap, testNow)).rejects.toMatchObject({
      code: "POSITIONS_MOVED",
    });
  });
});

describeDatabases("a replay", (type) => {
  test("removes what it loads again, and ends as if it had not been", async () => {
    await using on = await testLanding(type, { columns });
    const values = ['{"id": 1}', '{"id": 2}', "{", '{"id": 4}', null];
    await on.landValues(values.slice(0, 2));
    await on.landValues(values.slice(2));
    for (let time = 1; time <= 2; time++) {
      const replayed = await replayFrom(on.landing, on.lease, new Map([[0, 1]]), at);
      expect(replayed).toEqual({ rows: 3, deadLetters: 1, ranges: new Map([[0, [1, 5]]]) });
      expect(await positions(on)).toBe(1);
      expect(await offsets(on)).toEqual([0]);
      await on.landValues(values.slice(1));
      expect(await offsets(on)).toEqual([0, 1, 3, 4]);
      expect((await reconcile(on.landing)).differences).toEqual([]);
    }
  });

  test("sets deferred models back, and leaves partitions alone that stand before it", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(['{"id": 1}', '{"id": 2}', '{"id": 3}']);
    expect(await readOn(on, "daily")).toEqual([[0, 0, 3]]);
    await replayFrom(on.landing, on.lease, new Map([[0, 2]]), at);
    await on.landValues(['{"id": 3}']);
    expect(await readOn(on, "daily")).toEqual([[0, 2, 3]]);
    expect(await replayFrom(on.landing, on.lease, new Map([[0, 9]]), at)).toMatchObject({
      rows: 0,
      ranges: new Map(),
    });
  });
});

describeDatabases("a part that is loaded again", (type) => {
  const values = ['{"id": 1}', '{"id": 2}', "{", '{"id": 4}', null];

  async function reload(on: TestLanding, more: Partial<ReloadRequest> = {}) {
    const records = [1, 2, 3].map((offset) => recordOf(values[offset] ?? null, offset));
    const block = { partition: 0, topic: "clicks", from: 1, to: 4, records, skipped: 0, bytes: 0 };
    const decoder = makeDecoder(on.stream);
    const { landing, lease } = on;
    const now = () => testNow;
    return await reloadBlock({ landing, lease, block, decoder, now, leaseMs: 30_000, ...more });
  }

  test("ends as if it had not been, however often, and models read it anew", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(values);
    expect(await readOn(on, "daily")).toEqual([[0, 0, 5]]);
    for (let time = 1; time <= 2; time++) {
      expect(await reload(on)).toMatchObject({ fetched: 3, rows: 2, dlq: 1, late: 0 });
      expect(await offsets(on)).toEqual([0, 1, 3, 4]);
      expect(await positions(on)).toBe(5);
      expect((await reconcile(on.landing)).differences).toEqual([]);
    }
    expect(await readOn(on, "daily")).toEqual([[0, 5, 5]]);
  });

  test("that fails leaves everything as it was", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(values);
    const inBatch = () => Promise.reject(new Error("killed"));
    await expect(reload(on, { inBatch })).rejects.toThrow("killed");
    expect(await on.rows("select distinct _batch_id from main.clicks")).toEqual([[1]]);
    expect((await reconcile(on.landing)).differences).toEqual([]);
  });
});

describeDatabases("retention", (type) => {
  test("removes old rows, but none that a deferred model has still to read", async () => {
    await using on = await testLanding(type, { columns, retainMs: 60_000 });
    await on.landValues(['{"id": 1}', '{"id": 2}']);
    expect(await readOn(on, "daily")).toEqual([[0, 0, 2]]);
    await on.landValues(['{"id": 3}']);
    expect(await removeOldRows(on.landing, on.lease, testNow + 59_000)).toBe(0);
    expect(await removeOldRows(on.landing, on.lease, testNow + 61_000)).toBe(2);
    expect(await offsets(on)).toEqual([2]);
    expect((await reconcile(on.landing)).differences).toEqual([]);
  });
});

describeDatabases("dead letters", (type) => {
  test("become rows with their own offsets once they fit", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(['{"id": 1}', '{"id": "x"}', "{", '{"name": "no id"}']);
    expect(await listDeadLetters(on.ledger, { stream: on.stream.name, limit: 2 })).toMatchObject([
      { offset: 1, code: "BAD_CAST", bytes: 11 },
      { offset: 2, code: "BAD_JSON", value: new Uint8Array([0x7b]) },
    ]);
    const stream = { ...on.stream, columns: [column("id", "integer")] };
    const landing = await openLanding(on.ledger, stream, testNow);
    const seen: number[] = [];
    const retry = {
      ...{ landing, lease: on.lease, decoder: makeDecoder(stream), limit: 2, leaseMs: 30_000 },
      now: () => testNow,
      inBatch: async ({ batchId }: { batchId: number }) => {
        seen.push(batchId);
        await Promise.resolve();
      },
    };
    const first = await retryDeadLetters(retry);
    expect(first).toMatchObject({ tried: 2, batch: { rows: 1 }, after: { offset: 2 } });
    const second = await retryDeadLetters(retry, first.after);
    expect(second).toMatchObject({ tried: 1, batch: { rows: 1 }, after: undefined });
    expect(seen).toEqual([2, 3]);
    expect(await on.rows("select _offset, _batch_id, _extra from main.clicks order by 1")).toEqual([
      [0, 1, null],
      [1, 2, '{"id":"x"}'],
      [3, 3, '{"name":"no id"}'],
    ]);
    const [status] = await readStatus(on.ledger, { stream: on.stream.name, lastBatches: 1 });
    expect(status).toMatchObject({
      deadLetters: { BAD_JSON: 1 },
      batches: [{ batchId: 3, kind: "dlq_retry", rows: 1 }],
      partitions: [{ partition: 0, next: 4 }],
    });
    expect((await reconcile(landing)).differences).toEqual([]);
  });
});

describeDatabases("reconcile", (type) => {
  test("finds rows that vanished, came twice, and positions that were changed", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(['{"id": 1}', '{"id": 2}', "{"]);
    await on.landValues(['{"id": 3}']);
    const rules = async () => (await reconcile(on.landing)).differences.map(({ rule }) => rule);
    expect(await rules()).toEqual([]);
    await on.session.execute("delete from main.clicks where _offset = 0");
    expect(await rules()).toEqual(["rows_are_there"]);
    await on.session.execute("delete from _tsdbt.stream_dlq");
    await on.session.execute("update _tsdbt.stream_offsets set next_offset = 9");
    expect(await rules()).toEqual(["ranges_touch", "rows_are_there", "dead_letters_are_there"]);
    if (type === "postgres") return; // has a primary key
    await on.session.execute("insert into main.clicks select * from main.clicks where _offset = 1");
    expect(await rules()).toContain("offsets_are_unique");
  });
});
