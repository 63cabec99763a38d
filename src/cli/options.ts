/** Every option there is, once: the parser, `--help`, the environment variables and docs/cli.md are made from this table. */

export type OptionGroup =
  | "What to select"
  | "How to run"
  | "Project"
  | "Output"
  | "Logging"
  | "Accepted";

interface OptionBase {
  /** `full-refresh` for `--full-refresh`; its key everywhere else is `full_refresh`. */
  readonly name: string;
  /** One letter, without its dash. */
  readonly short?: string;
  /** Other long names. */
  readonly aliases?: readonly string[];
  readonly group: OptionGroup;
  readonly help: string;
  /** `DBT_…`; `DBT_ENGINE_…` of the same name is read first. */
  readonly env?: string;
  /** Left out of `--help`. */
  readonly hidden?: boolean;
}

export type Option = OptionBase &
  (
    | { readonly kind: "switch"; readonly default?: boolean }
    | { readonly kind: "flag" }
    | { readonly kind: "text" | "path" | "time"; readonly default?: string; readonly value: string }
    | { readonly kind: "yaml"; readonly value: string }
    | { readonly kind: "integer"; readonly default?: number; readonly value: string }
    | { readonly kind: "choice"; readonly choices: readonly string[]; readonly default?: string }
    | { readonly kind: "list"; readonly value: string; readonly choices?: readonly string[] }
  );

const levels = ["debug", "info", "warn", "error", "none"];
const formats = ["text", "debug", "json", "default"];
const resourceTypes = [
  "metric",
  "semantic_model",
  "saved_query",
  "source",
  "analysis",
  "function",
  "model",
  "test",
  "unit_test",
  "exposure",
  "snapshot",
  "seed",
  "default",
];

const selection: readonly Option[] = [
  {
    name: "select",
    short: "s",
    kind: "list",
    value: "<selector...>",
    group: "What to select",
    help: "The nodes to include: names, paths, tag:x, +upstream, downstream+, a,b for both.",
  },
  {
    name: "models",
    short: "m",
    aliases: ["model"],
    kind: "list",
    value: "<selector...>",
    group: "What to select",
    help: "Another name of --select; with ls it shows models only.",
  },
  {
    name: "exclude",
    kind: "list",
    value: "<selector...>",
    group: "What to select",
    help: "The nodes to leave out, in the same language.",
  },
  {
    name: "selector",
    kind: "text",
    value: "<name>",
    group: "What to select",
    help: "A selector that selectors.yml defines.",
  },
  {
    name: "indirect-selection",
    kind: "choice",
    choices: ["eager", "cautious", "buildable", "empty"],
    default: "eager",
    env: "DBT_INDIRECT_SELECTION",
    group: "What to select",
    help: "Which tests come along: of any selected parent (eager), of all (cautious), of all or their ancestors (buildable), none (empty).",
  },
  {
    name: "resource-types",
    aliases: ["resource-type"],
    kind: "list",
    choices: [...resourceTypes, "all"],
    value: "<type...>",
    env: "DBT_RESOURCE_TYPES",
    group: "What to select",
    help: "Only resources of these types.",
  },
  {
    name: "exclude-resource-types",
    aliases: ["exclude-resource-type"],
    kind: "list",
    choices: resourceTypes,
    value: "<type...>",
    env: "DBT_EXCLUDE_RESOURCE_TYPES",
    group: "What to select",
    help: "No resources of these types.",
  },
];

