/** Makes the rows of a batch of its records: decodes, classifies and casts each, and collects columns. No database. */
import type { AppendCell } from "../../adapters/append.ts";
import type { RecordBlock, SourceRecord } from "../record-source.ts";
import type { Stream } from "../stream.ts";
import type { Fields, FieldValue, RejectCode, RowOp, ValueDecoder } from "../value-decoder.ts";
import { type ColumnCells, cellsOf, TextCells, TextStore } from "./column-cells.ts";
import type { Wishes } from "./evolve.ts";
import { JsonRows } from "./json-rows.ts";
import { jsonText, Unwritable } from "./json-text.ts";
import { headersText, hexText, textOf } from "./keys.ts";
import { type Refusal, rowFiller } from "./row-cells.ts";
import { keepsRawBytes, type Shape } from "./shape.ts";

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
  readonly keys: TextCells;
  readonly headers: (string | null)[];
  readonly ops: string[];
  readonly extras: (string | null)[];
  readonly flags: (string | null)[];
  readonly raws: AppendCell[];
  /** In the order of the landing's columns. */
  readonly values: readonly ColumnCells[];
  readonly rejects: Reject[];
  /** Fields without a column that were not seen before. */
  readonly captured: Set<string>;
  readonly counts: { fetched: number; tombstones: number; dropped: number };
}

const emptyColumns = ({ columns }: Shape, store: TextStore): BatchColumns => ({
  topics: [],
  partitions: [],
  offsets: [],
  timestamps: [],
  timestampTypes: [],
  keys: new TextCells(store),
  headers: [],
  ops: [],
  extras: [],
  flags: [],
  raws: [],
  values: columns.map(({ type }) => cellsOf(type.kind, store)),
  rejects: [],
  captured: new Set(),
  counts: { fetched: 0, tombstones: 0, dropped: 0 },
});

/** The rows of a batch while records are added to it. */
export interface RowCollector {
  readonly columns: BatchColumns;
  /** Adds the records of `[from, to)` of the block; up to its end unless told. */
  add(block: RecordBlock, from?: number, to?: number): void;
}

/** Bytes of a record's share in the store beside its key and value. */
const spare = 16;

/**
 * Collects the rows of records, and what could not become one.
 * @param context its `wishes` collect what `contract: evolve` would change; without them the shape stays as it is
 * @param blocks all that will be added
 */
export function collectRows(
  context: RowContext,
  decoder: ValueDecoder,
  blocks: readonly RecordBlock[],
): RowCollector {
  const { stream, shape } = context;
  const size = blocks.reduce((sum, { bytes, records }) => sum + bytes + records.length * spare, 64);
  const store = new TextStore(size);
  const columns = emptyColumns(shape, store);
  const makeRow = rowMaker(context);
  const rest: Rest = { extra: undefined, flags: undefined };
  const plain =
    decoder.isPlainJson === true
      ? plainReader(new JsonRows(shape.columns, columns.values, store), stream)
      : undefined;
  return {
    columns,
    add(block, from = 0, to = block.records.length) {
      for (let index = from; index < to; index++) {
        const record = block.records[index]!;
        if (plain?.(record)) addPlain(columns, block, record, stream, rest);
        else addRecord(columns, block, record, decoder, makeRow);
      }
    },
  };
}

/** After so many records that were not plain, and no more that were, the rest is not tried. */
const mostInVain = 100;

/** Adds the record's values to the columns if they can be read from its bytes. */
function plainReader(
  rows: JsonRows,
  { limits, keepRaw }: Stream,
): (record: SourceRecord) => boolean {
  let inVain = 0;
  return ({ value, isRecording }) => {
    const mayBe = value !== null && isRecording !== true && keepRaw !== "always";
    if (!mayBe || inVain > mostInVain || value.length > limits.maxValueBytes) return false;
    const isPlain = rows.read(value);
    inVain += isPlain ? -1 : 1;
    if (inVain < 0) inVain = 0;
    if (isPlain) rows.add();
    return isPlain;
  };
}

/** @param rest is written to, and used again for the next record */
function addPlain(
  batch: BatchColumns,
  { topic, partition }: RecordBlock,
  record: SourceRecord,
  { keyFormat }: Stream,
  rest: Rest,
): void {
  batch.counts.fetched++;
  rest.flags = undefined;
  addOwn(batch, record, "u", keyFormat, rest);
  batch.extras.push(null);
  batch.raws.push(null);
  batch.topics.push(topic);
  batch.partitions.push(partition);
}

export interface RowContext {
  readonly stream: Stream;
  readonly shape: Shape;
  readonly wishes?: Wishes | undefined;
}

function addRecord(
  batch: BatchColumns,
  { topic, partition }: RecordBlock,
  given: SourceRecord,
  decoder: ValueDecoder,
  makeRow: MakeRow,
): void {
  const { counts } = batch;
  counts.fetched++;
  const decoded = decoder.decode(given);
  if (decoded.kind === "drop") {
    counts.dropped++;
    return;
  }
  const recorded = decoded.kind === "row" ? decoded.recorded : undefined;
  const record = recorded === undefined ? given : { ...given, ...recorded };
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

/** Adds a row to the columns, or says why there is none: then nothing is added. */
type MakeRow = (
  batch: BatchColumns,
  record: SourceRecord,
  fields: Fields,
  op: RowOp,
) => Refusal | undefined;

/** What a row has beside its columns. */
export interface Rest {
  extra: Record<string, FieldValue> | undefined;
  flags: string[] | undefined;
}

function rowMaker({ stream, shape, wishes }: RowContext): MakeRow {
  const fill = rowFiller(stream, shape, wishes);
  const raw = rawKeeper(stream);
  const rest: Rest = { extra: undefined, flags: undefined };
  return (batch, record, fields, op) => {
    rest.extra = undefined;
    rest.flags = undefined;
    let extra: string | null = null;
    try {
      const refusal = fill(fields, op, rest);
      if ("code" in refusal) return refusal;
      if (rest.extra !== undefined) extra = jsonText(rest.extra);
      for (let index = 0; index < refusal.length; index++)
        batch.values[index]!.push(refusal[index]!);
    } catch (thrown) {
      if (thrown instanceof Unwritable) return { code: thrown.code, message: thrown.message };
      throw thrown;
    }
    if (rest.extra !== undefined) noteCaptured(batch.captured, shape, rest.extra);
    addOwn(batch, record, op, stream.keyFormat, rest);
    batch.extras.push(extra);
    batch.raws.push(raw(record.value, extra !== null));
    return undefined;
  };
}

function noteCaptured(
  captured: Set<string>,
  shape: Shape,
  extra: Readonly<Record<string, FieldValue>>,
): void {
  for (const name of Object.keys(extra)) if (!shape.captured.has(name)) captured.add(name);
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
  const { key } = record;
  const isPlain = key !== null && keyFormat === "text" && batch.keys.pushAscii(key);
  if (!isPlain) batch.keys.push(keyCell(key, keyFormat, rest));
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
