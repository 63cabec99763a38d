/**
 * Debezium's envelope (documentation, "Data change events"): the row after a change, or before a delete, with what the
 * change says of itself in columns of its own.
 */
import type { SourceRecord } from "../record-source.ts";
import type { DecodedValue, Fields, FieldValue } from "../value-decoder.ts";
import { type ConnectSchema, connectFields, readConnectSchema } from "./connect-values.ts";
import { reject } from "./decode-json.ts";
import { debeziumNames } from "./envelope-columns.ts";
import { isFields } from "./field-values.ts";

/** What stands in the place of a long value that did not change and was not logged (`unavailable.value.placeholder`). */
const unavailable = "__debezium_unavailable_value";
const unavailableBase64 = Buffer.from(unavailable).toString("base64");
/** So many deletes are remembered, to know the tombstones that follow them. */
const rememberedDeletes = 10_000;

export interface DebeziumUnwrapper {
  /** @param keyFields what the record's key says, for deletes that say nothing of the row */
  unwrap(
    value: Fields,
    record: SourceRecord,
    keyFields: (record: SourceRecord) => Fields,
  ): DecodedValue;
  /**
   * The tombstone after a delete is left out. One without is the only trace of a delete that compaction took away, and
   * is one itself.
   */
  tombstone(record: SourceRecord, keyFields: (record: SourceRecord) => Fields): DecodedValue;
}

export function debeziumUnwrapper(): DebeziumUnwrapper {
  const deleted = new Set<string>();
  const tombstone: DebeziumUnwrapper["tombstone"] = (record, keyFields) =>
    record.key !== null && deleted.delete(latin(record.key))
      ? { kind: "drop", rule: "debezium_tombstone" }
      : { kind: "row", op: "d", fields: keyFields(record) };
  return {
    unwrap(value, record, keyFields) {
      const { envelope, schema } = opened(value);
      if (envelope === null) return tombstone(record, keyFields);
      const { op } = envelope;
      if (op === "m") return { kind: "drop", rule: "debezium_message" };
      if (op === "t") return { kind: "row", op, fields: changeFields(envelope, []) };
      if (op === "d") {
        if (record.key !== null) remember(deleted, latin(record.key));
        const row = rowOf(envelope.before, schema?.fields?.get("before"), keyFields(record));
        return { kind: "row", op, fields: { ...row.fields, ...changeFields(envelope, []) } };
      }
      if (typeof op !== "string" || !"cru".includes(op) || !isFields(envelope.after)) {
        return reject("BAD_ENVELOPE", "The value is no change event of Debezium's.");
      }
      const row = rowOf(envelope.after, schema?.fields?.get("after"), {});
      const fields = { ...row.fields, ...changeFields(envelope, row.missing) };
      return { kind: "row", op: "u", fields };
    },
    tombstone,
  };
}

/** With `schemas.enable` the change lies in `payload`, beside its schema. */
function opened(value: Fields): {
  readonly envelope: Fields | null;
  readonly schema: ConnectSchema | undefined;
} {
  const { payload, schema } = value;
  if (value.op !== undefined || payload === undefined)
    return { envelope: value, schema: undefined };
  if (payload === null) return { envelope: null, schema: undefined };
  return { envelope: isFields(payload) ? payload : value, schema: readConnectSchema(schema) };
}

function rowOf(
  state: FieldValue | undefined,
  schema: ConnectSchema | undefined,
  otherwise: Fields,
): { readonly fields: Fields; readonly missing: readonly string[] } {
  if (!isFields(state)) return { fields: otherwise, missing: [] };
  const missing = Object.keys(state).filter((name) => isUnavailable(state[name]));
  const fields = connectFields(state, schema);
  if (missing.length === 0) return { fields, missing };
  const known = Object.entries(fields).filter(([name]) => !missing.includes(name));
  return { fields: Object.fromEntries(known), missing };
}

function isUnavailable(value: FieldValue | undefined): boolean {
  if (typeof value === "string") return value === unavailable || value === unavailableBase64;
  if (value instanceof Uint8Array) {
    return value.length === unavailable.length && latin(value) === unavailable;
  }
  if (Array.isArray(value)) return value.length === 1 && isUnavailable(value[0]);
  return isFields(value) && value[unavailable] === unavailable;
}

function changeFields(envelope: Fields, missing: readonly string[]): Fields {
  const { op = null, source, ts_ms: sentAt = null } = envelope;
  const origin = isFields(source) ? source : {};
  return {
    [debeziumNames.operation]: op,
    [debeziumNames.sourceTime]: origin.ts_ms ?? sentAt,
    [debeziumNames.position]: positionOf(origin),
    [debeziumNames.unavailable]: missing.length === 0 ? null : missing.join(","),
  };
}

/** Where the change stands in the log of Postgres, MySQL, SQL Server, Oracle or MongoDB. */
function positionOf(source: Fields): string | null {
  const parts =
    [
      [source.lsn, source.txId],
      [source.file, source.pos, source.row],
      [source.commit_lsn, source.change_lsn, source.event_serial_no],
      [source.scn, source.rs_id, source.ssn],
      [source.resume_token],
    ].find(([first]) => first !== undefined && first !== null) ?? [];
  const known = parts.filter((part) => part !== undefined && part !== null);
  return known.length === 0 ? null : known.map(String).join(":");
}

function remember(deleted: Set<string>, key: string): void {
  deleted.add(key);
  const [oldest] = deleted;
  if (deleted.size > rememberedDeletes && oldest !== undefined) deleted.delete(oldest);
}

const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
