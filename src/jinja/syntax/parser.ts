/** Parses the text of a template into its syntax tree. */
import { type Origin, syntaxError } from "../origin.ts";
import { parseExpression, parseTuple } from "./expressions.ts";
import { parseAll } from "./statements.ts";
import { type Grammar, startStream } from "./token-stream.ts";
import type { Statement } from "./tree.ts";

const grammar: Grammar = { expression: parseExpression, tuple: parseTuple };

export interface ParsedText {
  readonly body: readonly Statement[];
  /** False when every name is a global, so that the scope pass has nothing to do. */
  readonly needsScopes: boolean;
}

/**
 * Parses a template.
 * @throws TemplateError TemplateSyntaxError; RecursionError when it is nested too deeply
 */
export function parse(source: string, origin: Origin): ParsedText {
  try {
    const stream = startStream(source, origin, grammar);
    const body = parseAll(stream);
    return { body, needsScopes: stream.needsScopes };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const message = "maximum recursion depth exceeded";
    throw syntaxError(origin, 0, message, { pyType: "RecursionError" });
  }
}
