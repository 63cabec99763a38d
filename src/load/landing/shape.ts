/** The shape of a stream's table: which columns it has, which field each takes, and how values become cells. Pure. */
import type { AppendKind } from "../../adapters/append.ts";
import type { AdapterType } from "../../adapters/dialects.ts";
import type { ContractMode, Stream } from "../stream.ts";
import { type Cast, castTo } from "./casts.ts";
import { type ColumnType, columnTypeOf } from "./column-types.ts";

/** A column as the ledger keeps it. */
export interface ColumnNote {
  readonly name: string;
  readonly dataType: string;
  /** Made by `contract: evolve`, not declared; or declared with a type that was widened since. */
  readonly isEvolved: boolean;
  /** The field whose values it takes where they do not fit the field's own column. */
  readonly sideOf: string | null;
}

export interface LandingColumn extends ColumnNote {
  readonly type: ColumnType;
  readonly cast: Cast;
  readonly nullable: boolean;
  readonly contract: ContractMode;
}

export interface Shape {
  /** Counts the changes. */
  readonly version: number;
  /** In no order that matters; those with `sideOf` come after the others. */
  readonly columns: readonly LandingColumn[];
  /** Names of all columns of the table, in its order. */
  readonly tableColumns: readonly string[];
  /** Fields without a column that were seen before. */
  readonly captured: ReadonlySet<string>;
}

/** What the loader itself says of each row. */
export const ownColumns = {
  _topic: "text",
  _partition: "integer",
  _offset: "integer",
  _timestamp: "timestamptz",
  _timestamp_type: "text",
  _key: "text",
  _headers: "json",
  _ingested_at: "timestamptz",
  _batch_id: "integer",
  _incarnation: "integer",
  _op: "text",
  _extra: "json",
  _flags: "text",
  _raw: "text",
} as const satisfies Readonly<Record<string, AppendKind>>;

export type OwnColumn = keyof typeof ownColumns;

export const isOwn = (name: string): name is OwnColumn =>
  Object.hasOwn(ownColumns, name.toLowerCase());

/** How the loader's own column is filled: key and raw value as text or as bytes. */
export function ownKind(name: OwnColumn, stream: Stream): AppendKind {
  if (name === "_key" && stream.keyFormat === "bytes") return "blob";
  return name === "_raw" && keepsRawBytes(stream) ? "blob" : ownColumns[name];
}

/** Values of formats that are no text are kept as bytes. */
export const keepsRawBytes = ({ format }: Stream): boolean =>
  format.type !== "json" && format.type !== "csv";

/** The column of a note, or undefined where records cannot be loaded into its type. */
export function landingColumn(
  stream: Stream,
  note: ColumnNote,
  database: AdapterType,
): LandingColumn | undefined {
  const type = columnTypeOf(note.dataType, database);
  if (type === undefined) return undefined;
  const declared = stream.columns.find(({ name }) => name === (note.sideOf ?? note.name));
  const contract = declared?.contract ?? stream.contract;
  const isTextual = stream.format.type === "csv";
  return {
    ...note,
    type,
    contract,
    nullable: note.sideOf !== null || (declared?.nullable ?? true),
    cast: castTo(type, { isStrict: contract === "strict", isTextual }),
  };
}

/** Declared columns without those that only document what the loader says of each row. */
export const declaredNotes = (stream: Stream): readonly ColumnNote[] =>
  stream.columns
    .filter(({ name }) => !isOwn(name))
    .map(({ name, dataType }) => ({ name, dataType, isEvolved: false, sideOf: null }));

/** Names differ where DuckDB, which ignores case, tells them apart. */
export const hasColumn = (tableColumns: readonly string[], name: string): boolean =>
  tableColumns.some((each) => each.toLowerCase() === name.toLowerCase());
