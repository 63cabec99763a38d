/** A table in a database that Debezium follows: what happens to it, what is told of it, and the history it then has. */

interface Row {
  readonly name: string;
  readonly note: string;
}

/** A change of the source, in the order of its log. */
export interface Change {
  readonly op: "c" | "u" | "d" | "r" | "t";
  readonly id: number;
  readonly row: Row | undefined;
  /** The note did not change and was not logged. */
  readonly isShort: boolean;
  readonly at: number;
  readonly position: number;
}

export const start = Date.UTC(2026, 10, 20);

/** What happens to a table with a few rows: every change at its time, several within one millisecond. */
export function changesOf(count: number, next: () => number): Change[] {
  const rows = new Map<number, Row>();
  let at = start;
  return Array.from({ length: count }, (_, index) => {
    at += Math.floor(next() * 3) * 1000;
    const id = Math.floor(next() * 6);
    const place = { id, at, position: index + 1 };
    if (next() < 0.02) {
      rows.clear();
      return { ...place, op: "t", row: undefined, isShort: false };
    }
    return changeOf(place, rows, next);
  });
}

function changeOf(
  place: Pick<Change, "id" | "at" | "position">,
  rows: Map<number, Row>,
  next: () => number,
): Change {
  const { id, position } = place;
  const before = rows.get(id);
  if (before !== undefined && next() < 0.25) {
    rows.delete(id);
    return { ...place, op: "d", row: undefined, isShort: false };
  }
  const isShort = before !== undefined && next() < 0.5;
  const row = { name: `name ${position}`, note: isShort ? before.note : `note ${position}` };
  rows.set(id, row);
  if (before !== undefined) return { ...place, op: "u", row, isShort };
  return { ...place, op: position < 5 ? "r" : "c", row, isShort };
}

export interface Message {
  readonly key: string | null;
  readonly value: string | null;
}

/** What Debezium sends of a change: a tombstone follows a delete. */
export function messagesOf({ op, id, row, isShort, at, position }: Change): Message[] {
  const key = JSON.stringify({ id });
  const source = { ts_ms: at, lsn: position, txId: 1 };
  const after = row && { id, ...row, ...(isShort && { note: "__debezium_unavailable_value" }) };
  const value = JSON.stringify({
    op,
    before: op === "d" ? { id } : null,
    after: after ?? null,
    source,
  });
  if (op === "t") return [{ key: null, value }];
  return op === "d"
    ? [
        { key, value },
        { key, value: null },
      ]
    : [{ key, value }];
}

/** The states that the changes make: of those at the same moment the last, none of no duration. */
export function historyOf(changes: readonly Change[]): unknown[][] {
  const open = new Map<number, { row: Row; from: number }>();
  const states: { id: number; row: Row; from: number; to: number | null }[] = [];
  const close = (id: number, to: number): void => {
    const state = open.get(id);
    if (state !== undefined && state.from < to) states.push({ id, ...state, to });
    open.delete(id);
  };
  for (const { op, id, row, at } of changes) {
    for (const ended of op === "t" ? [...open.keys()] : [id]) close(ended, at);
    if (row !== undefined) open.set(id, { row, from: at });
  }
  for (const [id, state] of open) states.push({ id, ...state, to: null });
  return states
    .map(({ id, row, from, to }) => [id, row.name, row.note, from, to, to === null])
    .sort((a, b) => Number(a[0]) - Number(b[0]) || Number(a[3]) - Number(b[3]));
}
