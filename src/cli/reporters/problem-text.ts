/** A problem as people read it: code, place, the lines around it, the way through the macros, what to do. */
import type { Frame, Place } from "../../core/place.ts";
import type { Problem } from "../../core/problem.ts";
import type { Colors } from "./colors.ts";

/** The text of a file of the project, or undefined when it cannot be read. */
export type ReadSource = (file: string) => string | undefined;

export function problemText(problem: Problem, read: ReadSource, colors: Colors): string {
  const lines = [`${colors.bold(problem.code)}: ${printable(problem.message)}`];
  if (problem.at !== undefined) {
    lines.push(`  at ${placeText(problem.at)}`);
    lines.push(...frameLines(problem.at, problem.source ?? read(problem.at.file), colors));
  }
  lines.push(...stackLines(problem.frames));
  if (problem.hint !== undefined) lines.push(`  ${colors.dim("hint:")} ${problem.hint}`);
  return lines.join("\n");
}

const shownAtEnds = 5;

/** A macro that calls itself is told once, and of a stack that is still long the middle is left out. */
function stackLines(frames: readonly Frame[]): string[] {
  const steps: { text: string; times: number }[] = [];
  for (const { label, at } of frames) {
    const text = `  in ${label}${at === undefined ? "" : ` (${placeText(at)})`}`;
    const last = steps.at(-1);
    if (last?.text === text) last.times += 1;
    else steps.push({ text, times: 1 });
  }
  const lines = steps.map(({ text, times }) => (times === 1 ? text : `${text}, ${times} times`));
  const omitted = lines.length - 2 * shownAtEnds;
  if (omitted <= 1) return lines;
  const middle = `  … and ${omitted} more …`;
  return [...lines.slice(0, shownAtEnds), middle, ...lines.slice(-shownAtEnds)];
}

/** A file may hold what a terminal would obey; it is shown and not sent. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  text.replaceAll("\ufeff", " ").replaceAll(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "\ufffd");

const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Two lines before the place, its own with a caret below, one after. */
function frameLines(at: Place, source: string | undefined, colors: Colors): string[] {
  if (source === undefined) return [];
  const all = source.split(/\r?\n/);
  if (all[at.line - 1] === undefined) return [];
  const first = Math.max(1, at.line - 2);
  const last = Math.min(all.length, at.line + 1);
  const gutter = String(last).length;
  const from = windowStart(at, all[at.line - 1] ?? "");
  const lines: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = windowOf(printable(all[number - 1] ?? "").replaceAll("\t", " "), from);
    if (number === last && number !== at.line && text.trim() === "") continue;
    lines.push(`    ${colors.dim(`${String(number).padStart(gutter)} |`)} ${text}`.trimEnd());
    if (number !== at.line) continue;
    const before = " ".repeat(Math.max(0, at.column - 1 - from));
    lines.push(`    ${" ".repeat(gutter)} ${colors.dim("|")} ${before}${colors.red("^")}`);
  }
  return lines;
}

/** Of lines that are longer, as machines write them, the part around the place is shown. */
const windowWidth = 200;

const windowStart = ({ column }: Place, line: string): number =>
  line.length <= windowWidth ? 0 : Math.max(0, column - 1 - windowWidth / 2);

function windowOf(text: string, from: number): string {
  const part = text.slice(from, from + windowWidth);
  const start = from > 0 && part !== "" ? `…${part.slice(1)}` : part;
  return text.length > from + windowWidth ? `${start.slice(0, -1)}…` : start;
}
