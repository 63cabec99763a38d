/** What can go wrong between us and a database, whichever it is. */
import { Problem, type ProblemDetails } from "../problem.ts";

type Cause = Pick<ProblemDetails, "cause">;

/**
 * The database does not understand the statement.
 * @example select 1,, 2
 */
export const sqlSyntax = (message: string, cause: Cause) =>
  new Problem("SQL_SYNTAX", message, {
    ...cause,
    hint: /at or near ";"/.test(message)
      ? "A model is one query: leave out the semicolon and what follows it."
      : undefined,
  });

/**
 * A table, view, column, function or schema that the statement names does not exist.
 * @example select nope from orders
 */
export const sqlNameNotFound = (message: string, cause: Cause) =>
  new Problem("SQL_NAME_NOT_FOUND", message, cause);

/**
 * Something of that name exists already, perhaps as another kind of relation.
 * @example create table orders as select 1
 */
export const sqlNameTaken = (message: string, cause: Cause) =>
  new Problem("SQL_NAME_TAKEN", message, cause);

/**
 * The names are right, but the statement makes no sense: types that do not fit, a wrong number of arguments.
 * @example select sum(name) from customers
 */
export const sqlInvalid = (message: string, cause: Cause) =>
  new Problem("SQL_INVALID", message, cause);

/**
 * A value cannot be converted, is out of range, or the query raised an error for it.
 * @example select cast('x' as integer)
 */
export const sqlBadValue = (message: string, cause: Cause) =>
  new Problem("SQL_BAD_VALUE", message, cause);

/**
 * A row breaks a primary key, a unique, not-null, check or foreign key constraint.
 * @example insert into orders values (null)
 */
export const sqlConstraint = (message: string, cause: Cause) =>
  new Problem("SQL_CONSTRAINT", message, cause);

/**
 * Another transaction changed the same rows or tables.
 * @example two models that write the same table at the same time
 */
export const sqlConflict = (message: string, cause: Cause) =>
  new Problem("SQL_CONFLICT", message, {
    ...cause,
    hint: "Something else wrote the same table. If it was this run, let one node ref the other, or use --threads 1.",
  });

/**
 * The statement was stopped before it was done.
 * @example Ctrl-C
 */
export const sqlCancelled = (cause: Cause) =>
  new Problem("SQL_CANCELLED", "The statement was cancelled.", cause);

/**
 * The database says no, and the reason fits none of the other codes.
 * @example select error('boom')
 */
export const sqlFailed = (message: string, cause: Cause) =>
  new Problem("SQL_FAILED", message, cause);

/**
 * The database ran out of memory.
 * @example a sort of more rows than memory_limit allows
 */
export const databaseOutOfMemory = (message: string, cause: Cause) =>
  new Problem("DATABASE_OUT_OF_MEMORY", message, {
    ...cause,
    hint: "Raise `memory_limit` under `settings:` in profiles.yml, use fewer --threads, or build the model incrementally.",
  });

/**
 * The disk is full.
 * @example a database file on a full disk
 */
export const databaseDiskFull = (message: string, cause: Cause) =>
  new Problem("DATABASE_DISK_FULL", message, {
    ...cause,
    hint: "Free space on the disk that holds the database and its temporary files, then run again.",
  });

/**
 * Another program has the database file open.
 * @example tsdbt run, while a notebook holds warehouse.duckdb
 */
export const databaseLocked = (
  file: string,
  holder: { readonly program: string; readonly pid: string } | undefined,
  cause: Cause,
) =>
  new Problem(
    "DATABASE_LOCKED",
    `The database file ${file} is in use${holder ? ` by ${holder.program} (process ${holder.pid})` : ""}.`,
    {
      ...cause,
      hint: holder
        ? `Close that program, or end it with: kill ${holder.pid}`
        : "Close the program that has it open. DuckDB lets only one process write to a file.",
    },
  );

/**
 * The database file cannot be opened: the folder is missing, or it is no database.
 * @example path: /no/such/folder/warehouse.duckdb
 */
export const databaseNotOpened = (file: string, message: string, cause: Cause) =>
  new Problem("DATABASE_NOT_OPENED", `Cannot open the database ${file}: ${message}`, {
    ...cause,
    hint: "Check `path:` in profiles.yml. A relative path starts at the project's folder.",
  });

/**
 * A database option in profiles.yml is not one that the database knows, or has a value that it refuses.
 * @example settings: {memory_limti: 4GB}
 */
export const databaseSetting = (message: string, cause: Cause) =>
  new Problem("DATABASE_SETTING", message, {
    ...cause,
    hint: "Check `settings:` and `config_options:` of the target in profiles.yml.",
  });

/**
 * A DuckDB extension is neither installed nor can it be downloaded.
 * @example extensions: [httpfs]
 */
export const extensionUnavailable = (name: string, message: string, cause: Cause) =>
  new Problem(
    "EXTENSION_UNAVAILABLE",
    `The DuckDB extension ${name} cannot be loaded: ${message}`,
    {
      ...cause,
      hint: `Without network, put ${name}.duckdb_extension for this DuckDB version into a folder and name it in profiles.yml: config_options: {extension_directory: …}`,
    },
  );

/**
 * A database or secret in profiles.yml cannot be set up.
 * @example attach: [{path: /no/such/file.duckdb, read_only: true}]
 */
export const databaseSetup = (what: string, message: string, cause: Cause) =>
  new Problem("DATABASE_SETUP", `Cannot set up ${what}: ${message}`, {
    ...cause,
    hint: "Check `attach:` and `secrets:` of the target in profiles.yml.",
  });

/**
 * An attached database has the same option twice.
 * @example attach: [{path: x.db, type: sqlite, options: {type: sqlite}}]
 */
export const attachOptionTwice = (path: string, options: readonly string[]) =>
  new Problem(
    "ATTACH_OPTION_TWICE",
    `The attached database ${path} has ${options.join(", ")} both directly and under options.`,
    { hint: "Keep one of them." },
  );

/**
 * The profile asks for something of dbt-duckdb that needs Python or MotherDuck.
 * @example path: md:my_db
 */
export const databaseUnsupported = (what: string, hint: string) =>
  new Problem("DATABASE_UNSUPPORTED", `${what} is not supported.`, { hint });

/**
 * `database:` in profiles.yml contradicts the name that DuckDB takes from the file's name.
 * @example {path: warehouse.duckdb, database: marts}
 */
export const databaseNameMismatch = (database: string, actual: string) =>
  new Problem(
    "DATABASE_NAME_MISMATCH",
    `The target's database is "${database}", but DuckDB names the database of that file "${actual}".`,
    {
      hint: actual.startsWith(`${database}_`)
        ? `DuckDB keeps the name "${database}" for itself. Rename the file, for example to warehouse.duckdb.`
        : `Remove \`database:\` from profiles.yml, or set it to ${actual}.`,
    },
  );

/**
 * A schema has the name of its DuckDB database, so that names of two parts become ambiguous.
 * @example marts.duckdb with a schema marts
 */
export const schemaNamedLikeDatabase = (name: string) =>
  new Problem(
    "SCHEMA_NAMED_LIKE_DATABASE",
    `The schema "${name}" has the name of its database, so "${name}.some_table" is ambiguous for DuckDB.`,
    { hint: `Rename the file, for example to warehouse.duckdb, or the schema.` },
  );

/**
 * The connection was closed before the statement.
 * @example a run that goes on after its database was closed
 */
export const connectionClosed = (name: string) =>
  new Problem("CONNECTION_CLOSED", `The connection "${name}" is closed.`);
