/** Holds a database against what numbered records must have become: nothing lost, nothing twice, nothing torn. */
import { expect } from "vitest";
import type { Adapter } from "../../adapters/adapter.ts";
import { openLanding } from "../../load/landing/landing-table.ts";
import { reconcile } from "../../load/landing/reconcile.ts";
import { openLedger } from "../../load/ledger/ledger.ts";
import { readState } from "../../load/ledger/positions.ts";
import { numbersStream } from "./load-numbers.ts";
import { expectedOf, type Numbers } from "./numbered-source.ts";

export async function expectNumbers(adapter: Adapter, numbers: Numbers): Promise<void> {
  const session = await adapter.connect("oracle");
  const stream = numbersStream(numbers);
  const ledger = await openLedger(adapter, session);
  const rows = async (sql: string) => (await session.execute(sql, { fetch: true })).rows;
  const counted = await rows(
    `select count(*), count(distinct (_partition, _offset)), cast(sum(amount) as bigint) from main.numbers`,
  );
  const expected = expectedOf(numbers);
  expect(counted).toEqual([[expected.rows, expected.rows, expected.amount]]);
  expect(await rows("select count(*) from _tsdbt.stream_dlq")).toEqual([[expected.broken]]);
  expect(
    await rows("select key, rows, amount from main.totals where key is not null order by 1"),
  ).toEqual(expected.totals);
  if (numbers.driftAt !== undefined)
    expect(await rows("select count(coupon) from main.numbers")).toEqual([[expected.coupons]]);
  const { positions } = await readState(ledger, stream.name);
  const ends = Array.from({ length: numbers.partitions }, (_, partition) => [
    ...([partition, numbers.length] as const),
  ]);
  expect([...(positions ?? [])]).toEqual(ends);
  const landing = await openLanding(ledger, stream, Date.now());
  expect((await reconcile(landing)).differences).toEqual([]);
  await session[Symbol.asyncDispose]();
}
