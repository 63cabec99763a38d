/** One loader writes a stream: whoever takes it later shuts the earlier one out. */
import { expect, test } from "vitest";
import { column, describeDatabases, testLanding, testNow } from "../../test/landing-fixture.ts";
import { openLanding } from "../landing/landing-table.ts";
import { extendLease, takeLease } from "./lease.ts";
import { openLedger } from "./ledger.ts";

const columns = [column("id", "bigint")];
const other = { stream: "shop.clicks", owner: "other", durationMs: 30_000 };

/** After the leases of these tests. */
const later = () => testNow + 60_000;

describeDatabases("a lease", (type) => {
  test("that was taken over lets its loader write no more", async () => {
    await using on = await testLanding(type, { columns });
    await on.landValues(['{"id": 1}']);
    const session = await on.adapter.connect("other");
    const ledger = await openLedger(on.adapter, session);
    const lease = await takeLease(ledger, { ...other, durationMs: 0, now: later });
    expect(lease.epoch).toBe(on.lease.epoch + 1);
    await expect(on.landValues(['{"id": 2}'])).rejects.toMatchObject({ code: "STREAM_FENCED" });
    await expect(extendLease(on.ledger, on.lease, later())).rejects.toMatchObject({
      code: "STREAM_FENCED",
    });
    expect(await on.rows("select id from main.clicks")).toEqual([[1]]);
    const landing = await openLanding(ledger, on.stream, testNow);
    expect(await on.landValues(['{"id": 3}'], { landing, lease })).toMatchObject({ rows: 1 });
  });

  test("that another loader still holds cannot be taken where the database knows that it lives", async () => {
    await using on = await testLanding(type, { columns });
    const ledger = await openLedger(on.adapter, await on.adapter.connect("other"));
    const taken = takeLease(ledger, { ...other, durationMs: 0, now: () => testNow });
    if (type === "postgres") await expect(taken).rejects.toMatchObject({ code: "STREAM_HELD" });
    else await expect(taken).resolves.toMatchObject({ epoch: 2 });
  });

  test("that ran out while its loader works is still held", async () => {
    await using on = await testLanding(type, { columns });
    const ledger = await openLedger(on.adapter, await on.adapter.connect("other"));
    const taken = takeLease(ledger, { ...other, now: later });
    if (type === "postgres") await expect(taken).rejects.toMatchObject({ code: "STREAM_HELD" });
    else await expect(taken).resolves.toMatchObject({ epoch: 2 });
  });

  test("of a loader that hangs inside of a batch can be taken, and the batch comes to nothing", async () => {
    await using on = await testLanding(type, { columns });
    if (type === "duckdb") return; // has one process, whose batches end
    const ledger = await openLedger(on.adapter, await on.adapter.connect("other"));
    const inBatch = async (): Promise<void> => {
      await takeLease(ledger, { ...other, durationMs: 0, now: later });
    };
    await expect(on.landValues(['{"id": 1}'], { inBatch })).rejects.toMatchObject({
      code: "CONNECTION_LOST",
    });
    expect(await on.rows("select id from main.clicks")).toEqual([]);
  });

  test("of a loader that is gone can be taken at once", async () => {
    await using on = await testLanding(type, { columns });
    const ledger = await openLedger(on.adapter, await on.adapter.connect("other"));
    await on.session[Symbol.asyncDispose]();
    const now = () => testNow;
    const lease = await takeLease(ledger, { ...other, now });
    expect(lease.epoch).toBe(2);
  });

  test("of a stream with a type that cannot be filled ends at its start", async () => {
    await using on = await testLanding(type, { columns });
    const stream = { ...on.stream, columns: [column("tags", "varchar[]")] };
    await expect(openLanding(on.ledger, stream, testNow)).rejects.toMatchObject({
      code: "STREAM_COLUMN_TYPE",
    });
  });
});
