/** The contract between formats and landing: what one record's value says. Pure; a registry is asked beforehand. */
import type { SourceRecord } from "./record-source.ts";

/** A field as the format gives it: JSON's values, and integers beyond 2^53 as bigint, bytes, decimals as their digits. */
export type FieldValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly FieldValue[]
  | { readonly [name: string]: FieldValue };

export type Fields = { readonly [name: string]: FieldValue };

/** Why a record goes to the dead-letter table. The codes are stored: never renamed or reused. */
export type RejectCode =
  | "BAD_UTF8"
  | "BAD_JSON"
  | "BAD_CSV"
  | "BAD_AVRO"
  | "BAD_PROTOBUF"
  | "BAD_ENVELOPE"
  | "SCHEMA_MISMATCH"
  | "NOT_OBJECT"
  | "UNSTORABLE"
  | "TOO_DEEP"
  | "TOO_LARGE"
  | "BAD_CAST"
  | "NOT_NULL"
  | "NEW_FIELD";

/** What happened to the row: `u` it is new or changed, `d` it ended, `t` all rows of its table did (a truncate). */
export type RowOp = "u" | "d" | "t";

export type DecodedValue =
  /** A tombstone and a Debezium delete have the fields that are known of the row; a truncate has none. */
  | {
      readonly kind: "row";
      readonly op: RowOp;
      readonly fields: Fields;
      /** From a recorded topic: what the record was then. */
      readonly recorded?: Pick<SourceRecord, "key" | "timestamp" | "timestampType">;
    }
  | { readonly kind: "reject"; readonly code: RejectCode; readonly message: string }
  /** Left out by a rule that counts it, such as the tombstone after a Debezium delete. */
  | { readonly kind: "drop"; readonly rule: string };

export interface ValueDecoder {
  /** Fetches the schemas that the records name and are not known yet. Throws a `Problem` when one cannot be had. */
  prepare?(records: readonly SourceRecord[]): Promise<void>;
  decode(record: SourceRecord): DecodedValue;
  /** True where the row is the value's JSON object, field by field, so that plain ones may be read without `decode`. */
  readonly isPlainJson?: boolean;
}
