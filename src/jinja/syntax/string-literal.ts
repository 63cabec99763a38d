/** The value of a string literal: Python's `unicode-escape`, as Jinja2 applies it. */

export class EscapeError extends Error {}

const simpleEscapes: ReadonlyMap<string, string> = new Map([
  ["\n", ""],
  ["\\", "\\"],
  ["'", "'"],
  ['"', '"'],
  ["a", "\x07"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ["v", "\v"],
]);

/**
 * The value of what stands between the quotes.
 * @throws EscapeError with Python's message when an escape is cut short
 */
export function unescapeString(raw: string): string {
  if (!raw.includes("\\")) return raw;
  let out = "";
  let index = 0;
  while (index < raw.length) {
    const backslash = raw.indexOf("\\", index);
    if (backslash < 0) return out + raw.slice(index);
    out += raw.slice(index, backslash);
    const { text, end } = readEscape(raw, backslash + 1);
    out += text;
    index = end;
  }
  return out;
}

interface Escape {
  readonly text: string;
  readonly end: number;
}

function readEscape(raw: string, start: number): Escape {
  const char = String.fromCodePoint(raw.codePointAt(start) ?? 0);
  const simple = simpleEscapes.get(char);
  if (simple !== undefined) return { text: simple, end: start + 1 };
  switch (char) {
    case "x":
      return hexEscape(raw, start, 2, "truncated \\xXX escape");
    case "u":
      return hexEscape(raw, start, 4, "truncated \\uXXXX escape");
    case "U":
      return hexEscape(raw, start, 8, "truncated \\UXXXXXXXX escape");
    case "N":
      throw new EscapeError(
        /^N\{[^}]+\}/.test(raw.slice(start))
          ? "unknown Unicode character name"
          : "malformed \\N character escape",
      );
    default:
      return octalEscape(raw, start) ?? { text: keptBackslash(char), end: start + char.length };
  }
}

function hexEscape(raw: string, start: number, digits: number, message: string): Escape {
  const hex = raw.slice(start + 1, start + 1 + digits);
  if (!/^[0-9a-fA-F]*$/.test(hex) || hex.length < digits) throw new EscapeError(message);
  const code = Number.parseInt(hex, 16);
  if (code > 0x10ffff) throw new EscapeError("illegal Unicode character");
  return { text: String.fromCodePoint(code), end: start + 1 + digits };
}

function octalEscape(raw: string, start: number): Escape | undefined {
  const digits = /^[0-7]{1,3}/.exec(raw.slice(start, start + 3))?.[0];
  if (digits === undefined) return undefined;
  return { text: String.fromCharCode(Number.parseInt(digits, 8)), end: start + digits.length };
}

// Jinja2 spells characters outside ASCII as escapes before it decodes, so a backslash in front takes the escape's own.
function keptBackslash(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  if (code < 0x80) return `\\${char}`;
  const hex = code.toString(16);
  if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
}
