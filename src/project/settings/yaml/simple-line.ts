/** How the simple readers of YAML step through a text, and what a plain scalar means. */
import type { Data } from "../../../core/data.ts";
import { mayBeTyped, plainScalar } from "./scalars.ts";

export interface Line {
  /** Ends with a line break. */
  readonly text: string;
  /** How far it has been read. */
  at: number;
  /** Where the node begins that is being read; -1 at the end of the text. */
  column: number;
  /** The values that aliases stand for; undefined where one has not ended yet. */
  readonly anchors: Map<string, Data | undefined>;
}

const gap = /(?: *(?:#.*)?\n)*( *)/y;

/** Steps from the beginning of a line over blank lines, comments and indentation. */
export function nextLine(line: Line): void {
  const found = matchAt(gap, line) as RegExpExecArray;
  line.at += found[0].length;
  line.column = line.at === line.text.length ? -1 : (found[1] as string).length;
}

/** @param pattern a sticky one */
export function matchAt(pattern: RegExp, { text, at }: Line): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Steps over what the pattern matches; false where it does not. */
export function skipRest(pattern: RegExp, line: Line): boolean {
  pattern.lastIndex = line.at;
  if (!pattern.test(line.text)) return false;
  line.at = pattern.lastIndex;
  return true;
}

/** Steps over what the pattern matches and gives what stands in its group. */
export function takeGroup(pattern: RegExp, line: Line): string | undefined {
  const found = matchAt(pattern, line);
  if (found !== undefined) line.at += found[0].length;
  return found?.[1];
}

/** Dates may be impossible, and two signs mean nothing here: that is not for a simple reader to say. */
const difficult = /^(?:\d{4}-|=$|<<$)/;

/** The value of a plain scalar; undefined for what may be none. */
export function plainValue(text: string): Data | undefined {
  if (!mayBeTyped(text)) return text;
  return difficult.test(text) ? undefined : plainScalar(text);
}

export const key =
  /(?:([A-Za-z_+](?:[\w+.-]|:(?=\w))*)|'([^'\n]*)'|"([^"\\\n]*)") *:(?: +|(?=\n))/y;

/** Steps over a key that is text, means nothing special, and comes for the first time. */
export function takeKey(line: Line, mapping: Readonly<Record<string, Data>>): string | undefined {
  const found = matchAt(key, line);
  if (found === undefined) return undefined;
  const name = (found[1] ?? found[2] ?? found[3]) as string;
  const isTyped = found[1] !== undefined && plainValue(name) !== name;
  if (isTyped || name === "__proto__" || Object.hasOwn(mapping, name)) return undefined;
  line.at += found[0].length;
  return name;
}
