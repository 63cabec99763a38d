/** What a decoded value says of its row: by itself, with its key, or in Debezium's envelope. */
import { unreachable } from "../../core/unreachable.ts";
import type { SourceRecord } from "../record-source.ts";
import type { Stream } from "../stream.ts";
import type { DecodedValue, Fields } from "../value-decoder.ts";
import { connectFields, readConnectSchema } from "./connect-values.ts";
import { debeziumUnwrapper } from "./debezium.ts";
import type { Parsed } from "./decode-json.ts";
import { isFields } from "./field-values.ts";

/** @param value null is a tombstone */
export type Opener = (value: Fields | null, record: SourceRecord) => DecodedValue;

type ParseKey = (record: SourceRecord, key: Uint8Array) => Parsed;

/** @param parseKey how the bytes of a key are read; those that it refuses have no fields */
export function openerOf(stream: Pick<Stream, "envelope" | "columns">, parseKey: ParseKey): Opener {
  const keyFields = keyReader(stream, parseKey);
  switch (stream.envelope) {
    case "none":
      return (value) => ({ kind: "row", op: value === null ? "d" : "u", fields: value ?? {} });
    case "upsert":
      return (value, record) => ({
        kind: "row",
        op: value === null ? "d" : "u",
        fields: { ...keyFields(record), ...value },
      });
    case "debezium": {
      const { unwrap, tombstone } = debeziumUnwrapper();
      return (value, record) =>
        value === null ? tombstone(record, keyFields) : unwrap(value, record, keyFields);
    }
    default:
      return unreachable(stream.envelope);
  }
}

/** The fields of a key that are columns of the stream; none where it is no object. */
function keyReader(
  { columns }: Pick<Stream, "columns">,
  parseKey: ParseKey,
): (record: SourceRecord) => Fields {
  const declared = new Set(columns.map(({ name }) => name));
  return (record) => {
    const parsed = record.key === null ? undefined : parseKey(record, record.key);
    if (parsed?.kind !== "fields") return {};
    const known = Object.entries(payloadOf(parsed.fields)).filter(([name]) => declared.has(name));
    return Object.fromEntries(known);
  };
}

/** Connect's JSON converter puts the fields beside their schema. */
function payloadOf(key: Fields): Fields {
  const { payload, schema } = key;
  return isFields(payload) && schema !== undefined
    ? connectFields(payload, readConnectSchema(schema))
    : key;
}
