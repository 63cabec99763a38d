/** Finds the tags of a file, as dbt does before it parses anything: strings, comments and raw blocks hide nothing. */
import { type Origin, syntaxError } from "./origin.ts";

export interface ScannedTag {
  readonly name: string;
  /** The word after the name, if one follows. */
  readonly word: string | undefined;
  /** Everything after the name. */
  readonly args: string;
  /** With `{%-` the white space in front belongs to the tag. */
  readonly start: number;
  /** With `-%}` the white space behind belongs to the tag. */
  readonly end: number;
}

const tagStart = /(?:\s*\{%-|\{%)\s*([A-Za-z_]\w*)(?:\s+([A-Za-z_]\w*))?/g;
const commentStart = /\s*\{#/g;
const commentEnd = /#\}/g;
const printStart = /\{\{\s*/g;
const printEnd = /\s*\}\}/g;
const quoteStart = /['"]/g;
const tagEnd = /-%\}\s*|%\}/g;
const stringLiteral = /'[^'\\]*(?:\\[\s\S][^'\\]*)*'|"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g;
const rawBlock =
  /(?:\s*\{%-|\{%)\s*raw\s*(?:-%\}\s*|%\})[\s\S]*?(?:\s*\{%-|\{%)\s*endraw\s*(?:-%\}\s*|%\})/g;

interface Scanner {
  readonly text: string;
  readonly origin: Origin;
  position: number;
  /** The last match of each pattern, so that a long text is not searched again and again. */
  readonly matches: Map<RegExp, { readonly from: number; readonly match: RegExpExecArray | null }>;
}

/**
 * The tags of a file, in order; raw blocks count as one tag.
 * @throws TemplateError when a tag, string or comment does not end
 */
export function* scanTags(text: string, origin: Origin): Generator<ScannedTag> {
  const scanner: Scanner = { text, origin, position: 0, matches: new Map() };
  for (;;) {
    const first = firstOf(scanner, [tagStart, commentStart, printStart]);
    if (first === undefined) return;
    const { pattern, match } = first;
    scanner.position = match.index;
    if (pattern === tagStart) yield readTag(scanner, match);
    else if (pattern === commentStart) skipComment(scanner, match);
    else skipPrint(scanner, match);
  }
}

function search(scanner: Scanner, pattern: RegExp): RegExpExecArray | null {
  const known = scanner.matches.get(pattern);
  if (known && known.from <= scanner.position) {
    if (known.match === null || known.match.index >= scanner.position) return known.match;
  }
  pattern.lastIndex = scanner.position;
  const match = pattern.exec(scanner.text);
  scanner.matches.set(pattern, { from: scanner.position, match });
  return match;
}

const endOf = (match: RegExpExecArray): number => match.index + match[0].length;

interface Found {
  readonly pattern: RegExp;
  readonly match: RegExpExecArray;
}

// The match that ends first wins.
function firstOf(scanner: Scanner, patterns: readonly RegExp[]): Found | undefined {
  let best: Found | undefined;
  for (const pattern of patterns) {
    const match = search(scanner, pattern);
    if (match && (best === undefined || endOf(match) < endOf(best.match)))
      best = { pattern, match };
  }
  return best;
}

function expectFirst(scanner: Scanner, expected: string, patterns: readonly RegExp[]): Found {
  const found = firstOf(scanner, patterns);
  if (found) return found;
  const rest = scanner.text.slice(scanner.position, scanner.position + 10);
  throw syntaxError(
    scanner.origin,
    scanner.position,
    `unexpected EOF, expected ${expected}, got "${rest}"`,
  );
}

function skipString(scanner: Scanner): void {
  const { match } = expectFirst(scanner, "string", [stringLiteral]);
  scanner.position = endOf(match);
}

function skipPrint(scanner: Scanner, start: RegExpExecArray): void {
  scanner.position = endOf(start);
  for (;;) {
    const { pattern, match } = expectFirst(scanner, "}}", [printEnd, quoteStart]);
    if (pattern === printEnd) {
      scanner.position = endOf(match);
      return;
    }
    skipString(scanner);
  }
}

function skipComment(scanner: Scanner, start: RegExpExecArray): void {
  scanner.position = endOf(start);
  scanner.position = endOf(expectFirst(scanner, "#}", [commentEnd]).match);
}

function readTag(scanner: Scanner, start: RegExpExecArray): ScannedTag {
  const [whole, name = "", word] = start;
  if (name === "raw") {
    const { match } = expectFirst(scanner, "{% raw %}...{% endraw %}", [rawBlock]);
    scanner.position = endOf(match);
    return { name, word: undefined, args: "", start: start.index, end: scanner.position };
  }
  const afterName = start.index + whole.length - (word?.length ?? 0);
  scanner.position = endOf(start);
  for (;;) {
    const { pattern, match } = expectFirst(scanner, 'tag close ("%}")', [quoteStart, tagEnd]);
    if (pattern === tagEnd) {
      scanner.position = endOf(match);
      const args = scanner.text.slice(afterName, match.index).trim();
      return { name, word, args, start: start.index, end: scanner.position };
    }
    scanner.position = match.index;
    skipString(scanner);
  }
}
