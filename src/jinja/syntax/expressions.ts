/** Parses expressions, with Jinja2's precedences. */

import type { BinaryNode, CompareOperator, Expression } from "./expression-tree.ts";
import { isFolded } from "./folding.ts";
import { parsePostfix } from "./postfix.ts";
import { parsePrimary, sequence } from "./primaries.ts";
import {
  advance,
  expect,
  fail,
  isAt,
  isName,
  look,
  skipIf,
  skipIfName,
  type TokenStream,
  type TupleOptions,
} from "./token-stream.ts";
import { describeToken, quote, type TokenType } from "./tokens.ts";

export function parseExpression(stream: TokenStream, withConditional = true): Expression {
  if (!startsWithOperand(stream)) return parseOperators(stream, withConditional);
  const operand = parseSigned(stream, true);
  if (ends.has(stream.current.type)) return operand;
  stream.operand = operand;
  return parseOperators(stream, withConditional);
}

/** What ends most expressions: behind it no operator has to be looked for, precedence by precedence. */
const ends: ReadonlySet<TokenType> = new Set<TokenType>([
  "comma",
  "rparen",
  "rbracket",
  "rbrace",
  "colon",
  "variable_end",
  "block_end",
]);

function startsWithOperand({ current }: TokenStream): boolean {
  return current.type !== "sub" && current.type !== "add" && !isName(current, "not");
}

function parseOperators(stream: TokenStream, withConditional: boolean): Expression {
  return withConditional ? parseConditional(stream) : parseOr(stream);
}

function parseConditional(stream: TokenStream): Expression {
  let result = parseOr(stream);
  while (isName(stream.current, "if")) {
    const { start } = advance(stream);
    const test = parseOr(stream);
    const otherwise = skipIfName(stream, "else") ? parseConditional(stream) : undefined;
    const calls = test.calls || result.calls || (otherwise?.calls ?? false);
    result = { kind: "conditional", test, whenTrue: result, otherwise, offset: start, calls };
  }
  return result;
}

function parseOr(stream: TokenStream): Expression {
  let left = parseAnd(stream);
  while (isName(stream.current, "or")) {
    const { start } = advance(stream);
    const right = parseAnd(stream);
    left = { kind: "or", left, right, offset: start, calls: left.calls || right.calls };
  }
  return left;
}

function parseAnd(stream: TokenStream): Expression {
  let left = parseNot(stream);
  while (isName(stream.current, "and")) {
    const { start } = advance(stream);
    const right = parseNot(stream);
    left = { kind: "and", left, right, offset: start, calls: left.calls || right.calls };
  }
  return left;
}

function parseNot(stream: TokenStream): Expression {
  if (stream.operand !== undefined || !isName(stream.current, "not")) return parseCompare(stream);
  const { start } = advance(stream);
  const operand = parseNot(stream);
  return { kind: "not", operand, offset: start, calls: operand.calls };
}

const compareOperators: ReadonlyMap<TokenType, CompareOperator> = new Map([
  ["eq", "=="],
  ["ne", "!="],
  ["lt", "<"],
  ["lteq", "<="],
  ["gt", ">"],
  ["gteq", ">="],
]);

function parseCompare(stream: TokenStream): Expression {
  const first = parseSum(stream);
  const offset = stream.current.start;
  let operator = takeCompareOperator(stream);
  if (operator === undefined) return first;
  const rest: { operator: CompareOperator; operand: Expression }[] = [];
  let { calls } = first;
  while (operator !== undefined) {
    const operand = parseSum(stream);
    calls ||= operand.calls;
    rest.push({ operator, operand });
    operator = takeCompareOperator(stream);
  }
  return { kind: "compare", first, rest, offset, calls };
}

function takeCompareOperator(stream: TokenStream): CompareOperator | undefined {
  const { type, text } = stream.current;
  if (type === "name") return takeMembership(stream, text);
  const operator = compareOperators.get(type);
  if (operator !== undefined) advance(stream);
  return operator;
}

