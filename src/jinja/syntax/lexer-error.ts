/** How the lexer fails. */
import { syntaxError } from "../origin.ts";
import type { LexerState } from "./lexer.ts";

/** @throws TemplateError TemplateSyntaxError at this offset */
export function failLexing(state: LexerState, offset: number, message: string): never {
  throw syntaxError(state.origin, offset, message);
}
