/** Makes the rows of a batch of its records: decodes, classifies and casts each, and collects columns. No database. */
import type { AppendCell } from "../../adapters/append.ts";
import type { RecordBlock, SourceRecord } from "../record-source.ts";
import type { Stream } from "../stream.ts";
import type { Fields, FieldValue, RejectCode, RowOp, ValueDecoder } from "../value-decoder.ts";
import { misfit } from "./casts.ts";
import { jsonText, Unwritable } from "./json-text.ts";
import { headersText, hexText, textOf } from "./keys.ts";
import { keepsRawBytes, type Landing, type LandingColumn } from "./landing-table.ts";

/** A record that could not become a row. */
export interface Reject {
  readonly record: SourceRecord;
  readonly topic: string;
  readonly partition: number;
  readonly code: RejectCode;
  readonly message: string;
}

/** The rows of a batch, column by column; each array has one cell for each row. */
export interface BatchColumns {
  readonly topics: string[];
  readonly partitions: number[];
  readonly offsets: number[];
  readonly timestamps: (number | null)[];
  readonly timestampTypes: string[];
  readonly keys: AppendCell[];
  readonly headers: (string | null)[];
  readonly ops: string[];
  readonly extras: (string | null)[];
  readonly flags: (string | null)[];
  readonly raws: AppendCell[];
  /** In the order of the landing's columns. */
  readonly values: readonly AppendCell[][];
  readonly rejects: Reject[];
  readonly counts: { fetched: number; tombstones: number; dropped: number };
}

const emptyColumns = (columns: number): BatchColumns => ({
  topics: [],
  partitions: [],
  offsets: [],
  timestamps: [],
  timestampTypes: [],
  keys: [],
  headers: [],
  ops: [],
  extras: [],
  flags: [],
  raws: [],
  values: Array.from({ length: columns }, () => []),
  rejects: [],
  counts: { fetched: 0, tombstones: 0, dropped: 0 },
});

/** The rows of the records, and what could not become one. */
export function batchColumns(
  landing: Landing,
  blocks: readonly RecordBlock[],
  decoder: ValueDecoder,
): BatchColumns {
  const batch = emptyColumns(landing.columns.length);
  const makeRow = rowMaker(landing);
  for (const block of blocks)
    for (const record of block.records) addRecord(batch, block, record, decoder, makeRow);
  return batch;
}

function addRecord(
  batch: BatchColumns,
  { topic, partition }: RecordBlock,
  record: SourceRecord,
  decoder: ValueDecoder,
  makeRow: MakeRow,
): void {
  const { counts } = batch;
  counts.fetched++;
  const decoded = decoder.decode(record);
  if (decoded.kind === "drop") {
    counts.dropped++;
    return;
  }
  const refused =
    decoded.kind === "reject" ? decoded : makeRow(batch, record, decoded.fields, decoded.op);
  if (refused !== undefined) {
    batch.rejects.push({ record, topic, partition, code: refused.code, message: refused.message });
    return;
  }
  if (decoded.kind === "row" && decoded.op === "d") counts.tombstones++;
  batch.topics.push(topic);
  batch.partitions.push(partition);
}

interface Refusal {
  readonly code: RejectCode;
  readonly message: string;
}

/** Adds a row to the columns, or says why there is none: then nothing is added. */
type MakeRow = (
  batch: BatchColumns,
  record: SourceRecord,
  fields: Fields,
  op: RowOp,
) => Refusal | undefined;

/** What a row has beside its columns. */
interface Rest {
  extra: Record<string, FieldValue> | undefined;
  flags: string[] | undefined;
}

