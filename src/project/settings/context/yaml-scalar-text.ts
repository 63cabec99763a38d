/** How PyYAML writes a text: in which style, and where it breaks a line that gets longer than 80 columns. */
import { plainScalar } from "../yaml/scalars.ts";

const width = 80;

/** Where a text is to be written. */
export interface Spot {
  /** The column at which it starts. */
  readonly column: number;
  /** The indent of the lines that follow its first one. */
  readonly indent: number;
  /** Keys stay on one line. */
  readonly isKey: boolean;
}

export function scalarText(text: string, spot: Spot): string {
  if (needsEscapes(text)) return doubleQuoted(text, spot);
  if (isPlain(text)) return broken(text, spot, false);
  if (spot.isKey && text.includes("\n")) return doubleQuoted(text, spot);
  return `'${broken(text, spot, true)}'`;
}

/** Anything but printable ASCII, and spaces beside line breaks, which single quotes would lose. */
const needsEscapes = (text: string): boolean => /[^\n\x20-\x7e]| \n|\n /.test(text);

function isPlain(text: string): boolean {
  if (text === "" || text.includes("\n") || /^ | $/.test(text)) return false;
  if (/^(?:[-?:](?: |$)|[,[\]{}#&*!|>'"%@`]|---|\.\.\.)/.test(text)) return false;
  if (/: |:$| #/.test(text)) return false;
  try {
    return plainScalar(text) === text;
  } catch {
    return false;
  }
}

/** The text with line breaks put in at single spaces, quotes doubled if there are any, and its own breaks doubled. */
function broken(text: string, { column: start, indent, isKey }: Spot, isQuoted: boolean): string {
  const pad = `\n${" ".repeat(indent)}`;
  let column = start + (isQuoted ? 1 : 0);
  let result = "";
  const pieces = text.match(/ +|\n+|[^ \n]+/g) ?? [];
  for (const [index, piece] of pieces.entries()) {
    const isEdge = index === 0 || index === pieces.length - 1;
    if (piece.startsWith("\n")) {
      result += piece + pad;
      column = indent;
    } else if (piece === " " && column > width && !isKey && !isEdge) {
      result += pad;
      column = indent;
    } else {
      const written = isQuoted ? piece.replaceAll("'", "''") : piece;
      result += written;
      column += written.length;
    }
  }
  return result;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\x85": "\\N",
  "\xa0": "\\_",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function escaped(character: string): string {
  const known = escapes[character];
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code >= 0x20 && code <= 0x7e) return character;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, "0")}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, "0")}` : `\\U${digits.padStart(8, "0")}`;
}

/** Breaks before a space, or after an escape, with a backslash at the end of the line. */
function doubleQuoted(text: string, { column: start, indent, isKey }: Spot): string {
  const characters = [...text];
  const pad = `\n${" ".repeat(indent)}`;
  let column = start + 1;
  let result = "";
  for (const [index, character] of characters.entries()) {
    const isInside = index > 0 && index < characters.length - 1;
    const mayBreak = character === " " || escaped(characters[index - 1] ?? " ").length > 1;
    if (isInside && mayBreak && column > width && !isKey) {
      result += `\\${pad}${character === " " ? "\\" : ""}`;
      column = indent + (character === " " ? 1 : 0);
    }
    const written = escaped(character);
    result += written;
    column += written.length;
  }
  return `"${result}"`;
}