const running: readonly Option[] = [
  {
    name: "threads",
    kind: "integer",
    value: "<count>",
    group: "How to run",
    help: "How many nodes to run at once; the profile says otherwise.",
  },
  {
    name: "full-refresh",
    short: "f",
    kind: "flag",
    env: "DBT_FULL_REFRESH",
    group: "How to run",
    help: "Build incremental models and seeds anew.",
  },
  {
    name: "fail-fast",
    short: "x",
    kind: "switch",
    env: "DBT_FAIL_FAST",
    group: "How to run",
    help: "Stop at the first failure.",
  },
  {
    name: "empty",
    kind: "switch",
    env: "DBT_EMPTY",
    group: "How to run",
    help: "Read no rows of refs and sources: checks the SQL without the work.",
  },
  {
    name: "store-failures",
    kind: "flag",
    env: "DBT_STORE_FAILURES",
    group: "How to run",
    help: "Keep the failing rows of tests in the database.",
  },
  {
    name: "warn-error",
    kind: "flag",
    env: "DBT_WARN_ERROR",
    group: "How to run",
    help: "Treat every warning as an error.",
  },
  {
    name: "warn-error-options",
    kind: "yaml",
    value: "<yaml>",
    env: "DBT_WARN_ERROR_OPTIONS",
    group: "How to run",
    help: `Which warnings are errors, and which are silent: '{"error": "all", "silence": ["NothingToDo"]}'.`,
  },
  {
    name: "vars",
    kind: "yaml",
    value: "<yaml>",
    group: "How to run",
    help: "Variables of the project: '{start: 2026-01-01}'. They beat those of the project file.",
  },
  {
    name: "event-time-start",
    kind: "time",
    value: "<time>",
    env: "DBT_EVENT_TIME_START",
    group: "How to run",
    help: "Where microbatch models begin (inclusive).",
  },
  {
    name: "event-time-end",
    kind: "time",
    value: "<time>",
    env: "DBT_EVENT_TIME_END",
    group: "How to run",
    help: "Where microbatch models end (exclusive).",
  },
  {
    name: "sample",
    kind: "text",
    value: "<window>",
    env: "DBT_SAMPLE",
    group: "How to run",
    help: "Read only a time window of refs and sources.",
  },
  {
    name: "partial-parse",
    kind: "switch",
    default: true,
    env: "DBT_PARTIAL_PARSE",
    group: "How to run",
    help: "Read only files that changed since the last parse.",
  },
  {
    name: "populate-cache",
    kind: "switch",
    default: true,
    env: "DBT_POPULATE_CACHE",
    group: "How to run",
    help: "List the existing relations of all schemas at the start.",
  },
  {
    name: "cache-selected-only",
    kind: "switch",
    env: "DBT_CACHE_SELECTED_ONLY",
    group: "How to run",
    help: "List existing relations only where selected nodes are.",
  },
  {
    name: "introspect",
    kind: "switch",
    default: true,
    env: "DBT_INTROSPECT",
    group: "How to run",
    help: "Let templates query the database while they are compiled.",
  },
  {
    name: "write-json",
    kind: "switch",
    default: true,
    env: "DBT_WRITE_JSON",
    group: "How to run",
    help: "Write manifest.json and run_results.json.",
  },
  {
    name: "version-check",
    kind: "switch",
    default: true,
    env: "DBT_VERSION_CHECK",
    group: "How to run",
    help: "Check require-dbt-version of the project.",
  },
  {
    name: "state",
    kind: "path",
    value: "<folder>",
    env: "DBT_STATE",
    group: "How to run",
    help: "The artifacts of an earlier run to compare with and to defer to.",
  },
  {
    name: "defer",
    kind: "switch",
    env: "DBT_DEFER",
    group: "How to run",
    help: "Read what is not selected from where the --state run built it.",
  },
  {
    name: "defer-state",
    kind: "path",
    value: "<folder>",
    env: "DBT_DEFER_STATE",
    group: "How to run",
    help: "The earlier run for --defer, when it is not that of --state.",
  },
  {
    name: "favor-state",
    kind: "switch",
    env: "DBT_FAVOR_STATE",
    group: "How to run",
    help: "Defer even where the target has the relation.",
  },
  {
    name: "inject-ephemeral-ctes",
    kind: "switch",
    default: true,
    hidden: true,
    group: "How to run",
    help: "Put ephemeral models into compiled SQL.",
  },
  {
    name: "single-threaded",
    kind: "switch",
    env: "DBT_SINGLE_THREADED",
    hidden: true,
    group: "How to run",
    help: "Run one node at a time.",
  },
];

const project: readonly Option[] = [
  {
    name: "project-dir",
    kind: "path",
    value: "<folder>",
    env: "DBT_PROJECT_DIR",
    group: "Project",
    help: "The folder of the project; otherwise this folder or the nearest above it that has one.",
  },
  {
    name: "profiles-dir",
    kind: "path",
    value: "<folder>",
    env: "DBT_PROFILES_DIR",
    group: "Project",
    help: "The folder of profiles.yml; otherwise this folder, the project's, then ~/.dbt.",
  },
  {
    name: "profile",
    kind: "text",
    value: "<name>",
    env: "DBT_PROFILE",
    group: "Project",
    help: "Which profile to use instead of the project's.",
  },
  {
    name: "target",
    short: "t",
    kind: "text",
    value: "<name>",
    env: "DBT_TARGET",
    group: "Project",
    help: "Which target of the profile to use.",
  },
  {
    name: "target-path",
    kind: "path",
    value: "<folder>",
    env: "DBT_TARGET_PATH",
    group: "Project",
    help: "Where compiled files and artifacts go.",
  },
];

