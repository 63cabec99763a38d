/** docs/cli.md, from the same tables as the parser and `--help`. */

import type { CommandArguments } from "./arguments/command.ts";
import { allCommands, typedName } from "./arguments.ts";
import { optionHelp, optionUsage } from "./help.ts";
import type { Option } from "./options/option.ts";
import { globalOptions } from "./options.ts";

/** The page as Markdown. */
export function commandLineReference(): string {
  const lines = [
    "# Command line",
    "",
    "`tsdbt [options] <command> [options]`. Options may stand before or after the command. Every option with an",
    "environment variable can be set by it, by the same name with `DBT_ENGINE_` instead of `DBT_`, or under `flags:` in",
    "the project file: the command line beats the environment, which beats the project file. Lists are separated by",
    "spaces. This page is made from `src/cli` by `node scripts/cli-doc.mjs`; a test fails when it is not current.",
    "",
    "Exit codes: 0 everything went well, 1 a node or test failed, 2 nothing could be done (a mistake in the project,",
    "the settings or the command line), or the command was interrupted.",
    "",
    "| command | does |",
    "|---|---|",
    ...allCommands.map(
      ({ name, summary }) => `| [\`${typedName(name)}\`](#${name}) | ${summary} |`,
    ),
    ...allCommands.flatMap(commandSection),
    "",
    "## Options of every command",
    "",
    ...optionTable(globalOptions.filter(isShown)),
    "",
    "## Accepted for dbt's sake",
    "",
    "These options of dbt change nothing here, and may be given all the same:",
    `${globalOptions
      .filter((option) => option.group === "Accepted")
      .map((option) => `\`--${option.name}\``)
      .join(", ")}.`,
  ];
  return `${lines.join("\n")}\n`;
}

const isShown = (option: Option): boolean => option.hidden !== true;

function commandSection(command: CommandArguments): string[] {
  const { name, aliases, description, argument, options, examples } = command;
  const own = options.filter((option) => isShown(option) && !globalOptions.includes(option));
  return [
    "",
    `## ${typedName(name)}`,
    "",
    `${description}${aliases === undefined ? "" : ` Also called \`${aliases.join("`, `")}\`.`}`,
    ...(argument === undefined ? [] : ["", `\`${argument.name}\`: ${argument.help}`]),
    "",
    ...optionTable(own),
    "",
    "```sh",
    ...examples.map(([words, does]) => `${words}   # ${does}`),
    "```",
  ];
}

function optionTable(options: readonly Option[]): string[] {
  const cell = (text: string) => text.replaceAll("|", "\\|");
  return [
    "| option | does |",
    "|---|---|",
    ...options.map(
      (option) => `| \`${cell(optionUsage(option))}\` | ${cell(optionHelp(option))} |`,
    ),
  ];
}
