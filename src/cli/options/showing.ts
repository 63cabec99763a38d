/** Options that say where the project is, and what is shown and logged. */
import type { Option } from "./option.ts";

const levels = ["debug", "info", "warn", "error", "none"];
const formats = ["text", "debug", "json", "default"];
export const project: readonly Option[] = [
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

export const output: readonly Option[] = [
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

export const logging: readonly Option[] = [
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
