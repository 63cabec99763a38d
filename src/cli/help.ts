/** `--help`, from the tables of commands and options. */

import type { CommandArguments } from "./arguments/command.ts";
import { allCommands, typedName } from "./arguments.ts";
import type { Option, OptionGroup } from "./options/option.ts";
import { globalOptions } from "./options.ts";

const groups: readonly OptionGroup[] = [
  "What to select",
  "How to run",
  "Project",
  "Output",
  "Logging",
];

/** Help of one command, or of the program. */
export function helpText(command: CommandArguments | undefined, columns?: number): string {
  const width = Math.max(50, Math.min(columns || 80, 110));
  const lines = command === undefined ? programHelp(width) : commandHelp(command, width);
  return `${lines.join("\n")}\n`;
}

function programHelp(width: number): string[] {
  return [
    "Usage: tsdbt [options] <command> [options]",
    "",
    "Turns a folder of SQL models into tested, documented tables.",
    "",
    "Commands:",
    ...table(
      allCommands.map(({ name, aliases, summary }) => [
        [typedName(name), ...(aliases ?? [])].join(", "),
        summary,
      ]),
      width,
    ),
    "",
    "  tsdbt <command> --help   the options of a command",
    "  tsdbt --version          the versions",
    ...optionGroups(globalOptions, width, " (every command)"),
  ];
}

function commandHelp(command: CommandArguments, width: number): string[] {
  const { name, argument, description, examples } = command;
  const lines = [
    `Usage: tsdbt ${typedName(name)} [options]${argument === undefined ? "" : ` ${argument.name}`}`,
    "",
    ...wrapped(description, width),
  ];
  if (argument !== undefined) lines.push("", ...table([[argument.name, argument.help]], width));
  lines.push(...optionGroups(command.options.filter(isOwn), width, ""));
  lines.push("", "  tsdbt --help   the options that every command takes");
  lines.push("", "Examples:");
  for (const [words, does] of examples) lines.push(`  ${words}`, `      ${does}`);
  return lines;
}

const isOwn = (option: Option): boolean => !globalOptions.includes(option);

function optionGroups(options: readonly Option[], width: number, note: string): string[] {
  return groups.flatMap((group) => {
    const shown = options.filter((option) => option.group === group && option.hidden !== true);
    if (shown.length === 0) return [];
    const rows = shown.map((option) => [optionUsage(option), optionHelp(option)] as const);
    return ["", `${group}${note}:`, ...table(rows, width)];
  });
}

/** `-s, --select <selector...>`, `--[no-]quiet`. */
export function optionUsage(option: Option): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const name = option.kind === "switch" ? `--[no-]${option.name}` : `--${option.name}`;
  return `${short}${name}${valueName(option)}`;
}

function valueName(option: Option): string {
  if (option.kind === "choice") return ` <${option.choices.join("|")}>`;
  return "value" in option ? ` ${option.value}` : "";
}

/** What it does, its default and its environment variable. */
export function optionHelp(option: Option): string {
  const notes: string[] = [];
  if ("default" in option && option.default !== undefined && option.default !== false) {
    notes.push(`default: ${option.default === true ? "yes" : option.default}`);
  }
  if (option.env !== undefined) notes.push(`env: ${option.env}`);
  return notes.length === 0 ? option.help : `${option.help} [${notes.join(", ")}]`;
}

const nameColumn = 32;

function table(rows: readonly (readonly [string, string])[], width: number): string[] {
  const longest = rows.reduce((most, [name]) => Math.max(most, name.length), 0);
  const column = Math.min(nameColumn, longest + 4);
  return rows.flatMap(([name, text]) => {
    const [first = "", ...more] = wrapped(text, width - column);
    const rest = more.map((line) => `${" ".repeat(column)}${line}`);
    return name.length + 4 > column
      ? [`  ${name}`, `${" ".repeat(column)}${first}`, ...rest]
      : [`  ${name.padEnd(column - 2)}${first}`, ...rest];
  });
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
