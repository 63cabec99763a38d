/** Parses what steers: if, for, with, break, continue, do, filter blocks, autoescape and blocks. */

import type { Expression, Target } from "./expression-tree.ts";
import { parseFilters } from "./postfix.ts";
import { emptyBlockScope, emptyFunctionScope } from "./scope-nodes.ts";
import type { ParseBody } from "./statements.ts";
import { copyTarget, parseTarget } from "./targets.ts";
import {
  advance,
  expect,
  expectName,
  fail,
  isAt,
  isName,
  skipIfName,
  type TokenStream,
} from "./token-stream.ts";
import type { IfNode, Statement } from "./tree.ts";

/** The statement of this tag; undefined when the tag is not one of these. */
export function parseControlStatement(
  stream: TokenStream,
  tag: string,
  parseBody: ParseBody,
): Statement | undefined {
  switch (tag) {
    case "if":
      return parseIf(stream, parseBody);
    case "for":
      return parseFor(stream, parseBody);
    case "with":
      return parseWith(stream, parseBody);
    case "do":
      return parseDo(stream);
    case "break":
    case "continue":
      return { kind: tag, offset: advance(stream).start, calls: false };
    case "filter":
      return parseFilterBlock(stream, parseBody);
    case "autoescape":
      return parseAutoescape(stream, parseBody);
    case "block":
      return parseBlock(stream, parseBody);
    default:
      return undefined;
  }
}

/** True when one of these statements has a call. */
export function bodyCalls(body: readonly Statement[]): boolean {
  return body.some((statement) => statement.calls);
}

function parseIf(stream: TokenStream, parseBody: ParseBody): IfNode {
  const offset = stream.current.start;
  const branches: { test: Expression; body: Statement[] }[] = [];
  let otherwise: Statement[] = [];
  let end: string;
  do {
    advance(stream);
    const test = stream.grammar.tuple(stream, { withConditional: false });
    const body = parseBody(stream, ["elif", "else", "endif"]);
    branches.push({ test, body });
    end = stream.current.text;
  } while (end === "elif");
  advance(stream);
  if (end === "else") {
    otherwise = parseBody(stream, ["endif"]);
    advance(stream);
  }
  const calls =
    bodyCalls(otherwise) || branches.some(({ test, body }) => test.calls || bodyCalls(body));
  return { kind: "if", branches, otherwise, offset, calls };
}

function parseFor(stream: TokenStream, parseBody: ParseBody): Statement {
  const offset = advance(stream).start;
  const target = parseTarget(stream);
  expectName(stream, "in");
  const iterable = stream.grammar.tuple(stream, { withConditional: false });
  const filter = skipIfName(stream, "if") ? stream.grammar.expression(stream) : undefined;
  const recursive = skipIfName(stream, "recursive");
  const body = parseBody(stream, ["endfor", "else"]);
  let otherwise: Statement[] = [];
  if (advance(stream).text === "else") {
    otherwise = parseBody(stream, ["endfor"]);
    advance(stream);
  }
  return {
    kind: "for",
    target,
    iterable,
    filter,
    filterTarget: copyTarget(target),
    recursive,
    body,
    otherwise,
    scope: emptyFunctionScope(),
    filterScope: emptyBlockScope(),
    otherwiseScope: emptyBlockScope(),
    loopSlot: -1,
    offset,
    calls: iterable.calls || (filter?.calls ?? false) || bodyCalls(body) || bodyCalls(otherwise),
  };
}

function parseWith(stream: TokenStream, parseBody: ParseBody): Statement {
  const offset = advance(stream).start;
  const assignments: { target: Target; value: Expression }[] = [];
  while (!isAt(stream, "block_end")) {
    if (assignments.length > 0) expect(stream, "comma");
    const target = parseTarget(stream);
    expect(stream, "assign");
    assignments.push({ target, value: stream.grammar.expression(stream) });
  }
  const body = parseBody(stream, ["endwith"]);
  advance(stream);
  const calls = bodyCalls(body) || assignments.some(({ value }) => value.calls);
  return { kind: "with", assignments, body, scope: emptyBlockScope(), offset, calls };
}

function parseDo(stream: TokenStream): Statement {
  const offset = advance(stream).start;
  const value = stream.grammar.tuple(stream);
  return { kind: "do", value, offset, calls: value.calls };
}

function parseFilterBlock(stream: TokenStream, parseBody: ParseBody): Statement {
  const offset = advance(stream).start;
  const filter = parseFilters(stream, undefined, true);
  if (filter === undefined) fail(stream, "expected a filter");
  const body = parseBody(stream, ["endfilter"]);
  advance(stream);
  const calls = filter.calls || bodyCalls(body);
  return { kind: "filter-block", filter, body, scope: emptyBlockScope(), offset, calls };
}

function parseAutoescape(stream: TokenStream, parseBody: ParseBody): Statement {
  const offset = advance(stream).start;
  const enabled = stream.grammar.expression(stream);
  const body = parseBody(stream, ["endautoescape"]);
  advance(stream);
  const calls = enabled.calls || bodyCalls(body);
  return { kind: "autoescape", enabled, body, scope: emptyBlockScope(), offset, calls };
}

function parseBlock(stream: TokenStream, parseBody: ParseBody): Statement {
  const offset = advance(stream).start;
  const name = expect(stream, "name").text;
  const scoped = skipIfName(stream, "scoped");
  const required = skipIfName(stream, "required");
  if (isAt(stream, "sub")) {
    fail(
      stream,
      "Block names in Jinja have to be valid Python identifiers and may not contain hyphens, use an underscore instead.",
    );
  }
  const body = parseBody(stream, ["endblock"]);
  advance(stream);
  if (required && !body.every(isBlank)) {
    fail(stream, "Required blocks can only contain comments or whitespace");
  }
  if (isName(stream.current, name)) advance(stream);
  const scope = emptyFunctionScope();
  return { kind: "block", name, scoped, required, body, scope, offset, calls: bodyCalls(body) };
}

function isBlank(statement: Statement): boolean {
  return statement.kind === "text" && statement.text.trim() === "";
}
