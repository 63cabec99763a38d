/** Mistakes on the command line and in selectors. */
import type { Mistake } from "./mistake.ts";

const files = { "models/orders.sql": "select 1 as id\n" };

const typed = (code: string, ...command: readonly string[]): Mistake => ({
  code,
  place: "",
  files,
  command,
});

const selectors = (code: string, text: string, name = "a"): Mistake => ({
  code,
  place: "",
  files: { ...files, "selectors.yml": text },
  command: ["ls", "--selector", name],
});

export const commandLineMistakes: readonly Mistake[] = [
  typed("UNKNOWN_COMMAND", "biuld"),
  typed("UNKNOWN_OPTION", "run", "--selct", "orders"),
  typed("OPTION_WITHOUT_VALUE", "run", "--threads"),
  typed("UNEXPECTED_ARGUMENT", "run", "orders"),
  typed("INVALID_OPTION_VALUE", "run", "--log-format", "xml"),
  typed("INVALID_OPTION_VALUE", "run", "--threads", "many"),
  typed("INVALID_OPTION_VALUE", "parse", "--vars", "day=2"),
  typed("INVALID_OPTION_VALUE", "parse", "--vars", "[1, 2]"),
  { ...typed("YAML_INVALID", "run-operation", "x", "--args", "[1"), place: "--args:1:3" },
  typed("OPTIONS_EXCLUDE_EACH_OTHER", "ls", "--models", "orders", "--select", "orders"),
  typed("ONE_OPTION_NEEDED", "show"),
  typed("WARNING_AS_ERROR", "run", "--warn-error", "--select", "nothing"),
  {
    code: "NOTHING_SELECTED",
    place: "",
    files: { "models/orders.sql": "" },
    command: "run --warn-error",
  },
  {
    code: "LOG_NOT_WRITABLE",
    place: "",
    files: { ...files, "logs/dbt.log/in-the-way": "" },
    command: "parse",
  },
  typed("STATE_NEEDED", "run", "--defer"),
  typed("STATE_NEEDED", "clone"),
  typed("STATE_NOT_FOUND", "clone", "--state", "nowhere"),
  {
    code: "STATE_INVALID",
    place: "old/manifest.json:1:1",
    files: { ...files, "old/manifest.json": "{}" },
    command: "clone --state old",
  },
  typed("INVALID_PROJECT_NAME", "init", "my shop"),
  typed("FOLDER_NOT_EMPTY", "init", "models", "--adapter", "duckdb"),
  typed("ANSWER_NEEDED", "init"),
  typed("OPERATION_NOT_FOUND", "run-operation", "grant_al"),
  typed("NOTHING_MATCHES", "ls", "--select", "ordrs"),
  typed("UNKNOWN_SELECTOR_METHOD", "ls", "--select", "tags:nightly"),
  typed("SELECTOR_PLUS_AFTER_AT", "ls", "--select", "@orders+"),
  typed("INVALID_SELECTOR_VALUE", "ls", "--select", "resource_type:models"),
  typed("SELECTOR_NEEDS_STATE", "ls", "--select", "state:modified"),
  typed("SELECTOR_NOT_FOUND", "ls", "--selector", "nihgtly"),
  {
    code: "INVALID_SELECTOR_DEFINITION",
    place: "selectors.yml:1:23",
    files: {
      ...files,
      "selectors.yml":
        "selectors: [{name: a, definition: {method: tag, value: a, indirect_selection: all}}]\n",
    },
    command: "parse",
  },
  selectors(
    "SELECTOR_CYCLE",
    "selectors: [{name: a, definition: {method: selector, value: b}}, {name: b, definition: {method: selector, value: a}}]\n",
  ),
  {
    code: "CLEAN_WOULD_DELETE_SOURCES",
    place: "",
    files: { "project.yml": "name: shop\nprofile: shop\nclean-targets: [models]\n" },
    command: "clean",
  },
  {
    code: "CLEAN_OUTSIDE_PROJECT",
    place: "",
    files: { "project.yml": 'name: shop\nprofile: shop\nclean-targets: ["../shared"]\n' },
    command: "clean",
  },
  {
    code: "DATABASE_NAMED_LIKE_SCHEMA",
    place: "",
    files: {
      "profiles.yml":
        "shop: {target: dev, outputs: {dev: {type: duckdb, path: marts.duckdb, schema: marts}}}\n",
    },
    command: "debug",
  },
];
