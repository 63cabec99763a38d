/** Finds where parts of simple YAML stand, by the columns of their lines, without making a tree of it. */
import {
  beginText,
  closing,
  columnOf,
  dash,
  isNode,
  type Line,
  nextLine,
  nothing,
  restOfLine,
  skip,
  startsWith,
  takeKey,
} from "./simple-line.ts";

/**
 * Where the key or the list's item at that path begins, or the nearest thing above it that exists.
 * @param text one that `readSimple` reads
 * @returns an offset in the text; undefined when it takes a tree to tell: inside brackets and where aliases are
 */
export function locateSimple(text: string, path: readonly (string | number)[]): number | undefined {
  const line = beginText(text);
  let offset = line.at;
  for (const [depth, step] of path.entries()) {
    const found = startsWith(dash, line) ? toItem(line, step) : toKey(line, String(step));
    if (found === "elsewhere") return undefined;
    if (found === "absent") return offset;
    offset = found;
    const inside = depth + 1 < path.length ? enter(line) : "absent";
    if (inside === "elsewhere") return undefined;
    if (inside === "absent") return offset;
  }
  return offset;
}

/** `elsewhere`: only a tree can tell. */
type Unfound = "absent" | "elsewhere";

/** Steps behind the dash of an item. */
function toItem(line: Line, index: string | number): number | Unfound {
  const { column } = line;
  for (let count = 0; line.column === column && startsWith(dash, line); count++) {
    if (count === index) {
      skip(dash, line);
      return line.text.charAt(line.at) === "&" ? "elsewhere" : line.at;
    }
    toNext(line, column);
  }
  return "absent";
}

/** Steps behind a key of a mapping and its colon. */
function toKey(line: Line, name: string): number | Unfound {
  const { column } = line;
  while (line.column === column && !startsWith(dash, line)) {
    const { at } = line;
    const key = takeKey(line, noEntries);
    if (key === undefined) return "elsewhere";
    if (key === name) return at;
    toNext(line, column);
    // A list may stand in the column of its key.
    while (line.column === column && startsWith(dash, line)) toNext(line, column);
  }
  return "absent";
}

const noEntries = {};

/** Steps to the next line that does not belong to what stands in that column. */
function toNext(line: Line, column: number): void {
  do {
    skip(restOfLine, line);
    nextLine(line);
  } while (line.column > column || (line.column === column && startsWith(closing, line)));
}

/** Steps into what belongs to a key, or stands behind a dash. */
function enter(line: Line): "inside" | Unfound {
  const { column } = line;
  if (skip(nothing, line)) {
    nextLine(line);
    if (line.column === column && startsWith(dash, line)) return "inside";
    if (line.column <= column) return "absent";
    if (isNode(line)) return "inside";
  } else if (isNode(line)) {
    line.column = columnOf(line);
    return "inside";
  }
  return startsWith(noScalar, line) ? "elsewhere" : "absent";
}

const noScalar = /[[{&*]/y;