function takeMembership(stream: TokenStream, name: string): CompareOperator | undefined {
  if (name === "in") {
    advance(stream);
    return "in";
  }
  if (name !== "not" || !isName(look(stream), "in")) return undefined;
  advance(stream);
  advance(stream);
  return "not in";
}

function parseSum(stream: TokenStream): Expression {
  let left = parseConcat(stream);
  while (isAt(stream, "add") || isAt(stream, "sub")) {
    left = binary(stream, left, parseConcat);
  }
  return left;
}

function parseConcat(stream: TokenStream): Expression {
  const first = parseProduct(stream);
  if (!isAt(stream, "tilde")) return first;
  const offset = stream.current.start;
  const parts = [first];
  while (skipIf(stream, "tilde")) parts.push(parseProduct(stream));
  return { kind: "concat", parts, offset, calls: parts.some((part) => part.calls) };
}

function parseProduct(stream: TokenStream): Expression {
  let left = parsePower(stream);
  for (;;) {
    const { type } = stream.current;
    if (type !== "mul" && type !== "div" && type !== "floordiv" && type !== "mod") return left;
    left = binary(stream, left, parsePower);
  }
}

// Unlike Python's, Jinja2's power associates to the left and binds looser than a sign.
function parsePower(stream: TokenStream): Expression {
  let left = parseUnary(stream);
  while (isAt(stream, "pow")) left = power(stream, left);
  return left;
}

// Jinja2 writes a negative literal into Python as it is, and there `-3 ** x` is `-(3 ** x)`, unless both are literals.
function power(stream: TokenStream, left: Expression): Expression {
  const isLiteral = left.kind === "negative" && left.operand.kind === "constant";
  const node = binary(stream, left, parseUnary);
  if (!isLiteral || isFolded(node.right)) return node;
  const { offset, calls } = node;
  return { kind: "negative", operand: { ...node, left: left.operand }, offset, calls };
}

function binary(
  stream: TokenStream,
  left: Expression,
  parseRight: (stream: TokenStream) => Expression,
): BinaryNode {
  const { text, start } = advance(stream);
  const right = parseRight(stream);
  const operator = text as BinaryNode["operator"];
  return { kind: "binary", operator, left, right, offset: start, calls: left.calls || right.calls };
}

function parseUnary(stream: TokenStream): Expression {
  return parseSigned(stream, true);
}

function parseSigned(stream: TokenStream, withFilters: boolean): Expression {
  const { operand: first } = stream;
  if (first !== undefined) {
    stream.operand = undefined;
    return first;
  }
  const { type } = stream.current;
  let node: Expression;
  if (type === "sub" || type === "add") {
    const { start } = advance(stream);
    const operand = parseSigned(stream, false);
    const kind = type === "sub" ? "negative" : "positive";
    node = { kind, operand, offset: start, calls: operand.calls };
  } else {
    node = parsePrimary(stream);
  }
  return parsePostfix(stream, node, withFilters);
}

/** One expression, or a tuple of several without brackets. */
export function parseTuple(stream: TokenStream, options: TupleOptions = {}): Expression {
  const { withConditional = true, parseItem } = options;
  const offset = stream.current.start;
  const items: Expression[] = [];
  let isTuple = false;
  for (;;) {
    if (items.length > 0) expect(stream, "comma");
    if (isTupleEnd(stream)) break;
    items.push(parseItem ? parseItem(stream) : parseExpression(stream, withConditional));
    if (!isAt(stream, "comma")) break;
    isTuple = true;
  }
  const only = items[0];
  if (!isTuple && only !== undefined) return only;
  if (!isTuple && !options.inParentheses) {
    fail(stream, `Expected an expression, got ${quote(describeToken(stream.current))}`);
  }
  return sequence("tuple", items, offset);
}

function isTupleEnd(stream: TokenStream): boolean {
  const { type } = stream.current;
  return type === "variable_end" || type === "block_end" || type === "rparen";
}
