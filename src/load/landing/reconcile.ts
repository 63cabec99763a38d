/** Holds the ledger against itself and against the stream's table: whether every offset is accounted for, once. */
import { type Ledger, queryRows } from "../ledger/ledger.ts";
import { type Landing, tableSql } from "./landing-table.ts";

/** Something that does not agree. */
export interface Difference {
  readonly rule:
    | "ranges_touch"
    | "offsets_add_up"
    | "records_add_up"
    | "rows_are_there"
    | "dead_letters_are_there"
    | "offsets_are_unique";
  /** For people. */
  readonly message: string;
}

export interface Reconciliation {
  readonly stream: string;
  readonly batches: number;
  readonly fetched: number;
  readonly rows: number;
  readonly dlq: number;
  readonly dropped: number;
  readonly duplicates: number;
  readonly skipped: number;
  /** Offsets that were lost at the source. */
  readonly gaps: number;
  /** Rows that came after the watermark had passed them. */
  readonly late: number;
  /** Empty where all agrees. */
  readonly differences: readonly Difference[];
}

interface Noted {
  readonly batchId: number;
  readonly kind: string;
  readonly incarnation: number;
  readonly ranges: readonly (readonly [partition: number, from: number, to: number])[];
  readonly fetched: number;
  readonly landed: number;
  readonly dlq: number;
  readonly dropped: number;
  readonly duplicates: number;
  readonly skipped: number;
  readonly late: number;
  readonly removed: number;
  readonly removedDlq: number;
}

/** @throws Problem */
export async function reconcile(landing: Landing): Promise<Reconciliation> {
  const { ledger, stream } = landing;
  const batches = await readBatches(ledger, stream.name);
  const loads = batches.filter(({ kind }) => kind === "load");
  const total = (count: (batch: Noted) => number): number =>
    loads.reduce((sum, batch) => sum + count(batch), 0);
  const gaps = batches.filter(({ kind }) => kind === "gap");
  return {
    stream: stream.name,
    batches: loads.length,
    fetched: total(({ fetched }) => fetched),
    rows: total(({ landed }) => landed),
    dlq: total(({ dlq }) => dlq),
    dropped: total(({ dropped }) => dropped),
    duplicates: total(({ duplicates }) => duplicates),
    skipped: total(({ skipped }) => skipped),
    gaps: gaps.reduce((sum, { skipped }) => sum + skipped, 0),
    late: total(({ late }) => late),
    differences: [
      ...(await rangesTouch(ledger, stream.name, batches)),
      ...batches.flatMap(countsAddUp),
      ...(await rowsAreThere(landing, batches)),
      ...(await deadLettersAreThere(ledger, stream.name, batches)),
      ...(await offsetsAreUnique(landing)),
    ],
  };
}

async function readBatches({ session }: Ledger, stream: string): Promise<readonly Noted[]> {
  const rows = await queryRows(
    session,
    `select batch_id, kind, incarnation, ranges, fetched, landed, dlq, dropped, duplicates, skipped, late,
       removed, removed_dlq
     from _tsdbt.stream_batches where stream = $1 order by batch_id`,
    [stream],
  );
  return rows.map(([batchId, kind, incarnation, ranges, ...counts]) => {
    const [fetched = 0, landed = 0, dlq = 0, dropped = 0, duplicates = 0, ...others] =
      counts.map(Number);
    const [skipped = 0, late = 0, removed = 0, removedDlq = 0] = others;
    const byPartition = JSON.parse(String(ranges)) as Record<string, readonly [number, number]>;
    return {
      batchId: Number(batchId),
      kind: String(kind),
      incarnation: Number(incarnation),
      ranges: Object.entries(byPartition).map(
        ([partition, [from, to]]) => [Number(partition), from, to] as const,
      ),
      fetched,
      landed,
      dlq,
      dropped,
      duplicates,
      skipped,
      late,
      removed,
      removedDlq,
    };
  });
}

