/** The value of every option: typed, or of the environment, or of the project's `flags:`, or the default. */
import type { Data, DataObject } from "../core/data.ts";
import { type Problem, problemsIn, throwAll } from "../core/problem.ts";
import { invalidOptionValue } from "../core/problems/cli.ts";
import { keyOf, type Option } from "./options/option.ts";
import type { TypedValue } from "./parse-command-line.ts";

/** By key such as `full_refresh`. `undefined`: nobody said anything, and there is no default. */
export type OptionValues = Readonly<Record<string, OptionValue | undefined>>;
export type OptionValue = boolean | number | string | readonly string[] | DataObject;

export interface ValueSources {
  readonly typed: Readonly<Record<string, TypedValue>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `flags:` of the project file. */
  readonly projectFlags: DataObject;
  /** Reads YAML; given in because it is costly to load and seldom needed. */
  readYaml(text: string, source: string): Data;
}

/** @throws Problems of every value that its option cannot have */
export function optionValues(options: readonly Option[], sources: ValueSources): OptionValues {
  const values: Record<string, OptionValue | undefined> = {};
  const problems: Problem[] = [];
  for (const option of options) {
    try {
      values[keyOf(option)] = resolved(option, sources);
    } catch (thrown) {
      const found = problemsIn(thrown);
      if (found === undefined) throw thrown;
      problems.push(...found);
    }
  }
  throwAll(problems);
  return values;
}

function resolved(option: Option, sources: ValueSources): OptionValue | undefined {
  const typed = sources.typed[keyOf(option)];
  if (typed !== undefined) return converted(option, typed, `--${option.name}`, sources);
  const variable = variableOf(option, sources.env);
  if (variable !== undefined) return converted(option, sources.env[variable], variable, sources);
  const flag = sources.projectFlags[keyOf(option)];
  if (flag !== undefined && flag !== null)
    return converted(option, flag, `flags: ${keyOf(option)}`, sources);
  return "default" in option ? option.default : undefined;
}

/** The environment variable that gives an option its value, when one is set. */
export function variableOf(option: Option, env: ValueSources["env"]): string | undefined {
  if (option.env === undefined) return undefined;
  const names = [option.env.replace(/^DBT_(ENGINE_)?/, "DBT_ENGINE_"), option.env];
  return names.find((name) => env[name] !== undefined && env[name] !== "");
}

function converted(
  option: Option,
  value: Data | undefined,
  source: string,
  { readYaml }: ValueSources,
): OptionValue | undefined {
  switch (option.kind) {
    case "switch":
    case "flag":
      return asBoolean(value, source);
    case "integer":
      return asInteger(value, source);
    case "choice":
      return oneOf(option.choices, String(value), source);
    case "list": {
      const words = (Array.isArray(value) ? value : [value]).flatMap((text) =>
        String(text).split(" "),
      );
      return option.choices === undefined
        ? words
        : words.map((word) => oneOf(option.choices ?? [], word, source));
    }
    case "yaml":
      return asMapping(typeof value === "string" ? readYaml(value, source) : value, value, source);
    default:
      return String(value);
  }
}

const yes = ["1", "true", "t", "yes", "y", "on"];
const no = ["0", "false", "f", "no", "n", "off"];

function asBoolean(value: Data | undefined, source: string): boolean {
  if (typeof value === "boolean") return value;
  const word = String(value).trim().toLowerCase();
  if (yes.includes(word)) return true;
  if (no.includes(word)) return false;
  throw invalidOptionValue(source, String(value), "true or false");
}

function asInteger(value: Data | undefined, source: string): number {
  if (/^[+-]?\d+$/.test(String(value).trim())) return Number(value);
  throw invalidOptionValue(source, String(value), "a whole number");
}

function oneOf(choices: readonly string[], value: string, source: string): string {
  const found = choices.find((choice) => choice.toLowerCase() === value.toLowerCase());
  if (found === undefined) throw invalidOptionValue(source, value, `one of ${choices.join(", ")}`);
  return found;
}

function asMapping(data: Data | undefined, value: Data | undefined, source: string): DataObject {
  if (data === null || data === undefined) return {};
  if (typeof data === "object" && !Array.isArray(data) && !("toJSON" in data))
    return data as DataObject;
  throw invalidOptionValue(source, String(value), "a YAML mapping such as '{name: value}'");
}
