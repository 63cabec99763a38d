/** Records whose content follows from partition and offset, so that a test knows what a database must hold in the end. */
import type { RecordBlock, SourceRecord } from "../../load/record-source.ts";

/** What the records are like. */
export interface Numbers {
  readonly partitions: number;
  /** Records of each partition. */
  readonly length: number;
  /** From this offset on records have a field that is not declared, and numbers too large for their column. */
  readonly driftAt?: number;
}

const keys = 7;
const brokenEach = 41;
const tombstoneEach = 53;
const large = 3_000_000_000;

interface Content {
  readonly kind: "row" | "broken" | "tombstone";
  readonly key: string;
  readonly amount: number;
}

function contentOf({ driftAt }: Numbers, partition: number, offset: number): Content {
  const place = offset + partition;
  const kind =
    place % brokenEach === 0 ? "broken" : place % tombstoneEach === 0 ? "tombstone" : "row";
  const isLarge = driftAt !== undefined && offset >= driftAt && offset % 3 === 0;
  return { kind, key: `k${place % keys}`, amount: isLarge ? large : (offset * 31) % 1000 };
}

function recordAt(numbers: Numbers, partition: number, offset: number): SourceRecord {
  const { kind, key, amount } = contentOf(numbers, partition, offset);
  const hasDrifted = numbers.driftAt !== undefined && offset >= numbers.driftAt;
  const fields = { key, amount, ...(hasDrifted && { coupon: `c${offset}` }) };
  const value = kind === "broken" ? '{"key": ' : JSON.stringify(fields);
  return {
    offset,
    timestamp: 1_763_719_200_000 + offset,
    timestampType: "create",
    key: Buffer.from(key),
    value: kind === "tombstone" ? null : Buffer.from(value),
    headers: [],
  };
}

/** The records of `[from, to)`. */
export const blockAt = (
  numbers: Numbers,
  partition: number,
  from: number,
  to: number,
): RecordBlock => ({
  partition,
  topic: "numbers",
  from,
  to,
  records: Array.from({ length: to - from }, (_, index) =>
    recordAt(numbers, partition, from + index),
  ),
  skipped: 0,
  bytes: 0,
});

/** What the database must hold when all records have landed. */
export interface Expected {
  readonly rows: number;
  readonly broken: number;
  readonly amount: number;
  /** Rows with the new field. */
  readonly coupons: number;
  /** By key, in order: how many rows, and their amounts. Tombstones have no key among their fields. */
  readonly totals: readonly (readonly [key: string, rows: number, amount: number])[];
}

export function expectedOf(numbers: Numbers): Expected {
  const totals = new Map<string, [rows: number, amount: number]>();
  let [rows, broken, amount, coupons] = [0, 0, 0, 0];
  for (let partition = 0; partition < numbers.partitions; partition++)
    for (let offset = 0; offset < numbers.length; offset++) {
      const content = contentOf(numbers, partition, offset);
      if (content.kind === "broken") broken++;
      else rows++;
      if (content.kind !== "row") continue;
      const total = totals.get(content.key) ?? [0, 0];
      totals.set(content.key, [total[0] + 1, total[1] + content.amount]);
      amount += content.amount;
      if (offset >= (numbers.driftAt ?? numbers.length)) coupons++;
    }
  const sorted = [...totals].map(([key, [count, sum]]) => [key, count, sum] as const).sort();
  return { rows, broken, amount, coupons, totals: sorted };
}
