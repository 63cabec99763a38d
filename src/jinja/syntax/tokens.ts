/** The tokens of a template, and how Jinja2's messages call them. */
import { repr } from "../values/text.ts";
import type { Value } from "../values/value.ts";

export type TokenType =
  | "data"
  | "variable_begin"
  | "variable_end"
  | "block_begin"
  | "block_end"
  | "name"
  | "string"
  | "integer"
  | "float"
  | "eof"
  | OperatorType;

export type OperatorType = (typeof operators)[keyof typeof operators];

export interface Token {
  readonly type: TokenType;
  /** The name, the operator, or the data with its line ends normalised. */
  readonly text: string;
  /** The value of a literal. */
  readonly value: Value;
  readonly start: number;
}

export const operators = {
  "+": "add",
  "-": "sub",
  "/": "div",
  "//": "floordiv",
  "*": "mul",
  "%": "mod",
  "**": "pow",
  "~": "tilde",
  "[": "lbracket",
  "]": "rbracket",
  "(": "lparen",
  ")": "rparen",
  "{": "lbrace",
  "}": "rbrace",
  "==": "eq",
  "!=": "ne",
  ">": "gt",
  ">=": "gteq",
  "<": "lt",
  "<=": "lteq",
  "=": "assign",
  ".": "dot",
  ":": "colon",
  "|": "pipe",
  ",": "comma",
  ";": "semicolon",
} as const;

const descriptions: ReadonlyMap<string, string> = new Map([
  ...Object.entries(operators).map(([text, type]) => [type, text] as const),
  ["block_begin", "begin of statement block"],
  ["block_end", "end of statement block"],
  ["variable_begin", "begin of print statement"],
  ["variable_end", "end of print statement"],
  ["data", "template data / text"],
  ["eof", "end of template"],
]);

/** How messages call a token: a name by itself, all else by its kind. */
export function describeToken(token: Token): string {
  return token.type === "name" ? token.text : describeType(token.type);
}

/** How messages call a kind of token. */
export function describeType(type: TokenType): string {
  return descriptions.get(type) ?? type;
}

/** A description in the quotes that Python's `repr` would give it. */
export const quote = (description: string): string => repr(description);
