/**
 * Reads the simple YAML that most files are, several times faster than a whole parser: block mappings and lists, scalars,
 * flow collections, blocks of text, anchors and aliases. Of any other text, and of every one that is wrong, it
 * says nothing.
 */
import type { Data, DataObject } from "../../../core/data.ts";
import { compact } from "../compact.ts";
import { isDataObject } from "../data-object.ts";
import { readFlow } from "./simple-flow.ts";
import {
  beginText,
  dash,
  isNode,
  type Line,
  lineEnd,
  mergeKey,
  nextLine,
  nothing,
  skip,
  startsWith,
  take,
  takeKey,
} from "./simple-line.ts";
import { readBlockText } from "./simple-text.ts";

/** Tabs, other line ends and control characters: a whole parser knows what they mean. */
const unreadable =
  /[^\n\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;

/** The text's value as PyYAML has it; undefined when it takes a whole parser to tell. */
export function readSimple(text: string): Data | undefined {
  if (unreadable.test(text)) return undefined;
  const line = beginText(text);
  const value = readNode(line);
  return line.column < 0 ? value : undefined;
}

const readNode = (line: Line): Data | undefined =>
  startsWith(dash, line) ? readList(line) : readMapping(line);

/** All items whose dashes stand in the column of the first one. */
function readList(line: Line): Data | undefined {
  const { column } = line;
  const items: Data[] = [];
  while (line.column === column) {
    const start = line.at;
    if (!skip(dash, line)) break;
    const item = readItem(line, column + line.at - start);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return line.column > column ? undefined : compact(items);
}

/** What stands behind a dash: a list or a mapping, whose column begins there, or a value. */
function readItem(line: Line, column: number): Data | undefined {
  if (!isNode(line)) return readValue(line, false);
  line.column = column;
  return readNode(line);
}

/** A mapping, with what an alias in its first line adds to it. */
function readMapping(line: Line): Data | undefined {
  const { column } = line;
  const merged = skip(mergeKey, line) ? readValue(line, true) : nothingMerged;
  if (!isDataObject(merged)) return undefined;
  const entries: Record<string, Data> = {};
  while (line.column === column && !startsWith(dash, line)) {
    const name = takeKey(line, entries);
    const value = name === undefined ? undefined : readBehind(line, true);
    if (name === undefined || value === undefined) return undefined;
    entries[name] = value;
  }
  if (line.column > column) return undefined;
  return merged === nothingMerged ? entries : { ...merged, ...entries };
}

const nothingMerged: DataObject = {};

/**
 * What belongs to a key, or to an anchor: a value on its line, or what stands below.
 * @param isKeys a list may stand in the column of its key, but not in that of another list's item
 */
function readBehind(line: Line, isKeys: boolean): Data | undefined {
  if (!skip(nothing, line)) return readValue(line, isKeys);
  const { column } = line;
  nextLine(line);
  if (line.column > column) {
    if (isNode(line)) return readNode(line);
    line.column = column;
    return readValue(line, isKeys);
  }
  return isKeys && line.column === column && startsWith(dash, line) ? readList(line) : null;
}

const anchor = /&[\w-]+(?= |\n)/y;
const alias = /\*[\w-]+(?= *\n| +#)/y;
const spaces = / */y;

/** What stands on the rest of a line, or begins there and goes on below. Steps to the next line. */
function readValue(line: Line, isKeys: boolean): Data | undefined {
  const sign = line.text.charAt(line.at);
  if (sign === "&") return readAnchored(line, isKeys);
  const value = sign === "*" ? readAlias(line) : readScalar(sign, line);
  if (value !== undefined) nextLine(line);
  return value;
}

const readScalar = (sign: string, line: Line): Data | undefined =>
  sign === "|" || sign === ">" ? readBlockText(line) : readFlow(line);

/** A value with a name, which stands for nothing before the value has ended, and may not come twice. */
function readAnchored(line: Line, isKeys: boolean): Data | undefined {
  const name = take(anchor, line)?.slice(1);
  skip(spaces, line);
  if (name === undefined || line.anchors.has(name) || line.text.charAt(line.at) === "&")
    return undefined;
  line.anchors.set(name, undefined);
  const value = readBehind(line, isKeys);
  if (value !== undefined) line.anchors.set(name, value);
  return value;
}

function readAlias(line: Line): Data | undefined {
  const name = take(alias, line)?.slice(1);
  return name !== undefined && skip(lineEnd, line) ? line.anchors.get(name) : undefined;
}
