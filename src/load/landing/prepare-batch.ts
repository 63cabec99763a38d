/** What of a portion is done without the database: its rows, and the shape of the table that takes them. */
import { setImmediate as others } from "node:timers/promises";
import type { Portion } from "../landing.ts";
import type { SchemaNote } from "../ledger/schemas.ts";
import type { RecordBlock } from "../record-source.ts";
import type { ValueDecoder } from "../value-decoder.ts";
import { type BatchColumns, collectRows } from "./batch-columns.ts";
import { type EventTimes, eventTimesOf } from "./event-time.ts";
import { Wishes } from "./evolve.ts";
import type { Landing } from "./landing-table.ts";
import { changedShape } from "./schema-changes.ts";
import type { LandingColumn, Shape } from "./shape.ts";

export interface PreparedBatch {
  readonly columns: BatchColumns;
  /** The landing's own where nothing changes. */
  readonly shape: Shape;
  /** To be run in the transaction before the rows are added. */
  readonly statements: readonly string[];
  /** What changes, for people. */
  readonly told: readonly string[];
  readonly times: EventTimes;
}

interface PortionRequest extends Portion {
  readonly decoder: ValueDecoder;
}

/** A column that was made for one value may not take the next; after so many attempts the rest goes to `_extra`. */
const mostAttempts = 5;

/** Fields without a column whose names are remembered. */
const mostCaptured = 1000;

/** Rows that were made before it was their batch's turn, of a table with these columns. */
export interface RowsAhead {
  readonly columns: BatchColumns;
  readonly madeFor: readonly LandingColumn[];
}

/** Records that are worked on at a stretch: some milliseconds, so that whoever waits for the database may go on. */
const atAStretch = 500;

/**
 * Makes the rows of a batch while another one is being landed.
 * @returns undefined where they depend on that one: the contract changes the table, or the decoder remembers records
 * @throws Problem
 */
export async function makeRowsAhead(
  { stream, shape }: Landing,
  blocks: readonly RecordBlock[],
  decoder: ValueDecoder,
): Promise<RowsAhead | undefined> {
  if (evolves(stream, shape) || stream.envelope === "debezium") return undefined;
  await decoder.prepare?.(blocks.flatMap(({ records }) => records));
  const rows = collectRows({ stream, shape }, decoder, blocks);
  for (const block of blocks)
    for (let from = 0; from < block.records.length; from += atAStretch) {
      rows.add(block, from, Math.min(from + atAStretch, block.records.length));
      await others();
    }
  return { columns: rows.columns, madeFor: shape.columns };
}

const evolves = (stream: Landing["stream"], shape: Shape): boolean =>
  [stream, ...shape.columns].some(({ contract }) => contract === "evolve");

/**
 * @param now milliseconds since 1970
 * @throws Problem
 */
export async function prepareBatch(
  landing: Landing,
  { blocks, decoder, ahead }: PortionRequest,
  now: number,
): Promise<PreparedBatch> {
  const { stream } = landing;
  let { shape } = landing;
  const statements: string[] = [];
  const told: string[] = [];
  const rowsOf = (wishes: Wishes | undefined): BatchColumns => {
    const rows = collectRows({ stream, shape, wishes }, decoder, blocks);
    for (const block of blocks) rows.add(block);
    return rows.columns;
  };
  const mayChange = evolves(stream, shape);
  if (ahead?.madeFor !== shape.columns)
    await decoder.prepare?.(blocks.flatMap(({ records }) => records));
  for (let attempt = 1; ; attempt++) {
    const wishes = mayChange && attempt <= mostAttempts ? new Wishes(shape) : undefined;
    const columns = ahead?.madeFor === shape.columns ? ahead.columns : rowsOf(wishes);
    if (wishes === undefined || wishes.byField.size === 0) {
      const captured = withCaptured(shape, columns.captured);
      const known = new Set(shape.columns.map(({ name }) => name));
      const seen = captured.names.map((name) =>
        known.has(name) ? `values that do not fit column ${name}` : `new field ${name}`,
      );
      const isChanged = statements.length > 0 || seen.length > 0;
      const next = isChanged ? { ...captured.shape, version: landing.shape.version + 1 } : shape;
      const times = eventTimesOf(stream, next, columns, now);
      return { columns, shape: next, statements, told: [...told, ...seen], times };
    }
    const change = await changedShape(landing, shape, wishes);
    shape = change.shape;
    statements.push(...change.statements);
    told.push(...change.told);
  }
}

function withCaptured(
  shape: Shape,
  seen: ReadonlySet<string>,
): { readonly shape: Shape; readonly names: readonly string[] } {
  // Rows that were made ahead know nothing of what the batch before them has captured.
  const fresh = [...seen].filter((name) => !shape.captured.has(name));
  const names = fresh.slice(0, Math.max(mostCaptured - shape.captured.size, 0));
  return { names, shape: { ...shape, captured: new Set([...shape.captured, ...names]) } };
}

/** The shape as the ledger keeps it. */
export const noteOf = ({ version, columns, captured }: Shape): SchemaNote => ({
  version,
  captured: [...captured],
  columns: columns.map(({ name, dataType, isEvolved, sideOf }) => ({
    name,
    dataType,
    isEvolved,
    sideOf,
  })),
});