const output: readonly Option[] = [
  {
    name: "quiet",
    short: "q",
    kind: "switch",
    env: "DBT_QUIET",
    group: "Output",
    help: "Say nothing but errors, and what print() and the command itself give.",
  },
  {
    name: "print",
    kind: "switch",
    default: true,
    env: "DBT_PRINT",
    group: "Output",
    help: "Show what templates print().",
  },
  {
    name: "printer-width",
    kind: "integer",
    default: 80,
    value: "<columns>",
    env: "DBT_PRINTER_WIDTH",
    group: "Output",
    help: "The width of the lines.",
  },
  {
    name: "use-colors",
    kind: "switch",
    env: "DBT_USE_COLORS",
    group: "Output",
    help: "Colour the output; otherwise a terminal that can is asked, NO_COLOR and FORCE_COLOR count.",
  },
];

const logging: readonly Option[] = [
  {
    name: "debug",
    short: "d",
    kind: "switch",
    env: "DBT_DEBUG",
    group: "Logging",
    help: "Show everything, SQL included; the same as --log-level debug.",
  },
  {
    name: "log-format",
    kind: "choice",
    choices: formats,
    env: "DBT_LOG_FORMAT",
    group: "Logging",
    help: "text for people, json for programs (one event a line), debug for times and threads.",
  },
  {
    name: "log-format-file",
    kind: "choice",
    choices: formats,
    env: "DBT_LOG_FORMAT_FILE",
    group: "Logging",
    help: "The same for the log file; otherwise debug.",
  },
  {
    name: "log-level",
    kind: "choice",
    choices: levels,
    env: "DBT_LOG_LEVEL",
    group: "Logging",
    help: "The least level that is shown; otherwise info.",
  },
  {
    name: "log-level-file",
    kind: "choice",
    choices: levels,
    env: "DBT_LOG_LEVEL_FILE",
    group: "Logging",
    help: "The same for the log file; otherwise debug. none writes no file.",
  },
  {
    name: "log-path",
    kind: "path",
    value: "<folder>",
    env: "DBT_LOG_PATH",
    group: "Logging",
    help: "Where dbt.log goes.",
  },
  {
    name: "log-file-max-bytes",
    kind: "integer",
    default: 10 * 1024 * 1024,
    value: "<bytes>",
    env: "DBT_LOG_FILE_MAX_BYTES",
    hidden: true,
    group: "Logging",
    help: "From which size a new dbt.log is begun; 0 never.",
  },
  {
    name: "log-cache-events",
    kind: "switch",
    env: "DBT_LOG_CACHE_EVENTS",
    group: "Logging",
    help: "Log what is remembered about existing relations.",
  },
  {
    name: "use-colors-file",
    kind: "switch",
    env: "DBT_USE_COLORS_FILE",
    group: "Logging",
    help: "Colour the log file.",
  },
];

/** dbt's options that change nothing here; scripts may go on giving them. */
const accepted: readonly Option[] = [
  acceptedSwitch("send-anonymous-usage-stats", "DBT_SEND_ANONYMOUS_USAGE_STATS"),
  acceptedSwitch("static-parser", "DBT_STATIC_PARSER"),
  acceptedSwitch("use-experimental-parser", "DBT_USE_EXPERIMENTAL_PARSER"),
  acceptedSwitch("use-fast-test-edges", "DBT_USE_FAST_TEST_EDGES"),
  acceptedSwitch("use-v2-parser", "DBT_USE_V2_PARSER"),
  acceptedSwitch("hints-enabled", "DBT_HINTS_ENABLED"),
  acceptedSwitch("macro-debugging", "DBT_MACRO_DEBUGGING"),
  acceptedSwitch("partial-parse-file-diff", "DBT_PARTIAL_PARSE_FILE_DIFF"),
  acceptedSwitch("show-all-deprecations"),
  acceptedSwitch("show-resource-report", "DBT_SHOW_RESOURCE_REPORT"),
  acceptedSwitch("snowflake-projects-otel", "DBT_SNOWFLAKE_PROJECTS_OTEL"),
  acceptedSwitch("upload-to-artifacts-ingest-api", "DBT_UPLOAD_TO_ARTIFACTS_INGEST_API"),
  acceptedSwitch("export-saved-queries", "DBT_EXPORT_SAVED_QUERIES"),
  acceptedSwitch("include-saved-query", "DBT_INCLUDE_SAVED_QUERY"),
  acceptedText("v2-parser", "<command>"),
  acceptedText("partial-parse-file-path", "<file>"),
  { ...acceptedText("record-timing-info", "<file>"), short: "r" },
  acceptedText("maximum-seed-size-mib", "<size>"),
  acceptedText("sqlparse", "<yaml>"),
];

