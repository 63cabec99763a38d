/** The report in a few lines for the terminal: what was built, what the data says, what to try next. */
import { counted } from "../../core/counted.ts";
import type { ReportContent } from "./content.ts";
import { seconds } from "./page.ts";

const indent = "  ";

/**
 * @param page where the HTML file was written, as the user would type it
 * @param width of the terminal, in columns
 */
export function summaryOf(content: ReportContent, page: string, width: number): string {
  const { artifacts } = content;
  const blocks = [
    block(
      `What was built (${artifacts.command} on ${artifacts.adapterType}, ${seconds(artifacts.elapsed)})`,
      builtLines(content),
    ),
    block("What the data says", headlineLines(content, width)),
    ...content.findings.map((finding) =>
      block(
        finding.title,
        finding.sentences.flatMap((sentence) => wrap(sentence.text, width - 2 * indent.length)),
      ),
    ),
    block("The whole report", [page]),
    block("Try next", nextLines(content)),
  ];
  return ["", content.title, "", ...blocks.flat()].join("\n").trimEnd();
}

const block = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0
    ? []
    : [`${indent}${title}`, ...lines.map((line) => `${indent}${indent}${line}`), ""];

function builtLines({ built, tests: { all } }: ReportContent): string[] {
  const results = [
    `${all.passed.toLocaleString("en")} passed`,
    ...(all.warned > 0 ? [`${all.warned} warned`] : []),
    ...(all.failed > 0 ? [`${all.failed} failed`] : []),
    ...(all.skipped > 0 ? [`${all.skipped} skipped`] : []),
  ];
  return [
    ...(built.length > 0 ? [built.map((part) => counted(part.count, part.type)).join(", ")] : []),
    ...(all.total > 0 ? [`${counted(all.total, "test")}: ${results.join(", ")}`] : []),
  ];
}

function headlineLines({ headlines }: ReportContent, width: number): string[] {
  const titles = Math.max(0, ...headlines.map(({ title }) => title.length));
  const values = Math.max(0, ...headlines.map(({ value }) => value.length));
  return headlines.map(({ title, value, note }) => {
    const line = `${title.padEnd(titles)}  ${value.padStart(values)}`;
    const room = width - 2 * indent.length - line.length - 2;
    return note.length === 0 || note.length > room ? line : `${line}  ${note}`;
  });
}

function nextLines({ tryNext }: ReportContent): string[] {
  const longest = Math.max(0, ...tryNext.map(({ command }) => command.length));
  return tryNext.map(({ command, does }) => `${command.padEnd(longest)}  ${does}`);
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + word.length + 1 > width) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return line === "" ? lines : [...lines, line];
}
