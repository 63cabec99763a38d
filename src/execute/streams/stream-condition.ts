/** A slice of a stream as a condition in SQL, of words that all databases know. Pure. */
import type { StreamRange, StreamSlice } from "../../core/stream-window.ts";

/** The columns that the loader fills, as the relation that is read calls them. */
export interface StreamColumns {
  readonly batch: string;
  readonly incarnation: string;
  readonly partition: string;
  readonly offset: string;
  /** The relation passes the batch on, so that it alone tells. */
  readonly hasBatch: boolean;
}

/** More alternatives than these become a list, because databases limit how deep an expression is. */
const fewRanges = 50;

/** Where no stream is known: harmless. */
export const unlimited = "1 = 1";

/**
 * The rows of the slice.
 * @param adds false where the model is built anew and reads everything up to the slice's end
 */
export function conditionOf(slice: StreamSlice, columns: StreamColumns, adds: boolean): string {
  const { batchId, ranges, retried } = slice;
  if (adds && batchId !== undefined && columns.hasBatch) return `${columns.batch} = ${batchId}`;
  const within = conditionOfRanges(ranges, columns, adds);
  if (!adds || retried.length === 0 || !columns.hasBatch) return within;
  return `(${within} or ${columns.batch} in (${retried.join(", ")}))`;
}

function conditionOfRanges(
  ranges: readonly StreamRange[],
  columns: StreamColumns,
  adds: boolean,
): string {
  const wanted = adds ? ranges.filter(({ from, to }) => from < to) : ranges;
  if (wanted.length === 0) return "1 = 0";
  const several = ranges.some(({ incarnation }) => incarnation > 0);
  if (wanted.length > fewRanges) return listed(wanted, columns, adds, several);
  return `(${wanted.map((range) => conditionOfRange(range, columns, adds, several)).join(" or ")})`;
}

function conditionOfRange(
  { incarnation, partition, from, to }: StreamRange,
  columns: StreamColumns,
  adds: boolean,
  several: boolean,
): string {
  const parts = [
    ...(several ? [`${columns.incarnation} = ${incarnation}`] : []),
    `${columns.partition} = ${partition}`,
    ...(adds ? [`${columns.offset} >= ${from}`] : []),
    `${columns.offset} < ${to}`,
  ];
  return `(${parts.join(" and ")})`;
}

function listed(
  ranges: readonly StreamRange[],
  columns: StreamColumns,
  adds: boolean,
  several: boolean,
): string {
  const rows = ranges.map(
    ({ incarnation, partition, from, to }) => `(${incarnation}, ${partition}, ${from}, ${to})`,
  );
  const parts = [
    ...(several ? [`slice.incarnation = ${columns.incarnation}`] : []),
    `slice.part = ${columns.partition}`,
    ...(adds ? [`${columns.offset} >= slice.first`] : []),
    `${columns.offset} < slice.next`,
  ];
  return `exists (select 1 from (values ${rows.join(", ")}) as slice (incarnation, part, first, next) where ${parts.join(" and ")})`;
}
