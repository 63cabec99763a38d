/** Reads blocks of text, `|` and `>`, as simple YAML has them: no indentation of its own in `>`, none that is announced. */
import { type Line, restOfLine, skip, startsWith, take } from "./simple-line.ts";

const header = /[|>]-?(?= *\n| +#)/y;
const indentation = / */y;

/** The text of the block, and steps to the beginning of the line behind it. */
export function readBlockText(line: Line): string | undefined {
  const style = take(header, line);
  if (style === undefined) return undefined;
  skip(restOfLine, line);
  const lines = readLines(line);
  if (lines === undefined) return undefined;
  const text = style.startsWith("|") ? lines.join("\n") : folded(lines);
  return style.endsWith("-") || text === undefined ? text : `${text}\n`;
}

/** The lines without their common indentation, those at the end that are blank left out. */
function readLines(line: Line): readonly string[] | undefined {
  const inner = indentOf(line);
  if (inner <= line.column || isBlank(line, inner)) return undefined;
  const lines: string[] = [];
  let used = 0;
  for (let indent = inner; indent >= inner || isBlank(line, indent); indent = indentOf(line)) {
    if (isBlank(line, indent)) {
      if (indent > inner) return undefined;
      lines.push("");
      skip(restOfLine, line);
      continue;
    }
    const start = line.at + inner;
    skip(restOfLine, line);
    used = lines.push(line.text.slice(start, line.at - 1));
  }
  return lines.slice(0, used);
}

const isBlank = ({ text, at }: Line, indent: number): boolean => text.charAt(at + indent) === "\n";

const indentOf = (line: Line): number =>
  startsWith(indentation, line) ? indentation.lastIndex - line.at : 0;

/** Lines become words of one, and blank ones line breaks; undefined where a line is indented, which keeps its breaks. */
function folded(lines: readonly string[]): string | undefined {
  let text = "";
  let isStart = true;
  for (const each of lines) {
    if (each.startsWith(" ")) return undefined;
    if (each === "") text += "\n";
    else text += isStart ? each : ` ${each}`;
    isStart = each === "";
  }
  return text;
}
