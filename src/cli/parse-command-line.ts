/** Turns the words of the command line into the values that were typed; defaults and environment come later. */
import { Command, CommanderError } from "commander";
import { closestName } from "../core/closest.ts";
import type { Problem } from "../core/problem.ts";
import {
  dbtCommandMissing,
  invalidCommandLine,
  optionWithoutValue,
  unexpectedArgument,
  unknownCommand,
  unknownOption,
} from "../core/problems/cli.ts";
import type { CommandArguments } from "./arguments/command.ts";
import { allCommands, typedName } from "./arguments.ts";
import { keyOf, type Option } from "./options/option.ts";
import { globalOptions } from "./options.ts";

export type TypedValue = boolean | string | readonly string[];

export interface CommandLine {
  readonly command: CommandArguments | undefined;
  /** Only what was typed, by key such as `full_refresh`. */
  readonly values: Readonly<Record<string, TypedValue>>;
  readonly argument: string | undefined;
  readonly help: boolean;
  readonly version: boolean;
}

/** What a command alone means; commander takes longer to load than to find that out. */
const nothingTyped = { values: {}, argument: undefined, help: false, version: false };

/** @throws Problem of a command, option or value that cannot be */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const words = joinCommandWords(separateListValues(argv));
  const alone = words.length === 1 ? commandCalled(words[0]) : undefined;
  return alone === undefined ? parseWords(words) : { ...nothingTyped, command: alone };
}

function parseWords(words: readonly string[]): CommandLine {
  const globals = namedBy(words, globalOptions);
  const program = prepared(new Command("tsdbt"), globals).enablePositionalOptions();
  program.option("-v, --version").option("-V");
  program.argument("[command]").action((name: string | undefined) => {
    if (name !== undefined) throw noSuchCommand(name);
  });
  const command = commandCalled(commandWord(words));
  const options = namedBy(words, command?.options ?? []);
  const own = command && prepared(program.command(command.name), options);
  if (own !== undefined) {
    own.aliases([...(command?.aliases ?? [])]);
    if (command?.argument !== undefined) own.argument(command.argument.name);
    own.action(() => undefined);
  }
  try {
    program.parse(words, { from: "user" });
  } catch (thrown) {
    throw thrown instanceof CommanderError ? translated(thrown, command) : thrown;
  }
  const chosen = own !== undefined && program.args.length > 0 ? command : undefined;
  const argument = chosen && positional(chosen, own?.args ?? []);
  const has = (key: string) =>
    program.getOptionValue(key) === true || own?.getOptionValue(key) === true;
  return {
    command: chosen,
    values: { ...typedValues(program, globals), ...(chosen && typedValues(own, options)) },
    argument,
    help: has("help"),
    version: has("version") || has("V"),
  };
}

/** The first word that is neither an option nor the value of one that may stand before the command. */
function commandWord(words: readonly string[]): string | undefined {
  const takesValue = new Set(
    globalOptions
      .filter((option) => valuePart(option) !== "")
      .flatMap((option) => [...longNames(option).map((name) => `--${name}`), `-${option.short}`]),
  );
  return words.find(
    (word, index) => !word.startsWith("-") && !takesValue.has(words[index - 1] ?? ""),
  );
}

/** `stream dlq list` is one command. */
function joinCommandWords(words: readonly string[]): readonly string[] {
  const first = words.indexOf(commandWord(words) ?? "");
  if (words[first] !== "stream") return words;
  const joined = allCommands
    .map(({ name }) => ({ name, parts: typedName(name).split(" ") }))
    .find(
      ({ parts }) =>
        parts.length > 1 && parts.every((part, index) => words[first + index] === part),
    );
  if (joined === undefined) return words;
  return [...words.slice(0, first), joined.name, ...words.slice(first + joined.parts.length)];
}

const commandCalled = (word: string | undefined): CommandArguments | undefined =>
  allCommands.find(
    ({ name, aliases }) => name === word || (word !== undefined && aliases?.includes(word)),
  );

function positional(command: CommandArguments, args: readonly string[]): string | undefined {
  const [first, ...more] = command.argument === undefined ? [undefined, ...args] : args;
  if (more[0] !== undefined) throw unexpectedArgument(command.name, more[0]);
  return first;
}

