/** Reads the small CSV texts of unit tests, as Python's `csv.DictReader` does. Seeds are read elsewhere. */
import type { DataObject } from "../../core/data.ts";

/** The rows as objects whose keys are the first line's cells. Empty lines do not count. */
export function parseCsv(text: string): readonly DataObject[] {
  const [header = [], ...lines] = csvLines(text);
  return lines.map((cells) =>
    Object.fromEntries(header.map((name, index) => [name, cells[index] ?? null])),
  );
}

const cell = /("(?:[^"]|"")*"|[^",\r\n][^,\r\n]*|)(,|\r?\n|$)/y;

function csvLines(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
  cell.lastIndex = 0;
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (match === null) break;
    line.push(unquote(match[1] as string));
    if (match[2] === ",") continue;
    if (line.length > 1 || line[0] !== "") lines.push(line);
    line = [];
  }
  if (line.length > 0) lines.push(text.endsWith(",") ? [...line, ""] : line);
  return lines;
}

const unquote = (text: string): string =>
  text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
