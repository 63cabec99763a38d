import { expect, test } from "vitest";
import type { Data } from "../core/data.ts";
import { allCommands } from "./arguments.ts";
import { flagsFrom } from "./flags.ts";
import { optionValues, type ValueSources } from "./option-values.ts";

const options = allCommands.find(({ name }) => name === "build")?.options ?? [];

const valuesOf = (sources: Partial<ValueSources>) =>
  optionValues(options, {
    typed: {},
    env: {},
    projectFlags: {},
    readYaml: (text) => JSON.parse(text) as Data,
    ...sources,
  });

const flagsOf = (sources: Partial<ValueSources>) =>
  flagsFrom({
    which: "build",
    values: valuesOf(sources),
    projectFlags: sources.projectFlags ?? {},
    invocationCommand: "tsdbt build",
    colors: false,
  });

test("the command line beats the environment, which beats the project, which beats the default", () => {
  const typed = { printer_width: "100" };
  const env = { DBT_PRINTER_WIDTH: "90" };
  const projectFlags = { printer_width: 85 };
  expect(valuesOf({ typed, env, projectFlags }).printer_width).toBe(100);
  expect(valuesOf({ env, projectFlags }).printer_width).toBe(90);
  expect(valuesOf({ projectFlags }).printer_width).toBe(85);
  expect(valuesOf({}).printer_width).toBe(80);
});

test("DBT_ENGINE_ variables are read before DBT_ ones", () => {
  const env = { DBT_FAIL_FAST: "0", DBT_ENGINE_FAIL_FAST: "yes" };
  expect(valuesOf({ env }).fail_fast).toBe(true);
});

test("an empty variable counts as none", () => {
  expect(valuesOf({ env: { DBT_PRINTER_WIDTH: "" } }).printer_width).toBe(80);
});

test("lists in the environment are separated by spaces", () => {
  expect(valuesOf({ env: { DBT_RESOURCE_TYPES: "model seed" } }).resource_types).toEqual([
    "model",
    "seed",
  ]);
});

test("choices are understood in any case", () => {
  expect(valuesOf({ typed: { log_format: "JSON" } }).log_format).toBe("json");
});

test("every value that cannot be is told at once, with where it comes from", () => {
  const env = { DBT_LOG_FORMAT: "xml", DBT_QUIET: "perhaps" };
  try {
    valuesOf({ env, typed: { threads: "many" } });
    expect.unreachable();
  } catch (thrown) {
    expect(String(thrown)).toContain('--threads cannot be "many".');
    expect(String(thrown)).toContain('DBT_LOG_FORMAT cannot be "xml".');
    expect(String(thrown)).toContain('DBT_QUIET cannot be "perhaps".');
  }
});

test("--vars must be a mapping", () => {
  expect(() => valuesOf({ typed: { vars: "[1]" } })).toThrow("--vars cannot be");
});

test("the log file follows the terminal's format and level unless it has its own", () => {
  expect(flagsOf({})).toMatchObject({ logFormatFile: "debug", logLevelFile: "debug" });
  expect(flagsOf({ typed: { log_format: "json", log_level: "warn" } })).toMatchObject({
    logFormatFile: "json",
    logLevelFile: "warn",
  });
  expect(flagsOf({ typed: { log_format: "json", log_format_file: "text" } }).logFormatFile).toBe(
    "text",
  );
});

test("behaviour flags have dbt's defaults, which the project may change", () => {
  const { behavior } = flagsOf({
    projectFlags: { state_modified_compare_vars: true, quiet: true },
  });
  expect(behavior.state_modified_compare_vars).toBe(true);
  expect(behavior.validate_macro_args).toBe(true);
  expect(behavior).not.toHaveProperty("quiet");
});

test("warnings are made errors by list, by all, and by dbt's older names", () => {
  const options = (json: string) =>
    flagsOf({ typed: { warn_error_options: json } }).warnErrorOptions;
  expect(options('{"error": "all", "warn": ["A"]}')).toEqual({
    error: "all",
    warn: ["A"],
    silence: [],
  });
  expect(options('{"include": ["A"], "exclude": ["B"]}')).toEqual({
    error: ["A"],
    warn: ["B"],
    silence: [],
  });
});
