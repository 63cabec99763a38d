/** Python's `textwrap.wrap`, as the filter wordwrap uses it: tabs and white space stay as they are. */
import { valueError } from "../values/error.ts";

export interface WrapOptions {
  readonly width: number;
  readonly breakLong: boolean;
  readonly breakHyphens: boolean;
}

/** What a text falls into: white space, words, parts of words up to a hyphen between letters, dashes between words. */
function chunkPattern(breakHyphens: boolean): RegExp {
  // As it takes long to make, it stands here and not above.
  return breakHyphens
    ? /[\t\n\v\f\r ]+|(?<=[\p{L}\p{N}_!"'&.,?])-{2,}(?=[\p{L}\p{N}_])|[^\t\n\v\f\r ]+?(?:-(?:(?<=\p{L}{2}-)|(?<=\p{L}-[\p{L}\p{N}_!"'&.,?]-))(?=\p{L}-?\p{L})|(?=[\t\n\v\f\r ]|$)|(?<=[\p{L}\p{N}_!"'&.,?])(?=-{2,}[\p{L}\p{N}_]))/gu
    : /[\t\n\v\f\r ]+|[^\t\n\v\f\r ]+/g;
}

/**
 * The lines of one paragraph.
 * @throws PyError ValueError when no line could hold anything
 */
export function wrapText(text: string, options: WrapOptions): string[] {
  if (options.width <= 0) throw valueError(`invalid width ${options.width} (must be > 0)`);
  const chunks = (text.match(chunkPattern(options.breakHyphens)) ?? []).reverse();
  const lines: string[] = [];
  while (chunks.length > 0) {
    const line = takeLine(chunks, options, lines.length > 0);
    if (line !== "") lines.push(line);
  }
  return lines;
}

const isSpaceOnly = (chunk: string | undefined): boolean =>
  chunk !== undefined && chunk.trim() === "";

function takeLine(chunks: string[], options: WrapOptions, dropLeading: boolean): string {
  if (dropLeading && isSpaceOnly(chunks.at(-1))) chunks.pop();
  const line: string[] = [];
  let length = 0;
  for (let chunk = chunks.at(-1); chunk !== undefined; chunk = chunks.at(-1)) {
    if (length + chunk.length > options.width) break;
    chunks.pop();
    line.push(chunk);
    length += chunk.length;
  }
  const next = chunks.at(-1);
  if (next !== undefined && next.length > options.width) breakWord(chunks, line, length, options);
  if (isSpaceOnly(line.at(-1))) line.pop();
  return line.join("");
}

// A word longer than a line is cut, or stands on a line of its own.
function breakWord(chunks: string[], line: string[], length: number, options: WrapOptions): void {
  const word = chunks.pop() ?? "";
  const room = Math.max(options.width - length, 0);
  if (options.breakLong) {
    const end = hyphenCut(word, room, options);
    line.push(word.slice(0, end));
    chunks.push(word.slice(end));
  } else if (line.length === 0) {
    line.push(word);
  } else {
    chunks.push(word);
  }
}

function hyphenCut(word: string, room: number, { breakHyphens }: WrapOptions): number {
  if (!breakHyphens || word.length <= room) return room;
  const hyphen = word.lastIndexOf("-", room - 1);
  return hyphen > 0 && /[^-]/.test(word.slice(0, hyphen)) ? hyphen + 1 : room;
}
