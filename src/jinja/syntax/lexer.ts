/** Cuts a template into tokens: text, tags, comments and raw blocks, with Jinja2's white-space control. */
import type { Origin } from "../origin.ts";
import { skipSpace, trimmedEnd } from "../values/whitespace.ts";
import { failLexing } from "./lexer-error.ts";
import { readTagToken } from "./tag-lexer.ts";
import type { Token } from "./tokens.ts";

export interface LexerState {
  readonly origin: Origin;
  /** The template without its last line end, which Jinja2 drops. */
  readonly source: string;
  /** Turns every kind of line end into a line feed. */
  readonly normalise: (text: string) => string;
  position: number;
  mode: "text" | "variable" | "block" | "raw";
  /** The closing brackets that are still expected. */
  readonly brackets: string[];
  /** A tag's first token, read together with the text before it. */
  pending: Token | undefined;
}

const rawTag = /\{%[-+]?\s*raw\s*(?:-%\}\s*|%\})/y;
const endRawTag = /\{%([-+]?)\s*endraw\s*(?:\+%\}|-%\}\s*|%\})/g;
const tagStart = /\{[{%#]/g;

/** A lexer at the start of a template. */
export function startLexer(source: string, origin: Origin): LexerState {
  const hasReturns = source.includes("\r");
  return {
    origin,
    source: withoutLastLineEnd(source),
    normalise: hasReturns ? (text) => text.replace(/\r\n?/g, "\n") : (text) => text,
    position: 0,
    mode: "text",
    brackets: [],
    pending: undefined,
  };
}

function withoutLastLineEnd(source: string): string {
  if (source.endsWith("\r\n")) return source.slice(0, -2);
  return source.endsWith("\n") || source.endsWith("\r") ? source.slice(0, -1) : source;
}

/**
 * The next token; `eof` for ever once the text is used up.
 * @throws TemplateError TemplateSyntaxError
 */
export function readToken(state: LexerState): Token {
  for (;;) {
    const token = readAny(state);
    if (token !== undefined) return token;
    if (state.position >= state.source.length) return endOf(state);
  }
}

function endOf(state: LexerState): Token {
  return { type: "eof", text: "", value: null, start: state.source.length };
}

function readAny(state: LexerState): Token | undefined {
  if (state.pending !== undefined) {
    const token = state.pending;
    state.pending = undefined;
    return token;
  }
  switch (state.mode) {
    case "text":
      return readText(state);
    case "raw":
      return readRaw(state);
    default:
      return readTagEnd(state) ?? readTagToken(state);
  }
}

function readText(state: LexerState): Token | undefined {
  const { source, position: start } = state;
  tagStart.lastIndex = start;
  const found = tagStart.exec(source);
  if (found === null) {
    state.position = source.length;
    return dataToken(state, start, source.length);
  }
  const tag = found.index;
  const sign = source.charAt(tag + 2);
  const data = dataToken(state, start, sign === "-" ? trimmedEnd(source, start, tag) : tag);
  enterTag(state, tag, source.charAt(tag + 1), tag + (sign === "-" || sign === "+" ? 3 : 2));
  if (data === undefined) return readPending(state);
  return data;
}

function readPending(state: LexerState): Token | undefined {
  const token = state.pending;
  state.pending = undefined;
  return token;
}

function dataToken(state: LexerState, start: number, end: number): Token | undefined {
  if (start >= end) return undefined;
  return {
    type: "data",
    text: state.normalise(state.source.slice(start, end)),
    value: null,
    start,
  };
}

function enterTag(state: LexerState, tag: number, kind: string, inside: number): void {
  state.position = inside;
  if (kind === "#") {
    skipComment(state, inside);
    return;
  }
  if (kind === "{") {
    state.mode = "variable";
    state.pending = { type: "variable_begin", text: "{{", value: null, start: tag };
    return;
  }
  rawTag.lastIndex = tag;
  const raw = rawTag.exec(state.source);
  if (raw !== null) {
    state.mode = "raw";
    state.position = tag + raw[0].length;
    return;
  }
  state.mode = "block";
  state.pending = { type: "block_begin", text: "{%", value: null, start: tag };
}

function skipComment(state: LexerState, inside: number): void {
  const { source } = state;
  const end = source.indexOf("#}", inside);
  if (end < 0) {
    if (inside < source.length) failLexing(state, inside, "Missing end of comment tag");
    return;
  }
  const strips = end > inside && source.charAt(end - 1) === "-";
  state.position = strips ? skipSpace(source, end + 2) : end + 2;
}

function readRaw(state: LexerState): Token | undefined {
  const { source, position: start } = state;
  if (start >= source.length) return undefined;
  endRawTag.lastIndex = start;
  const end = endRawTag.exec(source);
  if (end === null) failLexing(state, start, "Missing end of raw directive");
  state.mode = "text";
  state.position = end.index + end[0].length;
  return dataToken(state, start, end[1] === "-" ? trimmedEnd(source, start, end.index) : end.index);
}

// A tag only ends where its brackets are balanced: `}}` may close two dicts.
function readTagEnd(state: LexerState): Token | undefined {
  if (state.brackets.length > 0) return undefined;
  const { source } = state;
  const start = skipSpace(source, state.position);
  state.position = start;
  const sign = source.charAt(start);
  const variable = state.mode === "variable";
  const strips = sign === "-";
  const end = strips || (sign === "+" && !variable) ? start + 1 : start;
  if (!source.startsWith(variable ? "}}" : "%}", end)) return undefined;
  state.position = strips ? skipSpace(source, end + 2) : end + 2;
  state.mode = "text";
  return { type: variable ? "variable_end" : "block_end", text: "", value: null, start };
}
