/** A stream: a source table that says how it is loaded, checked and complete. Plain data; see `settings/` for its making. */
import type { RelationName } from "../adapters/adapter.ts";
import type { Place } from "../core/place.ts";

/** What becomes of a record that does not fit the declared columns. */
export type ContractMode = "strict" | "capture" | "evolve";

export interface StreamColumn {
  readonly name: string;
  /** As declared: a type of the target database. */
  readonly dataType: string;
  /** False where the column has a `not_null` constraint. */
  readonly nullable: boolean;
  /** The stream's, unless the column has one of its own. */
  readonly contract: ContractMode;
}

export type StartAt =
  | { readonly at: "earliest" }
  | { readonly at: "latest" }
  /** Milliseconds since 1970. */
  | { readonly at: "timestamp"; readonly timestamp: number }
  | { readonly at: "offsets"; readonly offsets: Readonly<Record<number, number>> };

export interface StreamFormat {
  readonly type: "json" | "csv" | "avro" | "protobuf" | "json_schema";
  /** CSV: one character; tab, pipe and semicolon too. A comma if it is not said. */
  readonly delimiter?: string;
  /** CSV: one character, or null where quotes mean nothing. A double quote if it is not said. */
  readonly quote?: string | null;
  /**
   * CSV: the fields in order, where the file has no header; false: the declared columns in order. A file has one if it
   * is not said; a record of a topic never has.
   */
  readonly header?: readonly string[] | boolean;
  /** Avro, Protobuf, JSON Schema: a schema's file, absolute, by which values are read instead of asking a registry. */
  readonly schema?: string;
  /** Protobuf with a schema's file: the message's full name. */
  readonly message?: string;
}

/** Sizes in bytes, durations in milliseconds. */
export interface BatchLimits {
  readonly maxRows: number;
  readonly maxBytes: number;
  /** A batch that is not full is closed after that. */
  readonly maxWaitMs: number;
  readonly maxValueBytes: number;
}

export interface EventTime {
  readonly column: string;
  readonly allowedLatenessMs: number;
  /** Times further in the future do not move the watermark. */
  readonly maxSkewMs: number;
  /** A partition that is silent for longer does not hold the watermark back. */
  readonly idleTimeoutMs: number;
}

/** Rows whose columns have the values of an earlier row are left out. */
export interface Dedupe {
  readonly columns: readonly string[];
  /** Only rows of the last so many milliseconds count, by event time or else by when they came; for ever if undefined. */
  readonly withinMs: number | undefined;
}

export interface Stream {
  /** `source.table`: the key in the ledger. */
  readonly name: string;
  /** Unique id of the source in the manifest. */
  readonly sourceId: string;
  /** Where its rows land (bronze). */
  readonly table: RelationName;
  /** Name of the connection in profiles.yml. */
  readonly connection: string;
  /** The topic, or the pattern of the files. */
  readonly topic: string;
  readonly format: StreamFormat;
  readonly envelope: "none" | "upsert" | "debezium";
  readonly columns: readonly StreamColumn[];
  readonly contract: ContractMode;
  readonly start: StartAt;
  readonly limits: BatchLimits;
  readonly keepRaw: "always" | "on_drift" | "never";
  /** How a key is stored: as text, or as bytes. */
  readonly keyFormat: "text" | "bytes";
  readonly eventTime: EventTime | undefined;
  readonly dedupe?: Dedupe | undefined;
  /** The stream stops when more than this share of the last five minutes' records went to the dead-letter table. */
  readonly maxDlqRatio: number;
  readonly onDataLoss: "fail" | "continue";
  readonly onRecreate: "fail" | "new_incarnation";
  /** Rows older than that (by `_ingested_at`) are deleted once every model has read them; kept for ever if undefined. */
  readonly retainMs: number | undefined;
  /** Where it is declared. */
  readonly at: Place | undefined;
}
