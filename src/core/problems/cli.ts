/** What can be wrong with a command line, and with what a command is asked to do. */
import { Problem } from "../problem.ts";

/**
 * The first word is not a command.
 *
 * @example
 * tsdbt biuld
 */
export const unknownCommand = (name: string, closest: string | undefined) =>
  new Problem("UNKNOWN_COMMAND", `tsdbt has no command "${name}".`, {
    hint:
      closest === undefined
        ? "tsdbt --help lists the commands."
        : `Did you mean "tsdbt ${closest}"?`,
  });

/**
 * The first word is a command of dbt that tsdbt does not have.
 *
 * @example
 * tsdbt deps
 */
export const dbtCommandMissing = (name: string, instead: string) =>
  new Problem("DBT_COMMAND_MISSING", `tsdbt does not have dbt's command "${name}".`, {
    hint: instead,
  });

/**
 * The command does not have that option.
 *
 * @example
 * tsdbt run --selct orders
 */
export const unknownOption = (option: string, command: string, closest: string | undefined) =>
  new Problem("UNKNOWN_OPTION", `"tsdbt ${command}" has no option ${option}.`, {
    hint:
      closest === undefined
        ? `tsdbt ${command} --help lists its options.`
        : `Did you mean ${closest}?`,
  });

/**
 * An option that needs a value stands without one.
 *
 * @example
 * tsdbt run --threads
 */
export const optionWithoutValue = (option: string) =>
  new Problem("OPTION_WITHOUT_VALUE", `The option ${option} needs a value.`);

/**
 * A word on the command line belongs to no option.
 *
 * @example
 * tsdbt run orders
 */
export const unexpectedArgument = (command: string, argument: string) =>
  new Problem("UNEXPECTED_ARGUMENT", `"tsdbt ${command}" does not take "${argument}".`, {
    hint: `To select a node, write tsdbt ${command} --select ${argument}.`,
  });

/**
 * An option has a value that it cannot have. `source`: the option, or the environment variable that gave it.
 *
 * @example
 * tsdbt run --log-format xml
 */
export const invalidOptionValue = (source: string, value: string, expected: string) =>
  new Problem("INVALID_OPTION_VALUE", `${source} cannot be ${JSON.stringify(shortened(value))}.`, {
    hint: `Expected ${expected}.`,
  });

const shortened = (value: string): string =>
  value.length > 200 ? `${value.slice(0, 199)}…` : value;

/**
 * The command line cannot be read for another reason.
 *
 * @example
 * tsdbt run --select
 */
export const invalidCommandLine = (message: string) =>
  new Problem("INVALID_COMMAND_LINE", message, { hint: "tsdbt --help shows what can be given." });

/**
 * Two options exclude each other.
 *
 * @example
 * tsdbt ls --models orders --select orders
 */
export const optionsExcludeEachOther = (first: string, second: string) =>
  new Problem("OPTIONS_EXCLUDE_EACH_OTHER", `${first} and ${second} cannot be given together.`);

/**
 * The command needs one of several options.
 *
 * @example
 * tsdbt show
 */
export const oneOptionNeeded = (command: string, options: readonly string[]) =>
  new Problem("ONE_OPTION_NEEDED", `"tsdbt ${command}" needs ${options.join(" or ")}.`);

/**
 * A warning that `--warn-error` or `--warn-error-options` turns into an error.
 *
 * @example
 * tsdbt run --warn-error --select nothing_of_that_name
 */
export const warningAsError = (name: string, warning: Problem) =>
  new Problem("WARNING_AS_ERROR", `${warning.message} (the warning ${name}, treated as an error)`, {
    at: warning.at,
    source: warning.source,
    frames: warning.frames,
    hint: warning.hint,
    nodeId: warning.nodeId,
    cause: warning,
  });

/**
 * The log cannot be written: the disk is full, or the folder may not be written to. The run goes on without it.
 *
 * @example
 * tsdbt run --log-path /proc
 */
export const logNotWritable = (file: string, reason: string) =>
  new Problem("LOG_NOT_WRITABLE", `Cannot write the log ${file}: ${reason}`, {
    hint: "Choose another folder with --log-path, or write none with --log-level-file none.",
  });

/**
 * `clean` was told to delete folders that hold sources.
 *
 * @example
 * # dbt_project.yml
 * clean-targets: [models]
 */
export const cleanWouldDeleteSources = (paths: readonly string[]) =>
  new Problem(
    "CLEAN_WOULD_DELETE_SOURCES",
    `clean does not delete source folders: ${paths.join(", ")}.`,
    {
      hint: "Take them out of clean-targets in the project file.",
    },
  );

/**
 * `clean` was told to delete folders outside of the project.
 *
 * @example
 * # dbt_project.yml
 * clean-targets: ["../shared"]
 */
export const cleanOutsideProject = (paths: readonly string[]) =>
  new Problem(
    "CLEAN_OUTSIDE_PROJECT",
    `clean does not delete folders outside of the project: ${paths.join(", ")}.`,
    { hint: "--no-clean-project-files-only allows it." },
  );

/**
 * `init` was given a name that cannot be a project's.
 *
 * @example
 * tsdbt init "my shop"
 */
export const invalidProjectName = (name: string) =>
  new Problem("INVALID_PROJECT_NAME", `"${name}" cannot be the name of a project.`, {
    hint: "Use letters, digits and _, and begin with a letter.",
  });

/**
 * `init` will not write into a folder that has something in it.
 *
 * @example
 * tsdbt init shop && tsdbt init shop
 */
export const folderNotEmpty = (path: string) =>
  new Problem("FOLDER_NOT_EMPTY", `The folder ${path} exists already and is not empty.`, {
    hint: "Choose another name, or delete the folder first.",
  });

/**
 * `init` needs an answer, and there is no terminal to ask on.
 *
 * @example
 * echo | tsdbt init
 */
export const answerNeeded = (question: string, option: string) =>
  new Problem("ANSWER_NEEDED", `init needs to know: ${question}`, {
    hint: `Give ${option}, or run it in a terminal.`,
  });

/**
 * `run-operation` was asked for a macro that does not exist.
 *
 * @example
 * tsdbt run-operation grant_al
 */
export const operationNotFound = (name: string, closest: string | undefined) =>
  new Problem("OPERATION_NOT_FOUND", `No macro in any package is called "${name}".`, {
    hint: closest === undefined ? undefined : `Did you mean "${closest}"?`,
  });

/**
 * The database's name and the schema's name are the same, so that DuckDB cannot tell `name.table` apart.
 *
 * @example
 * # profiles.yml
 * path: marts.duckdb
 * schema: marts
 */
export const databaseNamedLikeSchema = (name: string) =>
  new Problem(
    "DATABASE_NAMED_LIKE_SCHEMA",
    `The database and the schema are both called "${name}": every name of the form ${name}.table is ambiguous.`,
    { hint: "Give the database file or the schema another name." },
  );

/**
 * Nothing is selected, and `--warn-error` makes that an error.
 *
 * @example
 * tsdbt run --warn-error --select nothing_of_that_name
 */
export const nothingSelected = () =>
  new Problem("NOTHING_SELECTED", "Nothing is selected.", {
    hint: "tsdbt ls --select … shows what a selector selects.",
  });
