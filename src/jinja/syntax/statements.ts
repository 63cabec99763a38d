/** Parses the text between tags and finds the rule of each tag. */

import { closest } from "../values/suggest.ts";
import { parseAssignmentStatement } from "./assignments.ts";
import { parseControlStatement } from "./control.ts";
import { parseLoaderStatement } from "./loader-statements.ts";
import { parseMacroStatement } from "./macros.ts";
import {
  advance,
  expect,
  fail,
  failExpecting,
  isAt,
  isName,
  skipIf,
  type TokenStream,
} from "./token-stream.ts";
import { quote } from "./tokens.ts";
import type { Statement } from "./tree.ts";

/** The statements of a body. */
export type ParseBody = (stream: TokenStream, endTags: readonly string[]) => Statement[];

/** A whole template. */
export function parseAll(stream: TokenStream): Statement[] {
  return parseUntil(stream, undefined);
}

/**
 * The statements up to one of these end tags, whose name is left as the current token.
 * @throws TemplateError TemplateSyntaxError when the template ends before
 */
function parseBody(stream: TokenStream, endTags: readonly string[]): Statement[] {
  // Python's habit of a colon at the end of the line is tolerated.
  skipIf(stream, "colon");
  expect(stream, "block_end");
  const body = parseUntil(stream, endTags);
  if (isAt(stream, "eof")) failUnclosed(stream, undefined, [endTags]);
  return body;
}

function parseUntil(stream: TokenStream, endTags: readonly string[] | undefined): Statement[] {
  const body: Statement[] = [];
  if (endTags) stream.awaitedTags.push(endTags);
  while (!isAt(stream, "eof")) {
    if (isAt(stream, "data")) {
      const { text, start } = advance(stream);
      body.push({ kind: "text", text, offset: start, calls: false });
    } else if (isAt(stream, "variable_begin")) {
      body.push(parsePrint(stream));
    } else {
      advance(stream);
      if (endTags?.some((tag) => isName(stream.current, tag))) break;
      body.push(...parseStatement(stream));
      expect(stream, "block_end");
    }
  }
  if (endTags) stream.awaitedTags.pop();
  return body;
}

function parsePrint(stream: TokenStream): Statement {
  const { start } = advance(stream);
  const value = stream.grammar.tuple(stream);
  if (!skipIf(stream, "variable_end")) failUnclosedPrint(stream, start);
  return { kind: "print", value, offset: value.offset, calls: value.calls };
}

/** On a later line what stands there was never meant to be in the braces. */
function failUnclosedPrint(stream: TokenStream, start: number): never {
  const line = lineAt(stream, start);
  const isLater = lineAt(stream, stream.current.start) > line;
  failExpecting(
    stream,
    "variable_end",
    isLater ? `The "{{" of line ${line} is not closed.` : undefined,
  );
}

function parseStatement(stream: TokenStream): readonly Statement[] {
  const { type, text: tag, start } = stream.current;
  if (type !== "name") fail(stream, "tag name expected");
  stream.openTags.push({ name: tag, start });
  const statements = parseKnown(stream, tag);
  stream.openTags.pop();
  if (statements === undefined) failUnclosed(stream, tag, [], start);
  return statements;
}

function parseKnown(stream: TokenStream, tag: string): readonly Statement[] | undefined {
  if (tag === "print") return parsePrintStatement(stream);
  if (tag !== "if" && tag !== "do") stream.needsScopes = true;
  const statement =
    parseControlStatement(stream, tag, parseBody) ??
    parseAssignmentStatement(stream, tag, parseBody) ??
    parseMacroStatement(stream, tag, parseBody) ??
    parseLoaderStatement(stream, tag);
  return statement && [statement];
}

function parsePrintStatement(stream: TokenStream): Statement[] {
  advance(stream);
  const parts: Statement[] = [];
  while (!isAt(stream, "block_end")) {
    if (parts.length > 0) expect(stream, "comma");
    const value = stream.grammar.expression(stream);
    parts.push({ kind: "print", value, offset: value.offset, calls: value.calls });
  }
  return parts;
}

function failUnclosed(
  stream: TokenStream,
  tag: string | undefined,
  also: readonly (readonly string[])[],
  at = stream.current.start,
): never {
  const awaited = [...stream.awaitedTags, ...also];
  const sentences = [
    tag === undefined ? "Unexpected end of template." : `Encountered unknown tag ${quote(tag)}.`,
  ];
  const innermost = awaited.at(-1);
  if (innermost !== undefined) sentences.push(lookingFor(tag, awaited, innermost));
  const open = stream.openTags.at(-1);
  if (open !== undefined) {
    sentences.push(`The innermost block that needs to be closed is ${quote(open.name)}.`);
  }
  fail(stream, sentences.join(" "), { at, hint: tagHint(stream, tag, innermost) });
}

const tags = [
  "autoescape",
  "block",
  "break",
  "call",
  "continue",
  "data_test",
  "do",
  "docs",
  "elif",
  "else",
  "endcall",
  "endfor",
  "endif",
  "endmacro",
  "endmaterialization",
  "endraw",
  "endset",
  "endtest",
  "extends",
  "filter",
  "for",
  "from",
  "if",
  "import",
  "include",
  "macro",
  "materialization",
  "raw",
  "set",
  "test",
  "with",
];

function tagHint(
  stream: TokenStream,
  tag: string | undefined,
  innermost: readonly string[] | undefined,
): string | undefined {
  if (tag === undefined) return openTagHint(stream);
  if (tags.includes(tag)) return undefined;
  const meant = closest(tag, [...(innermost ?? []), ...tags]);
  return meant && `Did you mean "${meant}"?`;
}

function openTagHint(stream: TokenStream): string | undefined {
  const open = stream.openTags.at(-1);
  return open && `The "${open.name}" of line ${lineAt(stream, open.start)} is not closed.`;
}

const lineAt = ({ origin }: TokenStream, offset: number): number =>
  origin.fileSource.slice(0, origin.base + offset).split("\n").length;

function lookingFor(
  tag: string | undefined,
  awaited: readonly (readonly string[])[],
  innermost: readonly string[],
): string {
  const list = innermost.map(quote).join(" or ");
  const misplaced = tag !== undefined && awaited.some((tags) => tags.includes(tag));
  return misplaced
    ? `You probably made a nesting mistake. Jinja is expecting this tag, but currently looking for ${list}.`
    : `Jinja was looking for the following tags: ${list}.`;
}
