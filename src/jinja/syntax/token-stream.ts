/** The parser's view of the tokens: the current one, one ahead, and what to say when another was expected. */
import { type Origin, syntaxError } from "../origin.ts";
import type { Expression } from "./expression-tree.ts";
import { type LexerState, readToken, startLexer } from "./lexer.ts";
import { describeToken, describeType, quote, type Token, type TokenType } from "./tokens.ts";

/** The rules that the files of the parser need of each other; handed around so that they do not import in a ring. */
export interface Grammar {
  readonly expression: (stream: TokenStream) => Expression;
  readonly tuple: (stream: TokenStream, options?: TupleOptions) => Expression;
}

export interface TupleOptions {
  readonly withConditional?: boolean;
  readonly inParentheses?: boolean;
  /** Parses one item; a whole expression when absent. */
  readonly parseItem?: (stream: TokenStream) => Expression;
}

export interface TokenStream {
  readonly origin: Origin;
  readonly grammar: Grammar;
  readonly lexer: LexerState;
  current: Token;
  ahead: Token | undefined;
  /** The first operand of the expression that is being parsed, when it has been read before the operators. */
  operand: Expression | undefined;
  /** The tags that are open, and the end tags that each waits for. */
  readonly openTags: { readonly name: string; readonly start: number }[];
  readonly awaitedTags: (readonly string[])[];
  /** True once there is something that the scope pass must see: a variable, a filter, a test. */
  needsScopes: boolean;
}

/** @throws TemplateError TemplateSyntaxError when already the first token is wrong */
export function startStream(source: string, origin: Origin, grammar: Grammar): TokenStream {
  const lexer = startLexer(source, origin);
  return {
    origin,
    grammar,
    lexer,
    current: readToken(lexer),
    ahead: undefined,
    operand: undefined,
    openTags: [],
    awaitedTags: [],
    needsScopes: false,
  };
}

/** Steps on and gives the token that was current. */
export function advance(stream: TokenStream): Token {
  const token = stream.current;
  if (stream.ahead !== undefined) {
    stream.current = stream.ahead;
    stream.ahead = undefined;
  } else {
    stream.current = readToken(stream.lexer);
  }
  return token;
}

/** The token after the current one. */
export function look(stream: TokenStream): Token {
  stream.ahead ??= readToken(stream.lexer);
  return stream.ahead;
}

/** True when the current token is of this type. */
export function isAt(stream: TokenStream, type: TokenType): boolean {
  return stream.current.type === type;
}

export function isName(token: Token, name: string): boolean {
  return token.type === "name" && token.text === name;
}

/** Steps over a token of this type; false when the current one is another. */
export function skipIf(stream: TokenStream, type: TokenType): boolean {
  if (stream.current.type !== type) return false;
  advance(stream);
  return true;
}

/** Steps over this keyword; false when the current token is another. */
export function skipIfName(stream: TokenStream, name: string): boolean {
  if (!isName(stream.current, name)) return false;
  advance(stream);
  return true;
}

/** @throws TemplateError TemplateSyntaxError when the current token is of another type */
export function expect(stream: TokenStream, type: TokenType): Token {
  if (stream.current.type !== type) failExpecting(stream, type);
  return advance(stream);
}

/** @throws TemplateError TemplateSyntaxError when the current token is not this keyword */
export function expectName(stream: TokenStream, name: string): Token {
  if (!isName(stream.current, name)) failWanting(stream, name);
  return advance(stream);
}

/** @throws TemplateError TemplateSyntaxError that names the type and what is there instead */
export function failExpecting(stream: TokenStream, type: TokenType, hint?: string): never {
  failWanting(stream, describeType(type), hint);
}

function failWanting(stream: TokenStream, wanted: string, hint?: string): never {
  const message =
    stream.current.type === "eof"
      ? `unexpected end of template, expected ${quote(wanted)}.`
      : `expected token ${quote(wanted)}, got ${quote(describeToken(stream.current))}`;
  fail(stream, message, { hint });
}

/** @throws TemplateError at the current token, or at another offset */
export function fail(
  stream: TokenStream,
  message: string,
  details: {
    readonly at?: number;
    readonly pyType?: string;
    readonly hint?: string | undefined;
  } = {},
): never {
  throw syntaxError(stream.origin, details.at ?? stream.current.start, message, details);
}
