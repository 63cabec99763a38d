/** "Did you mean…": which known names a mistyped one is near to. */

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
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance <= furthest) near.set(name, distance);
  }
  return [...near]
    .sort(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([name]) => name);
}

/** Insertions, deletions, replacements and swaps of neighbours that lead from one text to the other. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      }
      current.push(cost);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? 0;
}
