/** Parses macros, call blocks, and dbt's blocks that are macros under another tag. */

import type { Expression } from "./expression-tree.ts";
import { emptyFunctionScope } from "./scope-nodes.ts";
import type { ParseBody } from "./statements.ts";
import { parseNameTarget } from "./targets.ts";
import { advance, expect, fail, isAt, skipIf, type TokenStream } from "./token-stream.ts";
import type { MacroNode, MacroSignature, Parameter, Statement } from "./tree.ts";

/** The statement of this tag; undefined when the tag is another. */
export function parseMacroStatement(
  stream: TokenStream,
  tag: string,
  parseBody: ParseBody,
): Statement | undefined {
  switch (tag) {
    case "macro":
    case "test":
    case "data_test":
      return parseMacro(stream, tag, parseBody);
    case "materialization":
      return parseMaterialization(stream, parseBody);
    case "docs":
      return parseDocs(stream, parseBody);
    case "call":
      return parseCallBlock(stream, parseBody);
    default:
      return undefined;
  }
}

function parseMacro(stream: TokenStream, tag: string, parseBody: ParseBody): MacroNode {
  const offset = advance(stream).start;
  const { name } = parseNameTarget(stream);
  const parameters = parseSignature(stream);
  const body = parseBody(stream, [`end${tag}`]);
  advance(stream);
  const prefix = tag === "macro" ? "" : "test_";
  return macroNode(tag, { name: prefix + name, blockName: name, parameters, body, offset });
}

interface MacroParts {
  readonly name: string;
  readonly blockName: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Statement[];
  readonly offset: number;
  readonly adapter?: string;
}

function macroNode(tag: string, parts: MacroParts): MacroNode {
  const { name, blockName, offset, adapter } = parts;
  const place = {
    kind: "macro",
    tag,
    name,
    blockName,
    adapter,
    offset,
    slot: -1,
    hops: 0,
  } as const;
  return { ...place, calls: false, ...signature(parts.parameters, parts.body) };
}

function signature(parameters: readonly Parameter[], body: readonly Statement[]): MacroSignature {
  const scope = emptyFunctionScope();
  return { parameters, body, scope, callerSlot: -1, kwargsSlot: -1, varargsSlot: -1 };
}

function parseSignature(stream: TokenStream): Parameter[] {
  expect(stream, "lparen");
  const parameters: Parameter[] = [];
  let hasDefaults = false;
  while (!isAt(stream, "rparen")) {
    if (parameters.length > 0) expect(stream, "comma");
    const { name, offset } = parseNameTarget(stream);
    if (parameters.some((earlier) => earlier.name === name)) {
      const message = `duplicate argument '${name}' in function definition`;
      fail(stream, message, { at: offset, pyType: "SyntaxError" });
    }
    const type = skipIf(stream, "colon") ? parseType(stream) : undefined;
    const fallback = skipIf(stream, "assign") ? stream.grammar.expression(stream) : undefined;
    if (fallback === undefined && hasDefaults) {
      fail(stream, "non-default argument follows default argument");
    }
    hasDefaults ||= fallback !== undefined;
    parameters.push({ name, offset, type, fallback, slot: -1 });
  }
  expect(stream, "rparen");
  return parameters;
}

// dbt's type annotations: a name, with types in brackets: `dict[str, list[int]]`.
function parseType(stream: TokenStream): string {
  const name = expect(stream, "name").text;
  if (!skipIf(stream, "lbracket")) return name;
  const inner: string[] = [];
  while (!isAt(stream, "rbracket")) {
    if (inner.length > 0) expect(stream, "comma");
    inner.push(parseType(stream));
  }
  advance(stream);
  return inner.length > 0 ? `${name}[${inner.join(", ")}]` : name;
}

function parseMaterialization(stream: TokenStream, parseBody: ParseBody): MacroNode {
  const offset = advance(stream).start;
  const { name: blockName } = parseNameTarget(stream);
  let adapter = "default";
  let languages: Expression | undefined;
  while (skipIf(stream, "comma")) {
    const { name: option, offset: at } = parseNameTarget(stream);
    if (option === "adapter") adapter = parseAdapter(stream);
    else if (option === "supported_languages") languages = parseOption(stream);
    else if (option !== "default") {
      fail(stream, `materialization '${blockName}' received unknown argument '${option}'.`, { at });
    }
  }
  const body = parseBody(stream, ["endmaterialization"]);
  advance(stream);
  const name = `materialization_${blockName}_${adapter}`;
  const parameters = [languagesParameter(languages, offset)];
  return macroNode("materialization", {
    name,
    blockName,
    parameters,
    body,
    offset,
    adapter,
  });
}

function parseOption(stream: TokenStream): Expression {
  expect(stream, "assign");
  return stream.grammar.expression(stream);
}

function parseAdapter(stream: TokenStream): string {
  const value = parseOption(stream);
  if (value.kind === "constant" && typeof value.value === "string") return value.value;
  return fail(stream, "the adapter of a materialization must be a string", { at: value.offset });
}

function languagesParameter(languages: Expression | undefined, offset: number): Parameter {
  const sql: Expression = { kind: "constant", value: "sql", offset, calls: false };
  const fallback = languages ?? { kind: "list", items: [sql], offset, calls: false };
  return { name: "supported_languages", offset, type: undefined, fallback, slot: -1 };
}

function parseDocs(stream: TokenStream, parseBody: ParseBody): MacroNode {
  const offset = advance(stream).start;
  const { name: blockName } = parseNameTarget(stream);
  const body = parseBody(stream, ["enddocs"]);
  advance(stream);
  const name = `dbt_docs__${blockName}`;
  return macroNode("docs", { name, blockName, parameters: [], body, offset });
}

function parseCallBlock(stream: TokenStream, parseBody: ParseBody): Statement {
  const offset = advance(stream).start;
  const parameters = isAt(stream, "lparen") ? parseSignature(stream) : [];
  const call = stream.grammar.expression(stream);
  if (call.kind !== "call") fail(stream, "expected call", { at: offset });
  const body = parseBody(stream, ["endcall"]);
  advance(stream);
  return { kind: "call-block", call, offset, calls: true, ...signature(parameters, body) };
}
