/** Python's `ast.literal_eval`: reads the text of a literal, and nothing else. */
import { Dict } from "./dict.ts";
import { PyError } from "./error.ts";
import { isFloat, isInt, makeFloat, makeInt } from "./float.ts";
import { negative } from "./operators.ts";
import { PySet } from "./set.ts";
import { Tuple } from "./tuple.ts";
import type { Value } from "./value.ts";

interface Reader {
  readonly text: string;
  position: number;
}

class NotALiteral extends Error {}

/** The value of a Python literal; undefined when the text is not one. */
export function literalEval(text: string): Value | undefined {
  const reader: Reader = { text: text.replace(/^[ \t]+/, ""), position: 0 };
  try {
    const value = readTuple(reader);
    skipSpace(reader);
    return reader.position === reader.text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotALiteral || error instanceof PyError) return undefined;
    throw error;
  }
}

function skipSpace(reader: Reader): void {
  const space = /(?:[ \t\f\r\n]|#[^\n]*)*/y;
  space.lastIndex = reader.position;
  reader.position += space.exec(reader.text)?.[0].length ?? 0;
}

function take(reader: Reader, sign: string): boolean {
  skipSpace(reader);
  if (!reader.text.startsWith(sign, reader.position)) return false;
  reader.position += sign.length;
  return true;
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  skipSpace(reader);
  pattern.lastIndex = reader.position;
  const found = pattern.exec(reader.text)?.[0];
  if (found !== undefined) reader.position += found.length;
  return found;
}

function readTuple(reader: Reader): Value {
  const first = readValue(reader);
  if (!take(reader, ",")) return first;
  const items = [first];
  for (;;) {
    skipSpace(reader);
    if (reader.position >= reader.text.length) return new Tuple(items);
    items.push(readValue(reader));
    if (!take(reader, ",")) return new Tuple(items);
  }
}

function readValue(reader: Reader): Value {
  if (take(reader, "[")) return readItems(reader, "]").items;
  if (take(reader, "(")) {
    const { items, comma } = readItems(reader, ")");
    const [only] = items;
    return only !== undefined && items.length === 1 && !comma ? only : new Tuple(items);
  }
  if (take(reader, "{")) return readBraces(reader);
  if (take(reader, "-")) return signed(readValue(reader), true);
  if (take(reader, "+")) return signed(readValue(reader), false);
  return readString(reader) ?? readNumber(reader) ?? readName(reader);
}

function signed(value: Value, minus: boolean): Value {
  if (!isInt(value) && !isFloat(value)) throw new NotALiteral();
  return minus ? negative(value) : value;
}

function readItems(reader: Reader, end: string): { items: Value[]; comma: boolean } {
  const items: Value[] = [];
  let comma = false;
  while (!take(reader, end)) {
    if (items.length > 0 && !comma) throw new NotALiteral();
    items.push(readValue(reader));
    comma = take(reader, ",");
  }
  return { items, comma };
}

function readBraces(reader: Reader): Value {
  if (take(reader, "}")) return new Dict();
  const first = readValue(reader);
  if (!take(reader, ":")) {
    const comma = take(reader, ",");
    if (!comma && !take(reader, "}")) throw new NotALiteral();
    return new PySet([first, ...(comma ? readItems(reader, "}").items : [])]);
  }
  const dict = new Dict();
  dict.set(first, readValue(reader));
  while (!take(reader, "}")) {
    if (!take(reader, ",")) throw new NotALiteral();
    if (take(reader, "}")) break;
    const key = readValue(reader);
    if (!take(reader, ":")) throw new NotALiteral();
    dict.set(key, readValue(reader));
  }
  return dict;
}

const stringLiteral =
  /[uUrR]?(?:'''(?:[^\\]|\\[\s\S])*?'''|"""(?:[^\\]|\\[\s\S])*?"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")/y;

function readString(reader: Reader): string | undefined {
  let text: string | undefined;
  for (;;) {
    const literal = match(reader, stringLiteral);
    if (literal === undefined) return text;
    const raw = /^[rR]/.test(literal);
    const body = literal.replace(/^[uUrR]/, "");
    const quotes = /^("""|''')/.test(body) ? 3 : 1;
    const inside = body.slice(quotes, -quotes);
    text = (text ?? "") + (raw ? inside : unescapeLiteral(inside));
  }
}

const escapes: Readonly<Record<string, string>> = {
  "\n": "",
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function unescapeLiteral(text: string): string {
  return text.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g,
    (whole, x?: string, u?: string, wide?: string, octal?: string, char?: string) => {
      const hex = x ?? u ?? wide;
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
      if (char === "\\" || char === "'" || char === '"') return char;
      if (char === "x" || char === "u" || char === "U" || char === "N") throw new NotALiteral();
      return escapes[char ?? ""] ?? whole;
    },
  );
}

function readNumber(reader: Reader): Value | undefined {
  const float = match(
    reader,
    /(?:\d(?:_?\d)*\.(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*[eE][+-]?\d(?:_?\d)*/y,
  );
  if (float !== undefined) return endNumber(reader, makeFloat(Number(float.replaceAll("_", ""))));
  const digits = match(
    reader,
    /0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|[1-9](?:_?\d)*|0(?:_?0)*/y,
  );
  if (digits === undefined) return undefined;
  return endNumber(reader, makeInt(BigInt(digits.replaceAll("_", ""))));
}

function endNumber(reader: Reader, value: Value): Value {
  if (/[\w.]/.test(reader.text.charAt(reader.position))) throw new NotALiteral();
  return value;
}

function readName(reader: Reader): Value {
  switch (match(reader, /\w+/y)) {
    case "True":
      return true;
    case "False":
      return false;
    case "None":
      return null;
    default:
      throw new NotALiteral();
  }
}