function acceptedSwitch(name: string, env?: string): Option {
  const help = "Accepted for dbt's sake; changes nothing.";
  return {
    name,
    kind: "switch",
    ...(env !== undefined && { env }),
    hidden: true,
    group: "Accepted",
    help,
  };
}

function acceptedText(name: string, value: string): Option {
  const help = "Accepted for dbt's sake; changes nothing.";
  return { name, kind: "text", value, hidden: true, group: "Accepted", help };
}

/** Options that only some commands have. */
export const ownOptions = {
  output: {
    name: "output",
    kind: "choice",
    choices: ["json", "name", "path", "selector"],
    default: "selector",
    group: "Output",
    help: "What to give of each node.",
  },
  outputKeys: {
    name: "output-keys",
    kind: "list",
    value: "<key...>",
    group: "Output",
    help: "Which properties --output json gives, such as name config.materialized.",
  },
  showOutput: {
    name: "output",
    kind: "choice",
    choices: ["json", "text"],
    default: "text",
    group: "Output",
    help: "A table, or JSON.",
  },
  limit: {
    name: "limit",
    kind: "integer",
    default: 5,
    value: "<rows>",
    group: "Output",
    help: "How many rows to show; -1 for all.",
  },
  inline: {
    name: "inline",
    kind: "text",
    value: "<sql>",
    group: "What to select",
    help: "SQL with Jinja to use instead of a node.",
  },
  inlineDirect: {
    name: "inline-direct",
    kind: "text",
    value: "<sql>",
    hidden: true,
    group: "What to select",
    help: "SQL that is sent to the database as it is.",
  },
  show: {
    name: "show",
    kind: "flag",
    group: "Output",
    help: "Show the first rows of what was loaded.",
  },
  args: {
    name: "args",
    kind: "yaml",
    value: "<yaml>",
    group: "How to run",
    help: "The macro's arguments: '{name: value}'.",
  },
  sql: {
    name: "sql",
    kind: "text",
    value: "<sql>",
    group: "How to run",
    help: "SQL with Jinja to run instead of a macro.",
  },
  connection: {
    name: "connection",
    kind: "flag",
    group: "How to run",
    help: "Test the connection only.",
  },
  configDir: {
    name: "config-dir",
    kind: "flag",
    group: "Output",
    help: "Say where profiles.yml is looked for, and stop.",
  },
  cleanProjectFilesOnly: {
    name: "clean-project-files-only",
    kind: "switch",
    default: true,
    env: "DBT_CLEAN_PROJECT_FILES_ONLY",
    group: "How to run",
    help: "Refuse to delete anything outside of the project.",
  },
  skipProfileSetup: {
    name: "skip-profile-setup",
    short: "s",
    kind: "flag",
    group: "How to run",
    help: "Ask nothing: write a DuckDB profile.",
  },
  skipDebug: {
    name: "skip-debug",
    kind: "flag",
    hidden: true,
    group: "Accepted",
    help: "Accepted for dbt's sake; changes nothing.",
  },
  adapter: {
    name: "adapter",
    kind: "choice",
    choices: ["duckdb", "postgres"],
    group: "How to run",
    help: "The database of the new project; otherwise it is asked for.",
  },
} as const satisfies Readonly<Record<string, Option>>;

/** Options that every command takes, and that may stand before the command as well. */
export const globalOptions: readonly Option[] = [
  ...running.filter(({ name }) =>
    [
      "fail-fast",
      "warn-error",
      "warn-error-options",
      "partial-parse",
      "populate-cache",
      "cache-selected-only",
      "introspect",
      "write-json",
      "version-check",
      "state",
      "defer",
      "defer-state",
      "favor-state",
      "single-threaded",
    ].includes(name),
  ),
  ...project.filter(({ name }) => name === "profile" || name === "target"),
  ...output,
  ...logging,
  ...selection.filter(({ name }) => name === "indirect-selection"),
  ...accepted,
];

const common = new Map(
  [...selection, ...running, ...project, ...output, ...logging, ...accepted].map((option) => [
    option.name,
    option,
  ]),
);

/** Options that several commands share, by name. */
export function optionsNamed(...names: readonly string[]): Option[] {
  return names.map((name) => {
    const option = common.get(name);
    if (option === undefined) throw new Error(`Bug: no option is called ${name}`);
    return option;
  });
}

/** `full-refresh` → `full_refresh`: how dbt's flags and the artifacts call it. */
export const keyOf = (option: Pick<Option, "name">): string => option.name.replaceAll("-", "_");
