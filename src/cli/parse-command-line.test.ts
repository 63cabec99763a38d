import { expect, test } from "vitest";
import { parseCommandLine } from "./parse-command-line.ts";

const parse = (words: string) => parseCommandLine(words.split(" "));

test("options may stand before and after the command", () => {
  const { command, values } = parse("--quiet --target prod run --select a --log-level debug");
  expect(command?.name).toBe("run");
  expect(values).toEqual({ quiet: true, target: "prod", select: ["a"], log_level: "debug" });
});

test("what stands after the command beats what stands before", () => {
  expect(parse("--target dev run --target prod").values.target).toBe("prod");
});

test("list options take several words, and may be repeated", () => {
  expect(parse("ls --select a b --exclude c --select d").values).toEqual({
    select: ["a", "b", "d"],
    exclude: ["c"],
  });
});

test("a list option takes further words after an equals sign too", () => {
  expect(parse("ls --select=a b -x").values).toEqual({ select: ["a", "b"], fail_fast: true });
});

test("switches have a form with no-", () => {
  expect(parse("run --no-partial-parse --no-write-json").values).toEqual({
    partial_parse: false,
    write_json: false,
  });
});

test("dbt's other names of an option mean the same", () => {
  const { values } = parse("build -m a --resource-type model --exclude-resource-type test");
  expect(values).toEqual({
    models: ["a"],
    resource_types: ["model"],
    exclude_resource_types: ["test"],
  });
});

test("a word that is a command's name may be a value", () => {
  const { command, values } = parse("ls --resource-type test");
  expect(command?.name).toBe("list");
  expect(values.resource_types).toEqual(["test"]);
});

test("a negative number is a value", () => {
  expect(parse("show --inline x --limit -1").values.limit).toBe("-1");
});

test("run-operation takes the macro's name", () => {
  expect(parse("run-operation grant_all --args {a:1}").argument).toBe("grant_all");
});

test.each([
  ["biuld", "UNKNOWN_COMMAND", 'Did you mean "tsdbt build"?'],
  ["retry", "DBT_COMMAND_MISSING", expect.stringContaining("--select")],
  ["run --selct a", "UNKNOWN_OPTION", "Did you mean --select?"],
  ["run --threads", "OPTION_WITHOUT_VALUE", undefined],
  ["run orders", "UNEXPECTED_ARGUMENT", "To select a node, write tsdbt run --select orders."],
])("%s is a problem with the code %s", (words, code, hint) => {
  expect(() => parse(words)).toThrow(expect.objectContaining({ code, hint }));
});

test("without a command there is nothing to do but help", () => {
  expect(parseCommandLine([])).toMatchObject({ command: undefined, help: false, version: false });
  expect(parse("--help").help).toBe(true);
  expect(parse("run -h").help).toBe(true);
  expect(parse("-V").version).toBe(true);
});

test("a command alone, or by its other name, is that command with nothing typed", () => {
  for (const [words, name] of [
    ["parse", "parse"],
    ["ls", "list"],
    ["stream", "stream"],
  ] as const) {
    const { command, ...rest } = parse(words);
    expect(command?.name).toBe(name);
    expect(rest).toEqual({ values: {}, argument: undefined, help: false, version: false });
  }
});
