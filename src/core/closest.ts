/** "Did you mean…": which known names a mistyped one is near to. */

/** The known name that needs the fewest edits, or undefined when none is near enough to be meant. */
export const closestName = (typed: string, known: Iterable<string>): string | undefined =>
  closestNames(typed, known, 1)[0];

/**
 * The known names that need the fewest edits, nearest first; empty when none is near enough to be meant.
 *
 * @param limit how many to give at most
 */
export function closestNames(typed: string, known: Iterable<string>, limit = 2): string[] {
  const wanted = typed.toLowerCase();
  const furthest = Math.max(1, Math.floor(wanted.length / 3));
  const near = new Map<string, number>();
  for (const name of known) {
    if (near.has(name) || Math.abs(name.length - wanted.length) > furthest) continue;
    const distance = editDistance(wanted, name.toLowerCase(), furthest);
    if (distance <= furthest) near.set(name, distance);
  }
  return [...near]
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([name]) => name);
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other; infinity when they are
 * more than `furthest`.
 */
function editDistance(a: string, b: string, furthest: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      current[column] = Math.min(
        at(last, column) + 1,
        at(current, column - 1) + 1,
        at(last, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    if (Math.min(...current) > furthest) return Number.POSITIVE_INFINITY;
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

const at = (distances: readonly number[], column: number): number => distances[column] ?? 0;
