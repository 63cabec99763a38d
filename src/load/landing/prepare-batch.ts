/** What of a batch is done before its transaction: its rows, and the shape of the table that takes them. */
import type { SchemaNote } from "../ledger/schemas.ts";
import type { RecordBlock } from "../record-source.ts";
import type { ValueDecoder } from "../value-decoder.ts";
import { type BatchColumns, batchColumns } from "./batch-columns.ts";
import { type EventTimes, eventTimesOf } from "./event-time.ts";
import { Wishes } from "./evolve.ts";
import type { Landing } from "./landing-table.ts";
import { changedShape } from "./schema-changes.ts";
import type { Shape } from "./shape.ts";

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

/** A column that was made for one value may not take the next; after so many attempts the rest goes to `_extra`. */
const mostAttempts = 5;

/** Fields without a column whose names are remembered. */
const mostCaptured = 1000;

/**
 * @param now milliseconds since 1970
 * @throws Problem
 */
export async function prepareBatch(
  landing: Landing,
  blocks: readonly RecordBlock[],
  decoder: ValueDecoder,
  now: number,
): Promise<PreparedBatch> {
  const { stream } = landing;
  let { shape } = landing;
  const statements: string[] = [];
  const told: string[] = [];
  const evolves = [stream, ...shape.columns].some(({ contract }) => contract === "evolve");
  for (let attempt = 1; ; attempt++) {
    const wishes = evolves && attempt <= mostAttempts ? new Wishes(shape) : undefined;
    const columns = batchColumns({ stream, shape, wishes }, blocks, decoder);
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
  const names = [...seen].slice(0, Math.max(mostCaptured - shape.captured.size, 0));
  return { names, shape: { ...shape, captured: new Set([...shape.captured, ...names]) } };
}

/** The shape as the ledger keeps it. */
export const noteOf = ({ version, columns, captured }: Shape): SchemaNote => ({
  version,
  captured: [...captured],
  columns: columns.map(({ name, dataType, isEvolved, sideOf }) => ({
    ...{ name, dataType, isEvolved, sideOf },
  })),
});
