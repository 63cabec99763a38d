/** Adds the rows of a batch to the stream's table. */
import { type AppendColumn, constantIfSame } from "../../adapters/append.ts";
import type { BatchColumns } from "./batch-columns.ts";
import type { Landing } from "./landing-table.ts";
import { type OwnColumn, ownKind, type Shape } from "./shape.ts";

/** What all rows of a batch have in common. */
export interface BatchStamp {
  readonly batchId: number;
  readonly incarnation: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Columns of others in the table stay null. */
export async function appendBronze(
  { ledger, stream }: Landing,
  { columns, tableColumns }: Shape,
  batch: BatchColumns,
  { batchId, incarnation, now }: BatchStamp,
): Promise<void> {
  const count = batch.offsets.length;
  if (count === 0) return;
  const own: Readonly<Record<OwnColumn, AppendColumn["cells"]>> = {
    _topic: batch.topics,
    _partition: batch.partitions,
    _offset: batch.offsets,
    _timestamp: batch.timestamps,
    _timestamp_type: batch.timestampTypes,
    _key: batch.keys.cells,
    _headers: batch.headers,
    _ingested_at: { constant: now * 1000 },
    _batch_id: { constant: batchId },
    _incarnation: { constant: incarnation },
    _op: batch.ops,
    _extra: batch.extras,
    _flags: batch.flags,
    _raw: batch.raws,
  };
  const known = new Map<string, AppendColumn>(
    Object.entries(own).map(([name, cells]) => [
      name,
      { name, kind: ownKind(name as OwnColumn, stream), cells: constantIfSame(cells) },
    ]),
  );
  for (const [index, { name, type }] of columns.entries())
    known.set(name, { name, kind: type.kind, cells: batch.values[index]!.cells });
  const appended = tableColumns.map(
    (name) => known.get(name) ?? { name, kind: "text" as const, cells: { constant: null } },
  );
  await ledger.session.append(stream.table, { columns: appended, count });
}
