/**
 * Shows how the rows that a query gave differ from those that a unit test expects, as a small table: `→` before a row
 * whose cells changed (`expected→actual`), `+++` before one too many, `---` before one that is missing.
 */
import { compare, str, type Value } from "../../jinja/index.ts";

type Row = readonly string[];

interface DiffRow {
  readonly mark: "" | "→" | "+++" | "---";
  readonly cells: Row;
}

/**
 * Compares rows as bags: their order counts for nothing.
 * @returns undefined when they are the same
 */
export function diffRows(
  columns: readonly string[],
  expected: readonly (readonly Value[])[],
  actual: readonly (readonly Value[])[],
): string | undefined {
  const rows = alignRows(sortedTexts(expected), sortedTexts(actual));
  if (rows.every(({ mark }) => mark === "")) return undefined;
  return printed([["@@", ...columns], ...withContext(rows)]);
}

const cellText = (value: Value): string => (value === null ? "NULL" : str(value));

/** Sorted by the values, nulls last. */
function sortedTexts(rows: readonly (readonly Value[])[]): Row[] {
  const byValues = (a: readonly Value[], b: readonly Value[]): number => {
    for (const [index, left] of a.entries()) {
      const order = compareCells(left, b[index] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  };
  return [...rows].sort(byValues).map((row) => row.map(cellText));
}

function compareCells(left: Value, right: Value): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  try {
    return compare(left, right);
  } catch {
    return cellText(left) < cellText(right) ? -1 : Number(cellText(left) !== cellText(right));
  }
}

/** Equal rows first; then each row that is left is paired with the one that shares most cells with it. */
function alignRows(expected: readonly Row[], actual: readonly Row[]): DiffRow[] {
  const pairs = new Map<number, number>();
  const free = new Set(actual.keys());
  const pair = (wanted: number, given: number | undefined) => {
    if (given === undefined) return;
    pairs.set(wanted, given);
    free.delete(given);
  };
  const indexed = indexRows(actual);
  for (const [index, row] of expected.entries())
    pair(
      index,
      indexed.get(JSON.stringify(row))?.find((candidate) => free.has(candidate)),
    );
  for (const [index, row] of expected.entries())
    if (!pairs.has(index)) pair(index, mostAlike(row, actual, free));
  return merge(expected, actual, pairs);
}

function indexRows(rows: readonly Row[]): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [index, row] of rows.entries()) {
    const key = JSON.stringify(row);
    found.set(key, [...(found.get(key) ?? []), index]);
  }
  return found;
}

function mostAlike(
  row: Row,
  candidates: readonly Row[],
  free: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let most = 0;
  for (const index of free) {
    const candidate = candidates[index] ?? [];
    const shared = row.filter((cell, column) => cell === candidate[column]).length;
    if (shared > most) {
      best = index;
      most = shared;
    }
  }
  return best;
}

/** In the order of the actual rows; a missing row stands where it was expected. */
function merge(
  expected: readonly Row[],
  actual: readonly Row[],
  pairs: ReadonlyMap<number, number>,
): DiffRow[] {
  const partner = new Map([...pairs].map(([wanted, given]) => [given, wanted]));
  const rows: DiffRow[] = [];
  let next = 0;
  const missingUpTo = (end: number) => {
    for (; next < end; next += 1)
      if (!pairs.has(next)) rows.push({ mark: "---", cells: expected[next] ?? [] });
  };
  for (const [given, cells] of actual.entries()) {
    const wanted = partner.get(given);
    if (wanted === undefined) {
      rows.push({ mark: "+++", cells });
      continue;
    }
    missingUpTo(wanted);
    rows.push(changedRow(expected[wanted] ?? [], cells));
  }
  missingUpTo(expected.length);
  return rows;
}

function changedRow(expected: Row, actual: Row): DiffRow {
  if (actual.every((cell, column) => cell === expected[column])) return { mark: "", cells: actual };
  const cells = actual.map((cell, column) =>
    cell === expected[column] ? cell : `${expected[column]}→${cell}`,
  );
  return { mark: "→", cells };
}

/** Rows that are equal are shown only next to one that is not; the others become one line of dots. */
function withContext(rows: readonly DiffRow[]): Row[] {
  const shown: Row[] = [];
  let hidden = false;
  for (const [index, { mark, cells }] of rows.entries()) {
    const isNear = [index - 1, index, index + 1].some((near) => (rows[near]?.mark ?? "") !== "");
    if (isNear) shown.push([mark, ...cells]);
    else if (!hidden) shown.push(["...", ...cells.map(() => "...")]);
    hidden = !isNear;
  }
  return shown;
}

function printed(rows: readonly Row[]): string {
  const widths = rows.reduce<number[]>(
    (widest, row) => row.map((cell, index) => Math.max(widest[index] ?? 0, cell.length)),
    [],
  );
  const line = (row: Row) =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(widths[index] ?? 0)))
      .join(",");
  return rows.map(line).join("\n");
}
