/** Rows that are kept for days lie in one partition for each day in Postgres, and go a day at a time. */
import { expect, test } from "vitest";
import { column, type TestLanding, testLanding, testNow } from "../../test/landing-fixture.ts";
import { describePostgres } from "../../test/postgres-database.ts";
import { createModelProgress } from "../ledger/model-progress.ts";
import { openLanding } from "./landing-table.ts";
import { reconcile } from "./reconcile.ts";
import { replayFrom } from "./replay.ts";
import { removeOldRows } from "./retention.ts";

const day = 86_400_000;
const columns = [column("id", "integer")];

const offsets = async (on: TestLanding) =>
  (await on.rows("select _offset from main.clicks order by 1")).map(([offset]) => Number(offset));

const days = async ({ rows }: TestLanding) =>
  Number(
    (
      await rows("select count(*) from pg_inherits where inhparent = 'main.clicks'::regclass")
    )[0]?.[0],
  );

/** Lands one record on each day, from the first to before the last. */
async function landDays(on: TestLanding, from: number, to: number): Promise<void> {
  for (let each = from; each < to; each++)
    await on.landValues([`{"id": ${each}}`], { now: () => testNow + each * day });
}

/** A deferred model reads all that is there. */
async function readAll({ adapter, session, stream }: TestLanding): Promise<void> {
  const now = () => testNow;
  const progress = createModelProgress({ adapter, streamsAbove: () => [stream.name], now });
  await progress.begin(session, "daily");
  await progress.save(session, "daily", await progress.window(session, "daily"));
  await session.commit();
  await progress.end(session, "daily");
}

describePostgres("a stream's table of days", () => {
  test("loses those that are too old, but none that a model has still to read", async () => {
    await using on = await testLanding("postgres", { columns, retainMs: 2 * day });
    await landDays(on, 0, 3);
    await readAll(on);
    await landDays(on, 3, 5);
    expect(await days(on)).toBe(5);
    const remove = () => removeOldRows(on.landing, on.lease, testNow + 6 * day);
    expect(await remove()).toBe(3);
    expect(await offsets(on)).toEqual([3, 4]);
    await readAll(on);
    expect(await remove()).toBe(1);
    expect([await days(on), await offsets(on)]).toEqual([1, [4]]);
    expect((await reconcile(on.landing)).differences).toEqual([]);
  });

  test("keeps a day that somebody reads, and loads on", async () => {
    await using on = await testLanding("postgres", { columns, retainMs: 2 * day });
    await landDays(on, 0, 1);
    await using reader = await on.adapter.connect("reader");
    await reader.begin();
    await reader.execute("select * from main.clicks");
    // A new day is made beside the reader, an old one goes when he is done.
    await landDays(on, 5, 6);
    const remove = () => removeOldRows(on.landing, on.lease, testNow + 9 * day);
    expect(await remove()).toBe(0);
    await reader.rollback();
    expect(await remove()).toBe(2);
  });

  test("takes new columns, replays and restarts as another table does", async () => {
    await using on = await testLanding("postgres", {
      ...{
        columns,
        retainMs: 2 * day,
        contract: "evolve",
        dedupe: { columns: ["id"], withinMs: undefined },
      },
    });
    await landDays(on, 0, 2);
    const now = () => testNow + 2 * day;
    await on.landValues(['{"id": 2, "coupon": "x"}', '{"id": 1}'], { now });
    expect(await offsets(on)).toEqual([0, 1, 2]);
    await replayFrom(on.landing, on.lease, new Map([[0, 1]]), { now: now(), leaseMs: 30_000 });
    const landing = await openLanding(on.ledger, on.stream, now());
    expect(landing.days?.size).toBe(3);
    await on.landValues(['{"id": 1}', '{"id": 2}', '{"id": 1}'], { now, landing });
    expect(await offsets(on)).toEqual([0, 1, 2]);
    expect((await reconcile(landing)).differences).toEqual([]);
  });
});
