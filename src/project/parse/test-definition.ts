/** Reads one generic test as it is written in a properties file: which test, its arguments, its config. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";
import type { Problem } from "../../core/problem.ts";
import {
  testArgumentsNotMapping,
  testConfigNotMapping,
  testConfigTwice,
  testModelArgument,
  testNameInvalid,
  testNotReadable,
  testTagsNotStrings,
} from "../../core/problems/generic-tests.ts";
import { isDataObject } from "../settings/data-object.ts";
import { pythonText } from "./test-names.ts";

/** Keys that are config wherever they stand. */
const configKeys = [
  "severity",
  "tags",
  "enabled",
  "where",
  "limit",
  "warn_if",
  "error_if",
  "fail_calc",
  "store_failures",
  "store_failures_as",
  "sql_header",
  "meta",
  "database",
  "schema",
  "alias",
] as const;

export interface TestDefinition {
  /** Without its namespace. */
  readonly name: string;
  readonly namespace: string | null;
  /** What the macro is called with, `model` not yet among them. */
  readonly args: DataObject;
  readonly config: DataObject;
  readonly customName: string | undefined;
  readonly description: string;
  /** Arguments stand beside `config:` instead of under `arguments:`. */
  readonly looseArguments: boolean;
  /** Config keys that stand beside `config:`. */
  readonly looseConfig: readonly string[];
}

export interface DefinitionOptions {
  readonly columnName: string | null;
  /** Behaviour flag `require_generic_test_arguments_property`: `arguments:` is unpacked. */
  readonly argumentsProperty: boolean;
  /** Renders a config value, a string, as dbt renders YAML. */
  readonly render: (text: string) => Data;
  readonly at: () => Place;
}

const namePattern = /^(?:([a-zA-Z_][0-9a-zA-Z_]*)\.)?([a-zA-Z_][0-9a-zA-Z_]*)/;

/** @throws Problem when it cannot be read */
export function readTestDefinition(test: Data, options: DefinitionOptions): TestDefinition {
  if (typeof test === "string") return plainDefinition(test, options);
  const [written, given] = nameAndArguments(test, options);
  const match = namePattern.exec(written);
  if (match === null) throw testNameInvalid(written, options.at());
  const args: Record<string, Data> = { ...given };
  if (options.columnName !== null) args.column_name = options.columnName;
  const loose = unpackArguments(args, options);
  if ("model" in args) throw testModelArgument(written, options.at());
  const config = takeConfig(args, written, options);
  const description = take(args, "description");
  const customName = take(args, "name");
  return {
    name: match[2] as string,
    namespace: match[1] ?? null,
    args,
    config,
    customName: customName === undefined ? undefined : pythonText(customName),
    description: description === undefined ? "" : pythonText(description),
    ...loose,
  };
}

/** A test that is only named. */
function plainDefinition(written: string, options: DefinitionOptions): TestDefinition {
  const match = namePattern.exec(written);
  if (match === null) throw testNameInvalid(written, options.at());
  const { columnName } = options;
  return {
    name: match[2] as string,
    namespace: match[1] ?? null,
    args: columnName === null ? {} : { column_name: columnName },
    config: {},
    customName: undefined,
    description: "",
    looseArguments: false,
    looseConfig: [],
  };
}

function nameAndArguments(test: Data, options: DefinitionOptions): readonly [string, DataObject] {
  if (!isDataObject(test)) throw testNotReadable(options.at());
  if ("test_name" in test) {
    const { test_name: name, ...args } = test;
    if (typeof name !== "string") throw testNotReadable(options.at());
    return [name, args];
  }
  const names = Object.keys(test);
  const [name] = names;
  if (names.length !== 1 || name === undefined) throw testNotReadable(options.at());
  const args = test[name] as Data;
  if (!isDataObject(args)) throw testArgumentsNotMapping(name, options.at());
  return [name, args];
}

/** Puts what stands under `arguments:` beside the rest. */
function unpackArguments(
  args: Record<string, Data>,
  { argumentsProperty }: DefinitionOptions,
): Pick<TestDefinition, "looseArguments" | "looseConfig"> {
  if (!argumentsProperty) return { looseArguments: false, looseConfig: [] };
  const nested = take(args, "arguments");
  const looseConfig = configKeys.filter((key) => key in args);
  const expected = ["config", "description", "name", ...configKeys, "column_name"] as string[];
  const isEmpty = !isDataObject(nested) || Object.keys(nested).length === 0;
  const looseArguments = isEmpty && Object.keys(args).some((key) => !expected.includes(key));
  if (isDataObject(nested)) Object.assign(args, nested);
  return { looseArguments, looseConfig };
}

/** Takes the config out of the arguments, the known keys first, as dbt orders them. */
function takeConfig(
  args: Record<string, Data>,
  name: string,
  options: DefinitionOptions,
): DataObject {
  const nested = args.config;
  if (nested !== undefined && !isDataObject(nested)) throw testConfigNotMapping(name, options.at());
  const rest: Record<string, Data> = { ...nested };
  const config: Record<string, Data> = {};
  const add = (key: string, value: Data | undefined): void => {
    const rendered = typeof value === "string" ? options.render(value) : value;
    if (rendered !== null && rendered !== undefined) config[key] = rendered;
  };
  for (const key of configKeys) {
    const loose = take(args, key);
    if (isTruthy(loose) && key in rest) throw testConfigTwice(name, key, options.at());
    // Where there is a `config:`, dbt loses a false or empty value beside it.
    add(key, isTruthy(loose) || nested === undefined ? loose : take(rest, key));
  }
  delete args.config;
  for (const [key, value] of Object.entries(rest)) add(key, value);
  return config;
}

function take(from: Record<string, Data>, key: string): Data | undefined {
  const value = from[key];
  delete from[key];
  return value;
}

/** Python's truth of plain data. */
function isTruthy(value: Data | undefined): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return isDataObject(value) ? Object.keys(value).length > 0 : Boolean(value);
}

/** The tags in a test's config. */
export function testTags(config: DataObject, at: () => Place): readonly string[] {
  const tags = config.tags;
  if (tags === undefined) return [];
  const list = typeof tags === "string" ? [tags] : tags;
  if (Array.isArray(list) && list.every((tag) => typeof tag === "string"))
    return list as readonly string[];
  throw testTagsNotStrings(at()) satisfies Problem;
}
