/** Where records begin and end in the bytes of a file. Knows lines, not what they mean. */

/** One record in some bytes: `[start, end)` is its value, without what ends the line. */
export interface Frame {
  readonly start: number;
  readonly end: number;
  /** Where the next record begins. */
  readonly next: number;
}

export interface Framing {
  /** The record that begins at `start`, or undefined where its end is not among the bytes. */
  frame(bytes: Buffer, start: number): Frame | undefined;
  /** True when bytes that no line feed ends are a whole record, whatever may be written behind them. */
  isWhole(bytes: Buffer): boolean;
  /** True when such bytes are taken for a record once the file has been left alone for a while. */
  readonly takesUnended: boolean;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/** Newline-delimited JSON: one value a line (jsonlines.org). */
export const jsonLines: Framing = {
  frame: lineFrame,
  isWhole: isObject,
  // What looks like half an object is one, however long nobody writes.
  takesUnended: false,
};

export function lineFrame(bytes: Buffer, start: number): Frame | undefined {
  const feed = bytes.indexOf(lineFeed, start);
  if (feed < 0) return undefined;
  return { start, end: trimmedEnd(bytes, start, feed), next: feed + 1 };
}

/** The end without the characters that end a line. */
export function trimmedEnd(bytes: Buffer, start: number, end: number): number {
  let trimmed = end;
  while (
    trimmed > start &&
    (bytes[trimmed - 1] === carriageReturn || bytes[trimmed - 1] === lineFeed)
  ) {
    trimmed--;
  }
  return trimmed;
}

/** An object that is closed cannot go on; a number could, and text that does not parse is not finished. */
function isObject(bytes: Buffer): boolean {
  const text = bytes.toString("utf8").trim();
  if (!text.startsWith("{") || !text.endsWith("}")) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Where the text begins: behind the byte order mark that some programs write. */
export const textStart = (bytes: Buffer, offset: number): number =>
  offset === 0 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
