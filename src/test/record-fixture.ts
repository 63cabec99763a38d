/** A record to test with. */
import type { SourceRecord } from "../load/record-source.ts";

type Bytes = string | Uint8Array | null;

const bytesOf = (value: Bytes): Uint8Array | null =>
  typeof value === "string" ? Buffer.from(value) : value;

/** @param value text is UTF-8 */
export const testRecord = (
  value: Bytes,
  { key = null, ...rest }: Partial<Omit<SourceRecord, "key" | "value">> & { key?: Bytes } = {},
): SourceRecord => ({
  offset: 0,
  timestamp: -1,
  timestampType: "create",
  headers: [],
  ...rest,
  key: bytesOf(key),
  value: bytesOf(value),
});