/** Each range begins where the one before ended, from the start to where the ledger stands. */
async function rangesTouch(
  { session }: Ledger,
  stream: string,
  batches: readonly Noted[],
): Promise<readonly Difference[]> {
  const rows = await queryRows(
    session,
    `select incarnation, "partition", next_offset from _tsdbt.stream_offsets where stream = $1`,
    [stream],
  );
  const reached = new Map<string, number>();
  const differences: Difference[] = [];
  for (const { batchId, incarnation, ranges } of batches)
    for (const [partition, from, to] of ranges) {
      const key = `${incarnation}/${partition}`;
      const before = reached.get(key) ?? from;
      if (before !== from)
        differences.push({
          rule: "ranges_touch",
          message: `Batch ${batchId} begins at offset ${from} of partition ${partition}, and the one before ended at ${before}.`,
        });
      reached.set(key, to);
    }
  for (const [incarnation, partition, next] of rows.map((row) => row.map(Number))) {
    const end = reached.get(`${incarnation}/${partition}`) ?? next;
    if (end !== next)
      differences.push({
        rule: "ranges_touch",
        message: `Partition ${partition} stands at offset ${next}, and its last batch ended at ${end}.`,
      });
  }
  return differences;
}

function countsAddUp(batch: Noted): readonly Difference[] {
  const { batchId, kind, ranges, fetched, skipped } = batch;
  const differences: Difference[] = [];
  const offsets = ranges.reduce((sum, [, from, to]) => sum + to - from, 0);
  if ((kind === "load" || kind === "gap") && offsets !== fetched + skipped)
    differences.push({
      rule: "offsets_add_up",
      message: `Batch ${batchId} covers ${offsets} offsets, and counts ${fetched} records and ${skipped} without one.`,
    });
  const kept = batch.landed + batch.dlq + batch.dropped + batch.duplicates;
  if (kept !== fetched)
    differences.push({
      rule: "records_add_up",
      message: `Batch ${batchId} fetched ${fetched} records and accounts for ${kept}.`,
    });
  return differences;
}

async function rowsAreThere(
  landing: Landing,
  batches: readonly Noted[],
): Promise<readonly Difference[]> {
  const rows = await queryRows(
    landing.ledger.session,
    `select _batch_id, count(*) from ${tableSql(landing)} group by 1`,
  );
  const expected = batches.map(
    ({ batchId, landed, removed }) => [batchId, landed - removed] as const,
  );
  return differing("rows_are_there", "rows in the table", rows, expected);
}

async function deadLettersAreThere(
  { session }: Ledger,
  stream: string,
  batches: readonly Noted[],
): Promise<readonly Difference[]> {
  const rows = await queryRows(
    session,
    "select batch_id, count(*) from _tsdbt.stream_dlq where stream = $1 group by 1",
    [stream],
  );
  const expected = batches.map(
    ({ batchId, dlq, removedDlq }) => [batchId, dlq - removedDlq] as const,
  );
  return differing("dead_letters_are_there", "dead letters", rows, expected);
}

function differing(
  rule: Difference["rule"],
  what: string,
  rows: readonly (readonly unknown[])[],
  expected: readonly (readonly [batchId: number, count: number])[],
): readonly Difference[] {
  const found = new Map(rows.map((row) => [Number(row[0]), Number(row[1])]));
  const wanted = new Map(expected);
  return [...new Set([...found.keys(), ...wanted.keys()])]
    .filter((batch) => (found.get(batch) ?? 0) !== (wanted.get(batch) ?? 0))
    .map((batch) => ({
      rule,
      message: `Batch ${batch} has ${found.get(batch) ?? 0} ${what}, and the ledger says ${wanted.get(batch) ?? 0}.`,
    }));
}

async function offsetsAreUnique(landing: Landing): Promise<readonly Difference[]> {
  const rows = await queryRows(
    landing.ledger.session,
    `select _partition, _offset, count(*) from ${tableSql(landing)}
     group by _incarnation, _partition, _offset having count(*) > 1 order by 1, 2 limit 100`,
  );
  return rows.map(([partition, offset, count]) => ({
    rule: "offsets_are_unique",
    message: `Offset ${offset} of partition ${partition} is there ${count} times.`,
  }));
}
