/** A problem as people read it: code, place, the lines around it, the way through the macros, what to do. */
import type { Place } from "../../core/place.ts";
import type { Problem } from "../../core/problem.ts";
import type { Colors } from "./colors.ts";

/** The text of a file of the project, or undefined when it cannot be read. */
export type ReadSource = (file: string) => string | undefined;

export function problemText(problem: Problem, read: ReadSource, colors: Colors): string {
  const lines = [`${colors.bold(problem.code)}: ${problem.message}`];
  if (problem.at !== undefined) {
    lines.push(`  at ${placeText(problem.at)}`);
    lines.push(...frameLines(problem.at, problem.source ?? read(problem.at.file), colors));
  }
  for (const frame of problem.frames) {
    const where = frame.at === undefined ? "" : ` (${placeText(frame.at)})`;
    lines.push(`  in ${frame.label}${where}`);
  }
  if (problem.hint !== undefined) lines.push(`  ${colors.dim("hint:")} ${problem.hint}`);
  return lines.join("\n");
}

export const placeText = ({ file, line, column }: Place): string => `${file}:${line}:${column}`;

/** Two lines before the place, its own with a caret below, one after. */
function frameLines(at: Place, source: string | undefined, colors: Colors): string[] {
  if (source === undefined) return [];
  const all = source.split(/\r?\n/);
  if (all[at.line - 1] === undefined) return [];
  const first = Math.max(1, at.line - 2);
  const last = Math.min(all.length, at.line + 1);
  const gutter = String(last).length;
  const lines: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = (all[number - 1] ?? "").replaceAll("\t", " ");
    if (number === last && number !== at.line && text.trim() === "") continue;
    lines.push(`    ${colors.dim(`${String(number).padStart(gutter)} |`)} ${text}`.trimEnd());
    if (number !== at.line) continue;
    lines.push(
      `    ${" ".repeat(gutter)} ${colors.dim("|")} ${" ".repeat(Math.max(0, at.column - 1))}${colors.red("^")}`,
    );
  }
  return lines;
}
