/** Parses names, literals and everything in brackets. */

import type {
  ConstantNode,
  DictNode,
  Expression,
  NameNode,
  SequenceNode,
} from "./expression-tree.ts";
import { advance, expect, fail, isAt, skipIf, type TokenStream } from "./token-stream.ts";
import { describeToken, quote } from "./tokens.ts";

/** A name, a literal, or something in brackets. */
export function parsePrimary(stream: TokenStream): Expression {
  const { type, start: offset } = stream.current;
  switch (type) {
    case "name":
      return nameOrConstant(advance(stream).text, offset);
    case "string":
      return parseStrings(stream);
    case "integer":
    case "float":
      return constant(advance(stream).value, offset);
    case "lparen":
      return parseParentheses(stream);
    case "lbracket":
      return parseList(stream);
    case "lbrace":
      return parseDict(stream);
    default:
      return fail(stream, `unexpected ${quote(describeToken(stream.current))}`);
  }
}

/** What a name stands for by itself: a constant, or a variable. */
export function nameOrConstant(name: string, offset: number): ConstantNode | NameNode {
  switch (name) {
    case "true":
    case "True":
      return constant(true, offset);
    case "false":
    case "False":
      return constant(false, offset);
    case "none":
    case "None":
      return constant(null, offset);
    default:
      return nameNode(name, offset);
  }
}

export function nameNode(name: string, offset: number): NameNode {
  return { kind: "name", name, offset, calls: false, slot: -1, hops: 0 };
}

export function sequence(
  kind: "list" | "tuple",
  items: readonly Expression[],
  offset: number,
): SequenceNode {
  return { kind, items, offset, calls: items.some((item) => item.calls) };
}

function constant(value: ConstantNode["value"], offset: number): ConstantNode {
  return { kind: "constant", value, offset, calls: false };
}

// Neighbouring literals are one string, as in Python.
function parseStrings(stream: TokenStream): Expression {
  const { value, start } = advance(stream);
  let text = value as string;
  while (isAt(stream, "string")) text += advance(stream).value as string;
  return constant(text, start);
}

function parseParentheses(stream: TokenStream): Expression {
  advance(stream);
  const node = stream.grammar.tuple(stream, { inParentheses: true });
  expect(stream, "rparen");
  return node;
}

function parseList(stream: TokenStream): Expression {
  const { start } = advance(stream);
  const items: Expression[] = [];
  while (!isAt(stream, "rbracket")) {
    if (items.length > 0) expect(stream, "comma");
    if (isAt(stream, "rbracket")) break;
    items.push(stream.grammar.expression(stream));
  }
  expect(stream, "rbracket");
  return sequence("list", items, start);
}

function parseDict(stream: TokenStream): DictNode {
  const { start } = advance(stream);
  const entries: { key: Expression; value: Expression }[] = [];
  let calls = false;
  while (!isAt(stream, "rbrace")) {
    if (entries.length > 0) expect(stream, "comma");
    if (isAt(stream, "rbrace")) break;
    const key = stream.grammar.expression(stream);
    expect(stream, "colon");
    const value = stream.grammar.expression(stream);
    calls ||= key.calls || value.calls;
    entries.push({ key, value });
  }
  skipIf(stream, "rbrace");
  return { kind: "dict", entries, offset: start, calls };
}
