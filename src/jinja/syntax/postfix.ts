/** Parses what follows a value: attributes, items, calls, filters and tests. */
import { noArguments, parseArguments } from "./arguments.ts";
import type {
  CallArguments,
  CallNode,
  Expression,
  FilterNode,
  SliceNode,
} from "./expression-tree.ts";
import { parsePrimary, sequence } from "./primaries.ts";
import {
  advance,
  expect,
  fail,
  isAt,
  isName,
  skipIf,
  skipIfName,
  type TokenStream,
} from "./token-stream.ts";

/** Everything that may follow a value; filters and tests only where a sign does not bind tighter. */
export function parsePostfix(
  stream: TokenStream,
  value: Expression,
  withFilters: boolean,
): Expression {
  const node = parseMembers(stream, value);
  return withFilters ? parseFiltersAndTests(stream, node) : node;
}

function parseMembers(stream: TokenStream, value: Expression): Expression {
  let node = value;
  for (;;) {
    const { type } = stream.current;
    if (type === "dot") node = parseDot(stream, node);
    else if (type === "lbracket") node = parseItem(stream, node);
    else if (type === "lparen") node = parseCall(stream, node);
    else return node;
  }
}

function parseFiltersAndTests(stream: TokenStream, value: Expression): Expression {
  let node = value;
  for (;;) {
    const { type } = stream.current;
    if (type === "pipe") node = parseFilters(stream, node);
    else if (type === "name" && stream.current.text === "is") node = parseTest(stream, node);
    else if (type === "lparen") node = parseCall(stream, node);
    else return node;
  }
}

function parseDot(stream: TokenStream, object: Expression): Expression {
  advance(stream);
  const token = stream.current;
  const offset = token.start;
  advance(stream);
  if (token.type === "name") {
    return { kind: "attribute", object, name: token.text, offset, calls: object.calls };
  }
  if (token.type !== "integer") fail(stream, "expected name or number", { at: offset });
  const key: Expression = { kind: "constant", value: token.value, offset, calls: false };
  return { kind: "item", object, key, offset, calls: object.calls };
}

function parseItem(stream: TokenStream, object: Expression): Expression {
  const { start: offset } = advance(stream);
  const keys: Expression[] = [];
  while (!isAt(stream, "rbracket")) {
    if (keys.length > 0) expect(stream, "comma");
    keys.push(parseSubscript(stream));
  }
  expect(stream, "rbracket");
  const only = keys.length === 1 ? keys[0] : undefined;
  // Jinja2 writes it into Python as it stands, where a slice is no member of a tuple.
  const slice = only ? undefined : keys.find((each) => each.kind === "slice");
  if (slice) fail(stream, "invalid syntax", { at: slice.offset, pyType: "SyntaxError" });
  const key = only ?? sequence("tuple", keys, offset);
  return { kind: "item", object, key, offset, calls: object.calls || key.calls };
}

function parseSubscript(stream: TokenStream): Expression {
  const offset = stream.current.start;
  let start: Expression | undefined;
  if (!isAt(stream, "colon")) {
    start = stream.grammar.expression(stream);
    if (!isAt(stream, "colon")) return start;
  }
  advance(stream);
  const stop = isAt(stream, "colon") ? undefined : sliceBound(stream);
  const step = skipIf(stream, "colon") ? sliceBound(stream) : undefined;
  const calls = [start, stop, step].some((bound) => bound?.calls);
  return { kind: "slice", start, stop, step, offset, calls } satisfies SliceNode;
}

function sliceBound(stream: TokenStream): Expression | undefined {
  const { type } = stream.current;
  return type === "rbracket" || type === "comma" ? undefined : stream.grammar.expression(stream);
}

function parseCall(stream: TokenStream, callee: Expression): CallNode {
  const passed = parseArguments(stream);
  return { kind: "call", callee, passed, offset: callee.offset, calls: true };
}

/** One or more filters; the first needs no bar at the start of a filter block. */
export function parseFilters(stream: TokenStream, input: Expression): FilterNode;
export function parseFilters(
  stream: TokenStream,
  input: undefined,
  startsInline: boolean,
): FilterNode | undefined;
export function parseFilters(
  stream: TokenStream,
  input: Expression | undefined,
  startsInline = false,
): Expression | undefined {
  let node = input;
  let inline = startsInline;
  while (inline || isAt(stream, "pipe")) {
    if (!inline) advance(stream);
    inline = false;
    const offset = stream.current.start;
    stream.needsScopes = true;
    const name = parseDottedName(stream);
    const passed = isAt(stream, "lparen") ? parseArguments(stream) : noArguments;
    const calls = (node?.calls ?? false) || passed.calls;
    node = { kind: "filter", name, input: node, passed, offset, calls };
  }
  return node;
}

function parseDottedName(stream: TokenStream): string {
  let name = expect(stream, "name").text;
  while (skipIf(stream, "dot")) name += `.${expect(stream, "name").text}`;
  return name;
}

const argumentStarts = new Set(["name", "string", "integer", "float", "lbracket", "lbrace"]);

function parseTest(stream: TokenStream, input: Expression): Expression {
  advance(stream);
  const { start: offset } = stream.current;
  stream.needsScopes = true;
  const negated = skipIfName(stream, "not");
  const name = parseDottedName(stream);
  const passed = parseTestArguments(stream);
  const calls = input.calls || passed.calls;
  const test: Expression = { kind: "test", name, input, passed, offset, calls };
  return negated ? { kind: "not", operand: test, offset, calls } : test;
}

// A test may take one argument without brackets: `x is divisibleby 3`.
function parseTestArguments(stream: TokenStream): CallArguments {
  const { current } = stream;
  if (current.type === "lparen") return parseArguments(stream);
  const ends = ["else", "or", "and"].some((name) => isName(current, name));
  if (ends || !argumentStarts.has(current.type)) return noArguments;
  if (isName(current, "is")) fail(stream, "You cannot chain multiple tests with is");
  const arg = parseMembers(stream, parsePrimary(stream));
  return { ...noArguments, args: [arg], calls: arg.calls };
}