/** Those that the words may name: to tell commander of all takes longer than to find the project's files. */
function namedBy(words: readonly string[], options: readonly Option[]): readonly Option[] {
  const long = new Set(words.map((word) => word.replace(/=.*$/s, "")));
  const hasShort = words.some((word) => /^-[^-]/.test(word));
  const isNamed = (name: string) => long.has(`--${name}`) || long.has(`--no-${name}`);
  return options.filter(
    (option) => (hasShort && option.short !== undefined) || longNames(option).some(isNamed),
  );
}

/** `--select=a b` gives both to the option, as `--select a b` does. */
function separateListValues(argv: readonly string[]): string[] {
  return argv.flatMap((word) => {
    const [, name, value] = /^--([a-z-]+)=(.*)$/s.exec(word) ?? [];
    if (name === undefined || value === undefined) return [word];
    const isList = allCommands.some(({ options }) =>
      options.some((option) => option.kind === "list" && longNames(option).includes(name)),
    );
    return isList ? [`--${name}`, value] : [word];
  });
}

const longNames = (option: Option): readonly string[] => [option.name, ...(option.aliases ?? [])];

function prepared(command: Command, options: readonly Option[]): Command {
  command
    .exitOverride()
    .configureOutput({ writeErr: () => undefined, writeOut: () => undefined })
    .allowExcessArguments(true)
    .helpOption(false)
    .option("-h, --help");
  for (const option of options) {
    for (const [index, name] of longNames(option).entries()) {
      const short = index === 0 && option.short !== undefined ? `-${option.short}, ` : "";
      command.option(`${short}--${name}${valuePart(option)}`);
      if (option.kind === "switch") command.option(`--no-${name}`);
    }
  }
  return command;
}

function valuePart(option: Option): string {
  if (option.kind === "flag" || option.kind === "switch") return "";
  return option.kind === "list" ? " <value...>" : " <value>";
}

function typedValues(
  command: Command | undefined,
  options: readonly Option[],
): Record<string, TypedValue> {
  const values: Record<string, TypedValue> = {};
  for (const option of options) {
    for (const name of longNames(option)) {
      const value: unknown = command?.getOptionValue(camelCase(name));
      // commander sets what has a --no- form to true by itself; only what the user typed counts.
      if (command?.getOptionValueSource(camelCase(name)) !== "cli" || !isTyped(value)) continue;
      const before = values[keyOf(option)];
      values[keyOf(option)] =
        Array.isArray(value) && Array.isArray(before) ? [...before, ...value] : value;
    }
  }
  return values;
}

const isTyped = (value: unknown): value is TypedValue =>
  typeof value === "boolean" || typeof value === "string" || Array.isArray(value);

const camelCase = (name: string): string =>
  name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());

function translated(error: CommanderError, command: CommandArguments | undefined): Problem {
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? "";
  switch (error.code) {
    case "commander.unknownOption": {
      const name = quoted.replace(/=.*$/s, "");
      const known = (command?.options ?? globalOptions).flatMap((option) => [
        ...longNames(option).map((long) => `--${long}`),
        ...(option.kind === "switch" ? [`--no-${option.name}`] : []),
      ]);
      return unknownOption(name, command?.name ?? "", closestName(name, known));
    }
    case "commander.optionMissingArgument":
      return optionWithoutValue(quoted.replace(/ <.*/, "").replace(/^-., /, ""));
    default:
      return invalidCommandLine(error.message.replace(/^error: /, ""));
  }
}

/** What those do who are used to dbt's commands. */
const insteadOf: Readonly<Record<string, string>> = {
  deps: "Packages are read from dbt_packages and from local: entries of packages.yml; put them there.",
  docs: "tsdbt report shows the last run as a page; target/manifest.json holds the documentation.",
  source: "Test the age of a source with a data test of your own.",
  retry: "Run the command again with --select and the names of what failed.",
};

function noSuchCommand(name: string): Problem {
  const instead = insteadOf[name];
  return instead === undefined
    ? unknownCommand(name, closestCommand(name))
    : dbtCommandMissing(name, instead);
}

function closestCommand(typed: string): string | undefined {
  return closestName(
    typed,
    allCommands.flatMap(({ name, aliases }) => [name, ...(aliases ?? [])]),
  );
}
