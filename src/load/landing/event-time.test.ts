/** Watermarks, late rows, rows from the future, and duplicates by key. */
import { expect, test } from "vitest";
import {
  blockOf,
  column,
  describeDatabases,
  testLanding,
  testNow,
} from "../../test/landing-fixture.ts";
import { writeStart } from "../ledger/positions.ts";
import { openLanding } from "./landing-table.ts";
import { reconcile } from "./reconcile.ts";

const second = 1000;
const hour = 3600 * second;

const columns = [column("id", "varchar"), column("at", "timestamptz")];
const eventTime = {
  ...{ column: "at", allowedLatenessMs: 48 * hour, maxSkewMs: hour, idleTimeoutMs: 60 * second },
};

const event = (id: string, time: number) =>
  JSON.stringify({ id, at: new Date(time).toISOString() });

describeDatabases("a watermark", (type) => {
  test("follows the latest event time less the allowed lateness, and never goes back", async () => {
    await using on = await testLanding(type, { columns, eventTime });
    const first = await on.landValues([event("a", testNow - hour), event("b", testNow - 3 * hour)]);
    expect(first).toMatchObject({
      ...{ watermarkBefore: undefined, watermark: testNow - 49 * hour, late: 0 },
      maxEventTime: testNow - hour,
    });
    const late = await on.landValues([
      event("c", testNow - 48 * hour),
      event("d", testNow - 49 * hour - second),
      event("e", testNow - 400 * hour),
    ]);
    expect(late).toMatchObject({ watermark: first.watermark, watermarkBefore: first.watermark });
    expect(late.late).toBe(2);
    expect(await on.rows("select id, _flags from main.clicks order by _offset")).toEqual([
      ...[
        ["a", null],
        ["b", null],
        ["c", null],
      ],
      ...[
        ["d", "LATE"],
        ["e", "LATE"],
      ],
    ]);
    expect(await reconcile(on.landing)).toMatchObject({ late: 2, differences: [] });
  });

  test("is not moved by events from the future, which are flagged", async () => {
    await using on = await testLanding(type, { columns, eventTime });
    const batch = await on.landValues([
      event("a", testNow),
      event("b", testNow + 365 * 24 * hour),
      '{"id": "c"}',
    ]);
    expect(batch).toMatchObject({ watermark: testNow - 48 * hour, maxEventTime: testNow });
    expect(await on.rows("select id, _flags from main.clicks order by _offset")).toEqual([
      ["a", null],
      ["b", "FUTURE_EVENT_TIME"],
      ["c", null],
    ]);
  });

  test("waits for the slowest partition until that is idle", async () => {
    await using on = await testLanding(type, { columns, eventTime });
    const start = { incarnation: 0, sourceIncarnation: null };
    const positions = [{ partition: 1, topic: "clicks", offset: 0 }];
    await writeStart(on.ledger, on.lease, { ...start, positions }, testNow);
    const alone = await on.landValues([event("a", testNow)]);
    expect(alone.watermark).toBeUndefined();
    const slow = blockOf([event("b", testNow - hour)], 0, { partition: 1 });
    expect((await on.land([slow])).watermark).toBe(testNow - 49 * hour);
    const later = testNow + 61 * second;
    const fast = await on.landValues([event("c", later)], { now: () => later });
    expect(fast.watermark).toBe(later - 48 * hour);
  });
});

describeDatabases("rows of a key that was there before", (type) => {
  test("are left out and counted, within a batch, across batches and up to the horizon", async () => {
    const dedupe = { columns: ["id"], withinMs: 48 * hour };
    await using on = await testLanding(type, {
      ...{ columns, dedupe, eventTime: { ...eventTime, allowedLatenessMs: 0 } },
    });
    const first = await on.landValues([
      event("a", testNow - 47 * hour),
      event("a", testNow),
      event("old", testNow - 49 * hour),
      '{"at": null}',
      '{"at": null}',
    ]);
    expect(first).toMatchObject({ rows: 4, duplicates: 1, fetched: 5 });
    const second = await on.landValues([
      event("a", testNow),
      event("old", testNow),
      event("b", testNow),
    ]);
    expect(second).toMatchObject({ rows: 2, duplicates: 1 });
    await openLanding(on.ledger, on.stream, testNow);
    if (type === "postgres") {
      const indexes = "select count(*) from pg_indexes where indexdef like '%(id)'";
      expect(await on.rows(indexes)).toEqual([[1]]);
    }
    expect(await on.rows("select _offset from main.clicks order by 1")).toEqual(
      [0, 2, 3, 4, 6, 7].map((offset) => [offset]),
    );
    expect((await reconcile(on.landing)).differences).toEqual([]);
  });
});
