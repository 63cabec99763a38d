/**
 * Topics that were recorded as NDJSON: beside an event's own fields each line has what the loader's own columns say of the
 * record. Replayed, the record has its key and its time again; its place is that in the file.
 */
import { readTimestamp } from "../landing/moments.ts";
import type { DecodedValue, Fields, FieldValue } from "../value-decoder.ts";

const ownNames: ReadonlySet<string> = new Set([
  ...["_topic", "_partition", "_offset", "_timestamp", "_timestamp_type", "_key", "_headers"],
  ...["_ingested_at", "_batch_id", "_incarnation"],
]);

/** @param fields of the first line */
export const isRecording = ({ _partition, _offset }: Fields): boolean =>
  Number.isInteger(_partition) && Number.isInteger(_offset);

/** The row as its record was. */
export function replayedRow(row: Extract<DecodedValue, { kind: "row" }>): DecodedValue {
  const { _timestamp, _timestamp_type: type, _key: key } = row.fields;
  return {
    ...row,
    fields: Object.fromEntries(Object.entries(row.fields).filter(([name]) => !ownNames.has(name))),
    recorded: {
      key: typeof key === "string" ? Buffer.from(key) : null,
      timestamp: millisecondsOf(_timestamp),
      timestampType: type === "append" ? "append" : "create",
    },
  };
}

/** A time without a zone is one in UTC. */
function millisecondsOf(value: FieldValue | undefined): number {
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  const micros = typeof value === "string" ? readTimestamp(value) : undefined;
  return micros === undefined ? -1 : Math.floor(Number(micros) / 1000);
}
