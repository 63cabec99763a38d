/** Turns a Python regular expression into a JavaScript one. Lengths and positions count UTF-16 units. */
import { PyError } from "../../../jinja/index.ts";

export const flagValues = {
  A: 256,
  ASCII: 256,
  I: 2,
  IGNORECASE: 2,
  L: 4,
  LOCALE: 4,
  M: 8,
  MULTILINE: 8,
  S: 16,
  DOTALL: 16,
  U: 32,
  UNICODE: 32,
  X: 64,
  VERBOSE: 64,
  NOFLAG: 0,
} as const;

const inlineFlags: Readonly<Record<string, number>> = {
  a: 256,
  i: 2,
  L: 4,
  m: 8,
  s: 16,
  u: 32,
  x: 64,
};

export interface Translated {
  readonly source: string;
  /** For `new RegExp`, without `g` and `y`. */
  readonly flags: string;
  /** Python's flags, those of the pattern itself included. */
  readonly pythonFlags: number;
}

const word = String.raw`[\p{L}\p{N}_]`;
const boundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
const noBoundary = `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;

const classes: Readonly<Record<string, string>> = {
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  w: String.raw`\p{L}\p{N}_`,
  // JavaScript's own lacks U+0085 and has U+FEFF.
  s: String.raw`\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000`,
};

/** What one token of the pattern becomes; `length` is how much of it was read. */
interface Piece {
  readonly text: string;
  readonly length: number;
}

/** @throws PyError `re.error` for a pattern that is broken, or uses what JavaScript cannot do */
export function translate(pattern: string, flags: number): Translated {
  const inline = /^(?:\(\?[aiLmsux]+\))*/.exec(pattern);
  const pythonFlags = [...(inline?.[0] ?? "")].reduce(
    (sum, letter) => sum | (inlineFlags[letter] ?? 0),
    flags,
  );
  let rest = pattern.slice(inline?.[0].length ?? 0);
  let source = "";
  while (rest !== "") {
    const { text, length } = piece(rest, pythonFlags);
    source += text;
    rest = rest.slice(length);
  }
  // JavaScript's `m` and `s` know more line ends than Python, which knows `\n` alone.
  const jsFlags = `u${pythonFlags & 2 ? "i" : ""}`;
  return { source, flags: jsFlags, pythonFlags: pythonFlags | (pythonFlags & 256 ? 0 : 32) };
}

function piece(rest: string, flags: number): Piece {
  const first = rest[0] ?? "";
  if (first === "\\") return escaped(rest, flags, false);
  if (first === "[") return characterClass(rest, flags);
  if (first === "(") return group(rest);
  if (first === "{") return brace(rest);
  if (flags & 64 && /[\s#]/.test(first)) return blank(rest);
  if (first === ".") return { text: flags & 16 ? "[\\s\\S]" : "[^\\n]", length: 1 };
  const anchor = (flags & 8 ? lineAnchors : anchors)[first] ?? literals[first];
  if (anchor !== undefined) return { text: anchor, length: 1 };
  const character = String.fromCodePoint(rest.codePointAt(0) ?? 0);
  return { text: character, length: character.length };
}

/** Without MULTILINE: the very start, and the end or what stands before a last line break. */
const anchors: Readonly<Record<string, string>> = {
  "^": "(?<![\\s\\S])",
  $: "(?=\\n?(?![\\s\\S]))",
};

/** With MULTILINE: the start and the end of each line. */
const lineAnchors: Readonly<Record<string, string>> = { "^": "(?<![^\\n])", $: "(?![^\\n])" };

const literals: Readonly<Record<string, string>> = { "}": "\\}", "]": "\\]", "/": "\\/" };

/** VERBOSE: white space and comments mean nothing. */
const blank = (rest: string): Piece => ({
  text: "",
  length: rest.startsWith("#") ? (/^[^\n]*/.exec(rest)?.[0].length ?? 1) : 1,
});

/** `{2,3}` is a quantifier, `{,3}` is one in Python only, any other brace is itself. */
function brace(rest: string): Piece {
  const [whole = "{", low = "", comma = "", high = ""] = /^\{(\d*)(,?)(\d*)\}/.exec(rest) ?? [];
  if (whole === "{" || (low === "" && high === "")) return { text: "\\{", length: 1 };
  return { text: `{${low || "0"}${comma}${high}}`, length: whole.length };
}

function group(rest: string): Piece {
  const named = /^\(\?P<(\w+)>/.exec(rest);
  if (named) return { text: `(?<${named[1]}>`, length: named[0].length };
  const back = /^\(\?P=(\w+)\)/.exec(rest);
  if (back) return { text: `\\k<${back[1]}>`, length: back[0].length };
  const comment = /^\(\?#[^)]*\)/.exec(rest);
  if (comment) return { text: "", length: comment[0].length };
  const plain = /^\((?:\?(?::|=|!|<=|<!))?/.exec(rest)?.[0] ?? "(";
  if (plain !== "(" || rest[1] !== "?") return { text: plain, length: plain.length };
  throw new PyError("re.error", `"${rest.slice(0, 4)}" is not supported in a regular expression`);
}

function escaped(rest: string, flags: number, inClass: boolean): Piece {
  const letter = rest[1];
  if (letter === undefined) throw new PyError("re.error", "bad escape (end of pattern)");
  const coded = /^\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(rest);
  if (coded) {
    const digits = coded[1] ?? coded[2] ?? coded[3] ?? "0";
    return { text: `\\u{${digits.replace(/^0+(?=.)/, "")}}`, length: coded[0].length };
  }
  const octal = /^\\(0[0-7]{0,2}|[1-3][0-7]{2})/.exec(rest);
  if (octal) {
    const code = Number.parseInt(octal[1] ?? "0", 8).toString(16);
    return { text: `\\u{${code}}`, length: octal[0].length };
  }
  const reference = inClass ? null : /^\\([1-9]\d?)/.exec(rest);
  if (reference) return { text: `(?:${reference[0]})`, length: reference[0].length };
  return { text: letterEscape(letter, flags, inClass), length: 2 };
}

function letterEscape(letter: string, flags: number, inClass: boolean): string {
  const isAscii = (flags & 256) !== 0;
  if ("dDwWsS".includes(letter)) return classEscape(letter, isAscii, inClass);
  const known = (inClass ? escapesInClass : isAscii ? asciiEscapes : escapes)[letter];
  if (known !== undefined) return known;
  if ("nrtfv".includes(letter)) return `\\${letter}`;
  if (/[a-zA-Z]/.test(letter)) throw new PyError("re.error", `bad escape \\${letter}`);
  return /[\^$\\.*+?()[\]{}|/-]/.test(letter) ? literal(letter, inClass) : letter;
}

const escapes: Readonly<Record<string, string>> = {
  a: "\\x07",
  b: boundary,
  B: noBoundary,
  A: "(?<![\\s\\S])",
  Z: "(?![\\s\\S])",
};
const asciiEscapes: Readonly<Record<string, string>> = { ...escapes, b: "\\b", B: "\\B" };
const escapesInClass: Readonly<Record<string, string>> = { a: "\\x07", b: "\\x08" };

const literal = (letter: string, inClass: boolean): string =>
  letter === "-" && !inClass ? "-" : `\\${letter}`;

function classEscape(letter: string, isAscii: boolean, inClass: boolean): string {
  if (isAscii) return `\\${letter}`;
  const members = classes[letter];
  if (members !== undefined)
    return inClass || letter === "D" || letter === "d" ? members : `[${members}]`;
  if (letter === "W") return inClass ? "\\W" : String.raw`[^\p{L}\p{N}_]`;
  return inClass ? "\\S\\ufeff" : `[^${classes.s}]`;
}

function characterClass(rest: string, flags: number): Piece {
  let text = "[";
  let at = 1;
  if (rest[at] === "^") {
    text += "^";
    at += 1;
  }
  const start = at;
  while (rest[at] !== "]" || at === start) {
    const character = rest[at];
    if (character === undefined) throw new PyError("re.error", "unterminated character set");
    if (character === "\\") {
      const member = escaped(rest.slice(at), flags, true);
      text += member.text;
      at += member.length;
    } else {
      text += "[]".includes(character) ? `\\${character}` : character;
      at += 1;
    }
  }
  return { text: `${text}]`, length: at + 1 };
}

/** `re.escape`: puts a backslash before everything that is special. */
export const escapePattern = (text: string): string =>
  text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, (character) => `\\${character}`);