function rowMaker(landing: Landing): MakeRow {
  const { columns, stream } = landing;
  const names = new Set(columns.map(({ name }) => name));
  const cells: AppendCell[] = new Array<AppendCell>(columns.length).fill(null);
  const rest: Rest = { extra: undefined, flags: undefined };
  const raw = rawKeeper(stream);

  function fill(fields: Fields, op: RowOp): Refusal | undefined {
    let known = 0;
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index]!;
      const value = ownField(fields, column.name);
      if (value !== undefined) known++;
      const refusal =
        value === undefined || value === null
          ? missing(column, op, cells, index)
          : castField(column, value, cells, index, rest);
      if (refusal !== undefined) return refusal;
    }
    return known === Object.keys(fields).length ? undefined : collectUnknown(fields);
  }

  function collectUnknown(fields: Fields): Refusal | undefined {
    for (const [name, value] of Object.entries(fields)) {
      if (names.has(name)) continue;
      if (stream.contract === "strict")
        return { code: "NEW_FIELD", message: `The field ${name} is not declared.` };
      rest.extra = { ...rest.extra, [name]: value };
    }
    return undefined;
  }

  return (batch, record, fields, op) => {
    rest.extra = undefined;
    rest.flags = undefined;
    let extra: string | null = null;
    try {
      const refusal = fill(fields, op);
      if (refusal !== undefined) return refusal;
      if (rest.extra !== undefined) extra = jsonText(rest.extra);
    } catch (thrown) {
      if (thrown instanceof Unwritable) return { code: thrown.code, message: thrown.message };
      throw thrown;
    }
    for (let index = 0; index < cells.length; index++) batch.values[index]!.push(cells[index]!);
    addOwn(batch, record, op, stream.keyFormat, rest);
    batch.extras.push(extra);
    batch.raws.push(raw(record.value, extra !== null));
    return undefined;
  };
}

/** The value as it came, where the stream keeps it. */
function rawKeeper(stream: Stream): (value: Uint8Array | null, drifted: boolean) => AppendCell {
  const { keepRaw } = stream;
  const asBytes = keepsRawBytes(stream);
  return (value, drifted) => {
    if (value === null || keepRaw === "never" || (keepRaw === "on_drift" && !drifted)) return null;
    return asBytes ? value : (textOf(value) ?? null);
  };
}

/** The value of a field, and nothing that objects inherit. */
function ownField(fields: Fields, name: string): FieldValue | undefined {
  const value = fields[name];
  if (value === undefined || Object.hasOwn(fields, name)) return value;
  return undefined;
}

function missing(
  { name, nullable }: LandingColumn,
  op: RowOp,
  cells: AppendCell[],
  index: number,
): Refusal | undefined {
  if (!nullable && op === "u") return { code: "NOT_NULL", message: `The field ${name} is null.` };
  cells[index] = null;
  return undefined;
}

function castField(
  column: LandingColumn,
  value: NonNullable<FieldValue>,
  cells: AppendCell[],
  index: number,
  rest: Rest,
): Refusal | undefined {
  const cell = column.cast(value);
  if (cell !== misfit) {
    cells[index] = cell;
    return undefined;
  }
  if (column.contract === "strict" || !column.nullable)
    return { code: "BAD_CAST", message: `The field ${column.name} is no ${column.type.sql}.` };
  cells[index] = null;
  rest.extra = { ...rest.extra, [column.name]: value };
  rest.flags = [...(rest.flags ?? []), `BAD_CAST:${column.name}`];
  return undefined;
}

function addOwn(
  batch: BatchColumns,
  record: SourceRecord,
  op: RowOp,
  keyFormat: "text" | "bytes",
  rest: Rest,
): void {
  batch.offsets.push(record.offset);
  batch.timestamps.push(record.timestamp < 0 ? null : record.timestamp * 1000);
  batch.timestampTypes.push(record.timestampType);
  batch.keys.push(keyCell(record.key, keyFormat, rest));
  batch.headers.push(headersText(record.headers));
  batch.ops.push(op);
  batch.flags.push(rest.flags === undefined ? null : rest.flags.join(","));
}

function keyCell(key: Uint8Array | null, keyFormat: "text" | "bytes", rest: Rest): AppendCell {
  if (key === null || keyFormat === "bytes") return key;
  const text = textOf(key);
  if (text !== undefined) return text;
  rest.flags = [...(rest.flags ?? []), "BAD_KEY"];
  return hexText(key);
}
