/** Reads the tokens inside a tag: names, literals and operators. */
import { makeFloat, makeInt } from "../values/float.ts";
import type { Value } from "../values/value.ts";
import { isSpace } from "../values/whitespace.ts";
import type { LexerState } from "./lexer.ts";
import { failLexing } from "./lexer-error.ts";
import { EscapeError, unescapeString } from "./string-literal.ts";
import { operators, type Token, type TokenType } from "./tokens.ts";

const floatLiteral =
  /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iy;
const integerLiteral = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iy;

interface Operator {
  readonly text: string;
  readonly type: TokenType;
}

// By the code of the first character: the operator of that character alone, and those of two characters.
const singleOperators: (Operator | undefined)[] = [];
const doubleOperators: (
  | readonly { readonly second: number; readonly operator: Operator }[]
  | undefined
)[] = [];
for (const [text, type] of Object.entries(operators)) {
  const first = text.charCodeAt(0);
  const operator = { text, type };
  if (text.length === 1) singleOperators[first] = operator;
  else {
    const known = doubleOperators[first] ?? [];
    doubleOperators[first] = [...known, { second: text.charCodeAt(1), operator }];
  }
}

function operatorAt(source: string, start: number): Operator | undefined {
  const first = source.charCodeAt(start);
  const doubles = doubleOperators[first];
  if (doubles !== undefined) {
    const second = source.charCodeAt(start + 1);
    for (const double of doubles) if (double.second === second) return double.operator;
  }
  return singleOperators[first];
}

/** The next token of the tag that the lexer is in; undefined at the end of the text. */
export function readTagToken(state: LexerState): Token | undefined {
  const { source } = state;
  let position = state.position;
  while (position < source.length && isSpace(source.charCodeAt(position))) position++;
  state.position = position;
  if (position >= source.length) return undefined;
  const code = source.charCodeAt(position);
  if (isWordStart(code)) return readName(state, position);
  if (isDigit(code)) return readNumber(state, position);
  if (code === 34 || code === 39) return readString(state, position, code);
  return code >= 128 ? readWideName(state, position) : readOperator(state, position);
}

function isWordStart(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 95;
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function readName(state: LexerState, start: number): Token {
  const { source } = state;
  let end = start + 1;
  let code = source.charCodeAt(end);
  while (isWordStart(code) || isDigit(code)) code = source.charCodeAt(++end);
  if (code >= 128) return readWideName(state, start);
  state.position = end;
  return { type: "name", text: source.slice(start, end), value: null, start };
}

/** Its patterns stand here because it takes long to make them and most names are ASCII. */
function readWideName(state: LexerState, start: number): Token {
  const wideName = /[\p{L}\p{N}\p{Mn}\p{Mc}\p{Pc}\u00b7\u0387\u212e\u2118]+/uy;
  const identifier = /^[\p{XID_Start}_][\p{XID_Continue}]*$/u;
  const text = matchAt(wideName, state.source, start);
  if (text === undefined) return readOperator(state, start);
  if (!identifier.test(text)) failLexing(state, start, "Invalid character in identifier");
  state.position = start + text.length;
  return { type: "name", text, value: null, start };
}

function matchAt(pattern: RegExp, source: string, start: number): string | undefined {
  pattern.lastIndex = start;
  return pattern.exec(source)?.[0];
}

function readNumber(state: LexerState, start: number): Token {
  const float = matchAt(floatLiteral, state.source, start);
  if (float !== undefined) {
    const value = makeFloat(Number(float.replaceAll("_", "")));
    return literal(state, "float", float, value, start);
  }
  const text = matchAt(integerLiteral, state.source, start) ?? "";
  return literal(state, "integer", text, integerValue(text.replaceAll("_", "")), start);
}

function integerValue(digits: string): Value {
  const value = Number(digits);
  return Number.isSafeInteger(value) ? value : makeInt(BigInt(digits));
}

function literal(
  state: LexerState,
  type: TokenType,
  text: string,
  value: Value,
  start: number,
): Token {
  state.position = start + text.length;
  return { type, text, value, start };
}

function readString(state: LexerState, start: number, quote: number): Token {
  const { source } = state;
  let end = start + 1;
  let code = source.charCodeAt(end);
  while (code !== quote) {
    end += code === 92 ? 2 : 1;
    if (end >= source.length) return failUnexpected(state, start);
    code = source.charCodeAt(end);
  }
  state.position = end + 1;
  const raw = state.normalise(source.slice(start + 1, end));
  return { type: "string", text: raw, value: stringValue(state, raw, start), start };
}

function stringValue(state: LexerState, raw: string, start: number): string {
  try {
    return unescapeString(raw);
  } catch (error) {
    if (error instanceof EscapeError) failLexing(state, start, error.message);
    throw error;
  }
}

function readOperator(state: LexerState, start: number): Token {
  const operator = operatorAt(state.source, start);
  if (operator === undefined) return failUnexpected(state, start);
  const { text, type } = operator;
  balance(state, type, text, start);
  state.position = start + text.length;
  return { type, text, value: null, start };
}

function balance(state: LexerState, type: TokenType, text: string, start: number): void {
  switch (type) {
    case "lparen":
      state.brackets.push(")");
      return;
    case "lbracket":
      state.brackets.push("]");
      return;
    case "lbrace":
      state.brackets.push("}");
      return;
    case "rparen":
    case "rbracket":
    case "rbrace":
      closeBracket(state, text, start);
      return;
    default:
      return;
  }
}

function closeBracket(state: LexerState, text: string, start: number): void {
  const expected = state.brackets.pop();
  if (expected === undefined) failLexing(state, start, `unexpected '${text}'`);
  if (expected !== text) failLexing(state, start, `unexpected '${text}', expected '${expected}'`);
}

function failUnexpected(state: LexerState, start: number): never {
  const char = String.fromCodePoint(state.source.codePointAt(start) ?? 0);
  const shown = char === "'" ? `"'"` : `'${char === "\\" ? "\\\\" : char}'`;
  const position = [...state.normalise(state.source.slice(0, start))].length;
  failLexing(state, start, `unexpected char ${shown} at ${position}`);
}
