/** Opens a DuckDB database as the profile describes it, and gives out connections to it. */
import { isAbsolute, join } from "node:path";
import type { DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import type { Data, DataObject } from "../../core/data.ts";
import type { Problem } from "../../core/problem.ts";
import {
  databaseNameMismatch,
  databaseSetting,
  databaseSetup,
  databaseUnsupported,
  schemaNamedLikeDatabase,
} from "../../core/problems/database.ts";
import type { Adapter, Session } from "../adapter.ts";
import type { OpenOptions } from "../open-options.ts";
import { duckdbCapabilities } from "./capabilities.ts";
import { copyTable } from "./copy-table.ts";
import { loadDriver } from "./driver.ts";
import { messageOf, openProblem } from "./errors.ts";
import { loadExtensions } from "./extensions.ts";
import { columnsOf, listRelations, listSchemas } from "./metadata.ts";
import { proofs } from "./proofs.ts";
import { literal, quote } from "./quoting.ts";
import { sessionOn } from "./session.ts";
import {
  attachStatement,
  configOptions,
  isObject,
  secretStatement,
  settingStatements,
} from "./setup.ts";

/**
 * Opens the database file, creating it when it is missing, or a private database in memory for `:memory:`.
 * @throws Problem when it is locked, broken, or set up wrongly
 */
export async function openDuckdb(options: OpenOptions): Promise<Adapter> {
  const { credentials } = options;
  refuseUnsupported(credentials);
  const path = resolvePath(String(credentials.path ?? ":memory:"), options.baseDir);
  const { DuckDBInstance } = loadDriver();
  const instance = await openInstance(DuckDBInstance, path, options);
  try {
    const connection = await instance.connect();
    await setUp(connection, options);
    const about = await describeDatabase(connection, credentials);
    return adapterOn(instance, connection, about, credentials, options);
  } catch (thrown) {
    instance.closeSync();
    throw thrown;
  }
}

interface AboutDatabase {
  readonly version: string;
  readonly database: string;
  readonly zone: string;
  readonly warning: Problem | undefined;
}

function adapterOn(
  instance: DuckDBInstance,
  first: DuckDBConnection,
  { version, database, zone, warning }: AboutDatabase,
  credentials: DataObject,
  { warn, baseDir }: OpenOptions,
): Adapter {
  if (warning) warn?.("SchemaNamedLikeDatabase", warning);
  const settings = connectionSettings(credentials, baseDir);
  const sessions = new Map<string, Promise<Session>>();
  // The connection that set everything up serves the first who asks.
  let spare: DuckDBConnection | undefined = first;

  async function open(name: string): Promise<Session> {
    const connection = spare ?? (await instance.connect());
    if (connection !== spare) await connection.run(settings);
    spare = undefined;
    return sessionOn(connection, { name, zone, onClose: () => sessions.delete(name) });
  }

  return {
    name: "duckdb",
    version,
    can: duckdbCapabilities,
    database,
    quote,
    literal,
    connect(name) {
      const known = sessions.get(name) ?? open(name);
      sessions.set(name, known);
      return known;
    },
    listSchemas,
    listRelations,
    columnsOf,
    copyTable,
    proofs,
    async [Symbol.asyncDispose]() {
      for (const session of await Promise.all(sessions.values()))
        await session[Symbol.asyncDispose]();
      spare?.closeSync();
      spare = undefined;
      instance.closeSync();
    },
  };
}

async function openInstance(
  Instance: typeof DuckDBInstance,
  path: string,
  { credentials, readOnly }: OpenOptions,
): Promise<DuckDBInstance> {
  const config = configOptions(objectOf(credentials.config_options));
  if (readOnly && path !== ":memory:") config.access_mode = "READ_ONLY";
  const pauses = lockPauses(credentials);
  for (let attempt = 0; ; attempt++) {
    try {
      return await Instance.create(path, config);
    } catch (thrown) {
      const problem = openProblem(thrown, path);
      const wait = pauses[attempt];
      if (wait === undefined || problem.code !== "DATABASE_LOCKED") throw problem;
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  }
}

/**
 * Pauses between attempts, in milliseconds, while another program has the file: as the profile says (dbt-duckdb's
 * `retries`), or a few seconds of short ones, because a loader of streams may leave the file in a moment.
 */
function lockPauses(credentials: DataObject): readonly number[] {
  const attempts = objectOf(credentials.retries).connect_attempts;
  if (attempts === undefined) return Array.from({ length: 80 }, () => 50);
  return Array.from({ length: Number(attempts) - 1 }, (_, index) => 1000 * 2 ** index);
}

/** Paths in SQL start at the project, wherever the command was given; the profile may say otherwise. */
const connectionSettings = (credentials: DataObject, baseDir: string): string =>
  [
    `set file_search_path = ${literal(baseDir)}`,
    ...settingStatements(settingsOf(credentials)),
  ].join("; ");

async function setUp(
  connection: DuckDBConnection,
  { credentials, baseDir }: OpenOptions,
): Promise<void> {
  // Written out, so that the program loads the messages only when there is one to give.
  await runSetup(connection, connectionSettings(credentials, baseDir), (message, cause) =>
    databaseSetting(message, cause),
  );
  await loadExtensions(connection, listOf(credentials.extensions));
  for (const [index, secret] of listOf(credentials.secrets).entries()) {
    await runSetup(connection, secretStatement(objectOf(secret), index + 1), (message, cause) =>
      databaseSetup(`secret ${index + 1}`, message, cause),
    );
  }
  for (const attachment of listOf(credentials.attach).map(objectOf)) {
    const sql = attachStatement(attachment, (path) => resolvePath(path, baseDir));
    await runSetup(connection, sql, (message, cause) =>
      databaseSetup(`the attached database ${String(attachment.path)}`, message, cause),
    );
  }
}

async function runSetup(
  connection: DuckDBConnection,
  sql: string,
  problem: (message: string, cause: { readonly cause: unknown }) => Problem,
): Promise<void> {
  try {
    await connection.run(sql);
  } catch (thrown) {
    throw problem(messageOf(thrown), { cause: thrown });
  }
}

async function describeDatabase(
  connection: DuckDBConnection,
  credentials: DataObject,
): Promise<AboutDatabase> {
  const reader = await connection.runAndReadAll(
    `select version(), current_database(), current_setting('TimeZone'), exists (
      from duckdb_schemas() where lower(schema_name) = lower(current_database()) and database_name = current_database())`,
  );
  const [version, current, zone, hasNamesake] = reader.getRows()[0]!;
  const database = String(credentials.database ?? current);
  const aliases = listOf(credentials.attach).map((each) => objectOf(each).alias);
  if (database !== current && !aliases.includes(database))
    throw databaseNameMismatch(database, String(current));
  const schema = String(credentials.schema ?? "");
  const clash = hasNamesake === true || schema.toLowerCase() === String(current).toLowerCase();
  return {
    version: String(version).replace(/^v/, ""),
    database,
    zone: String(zone),
    warning: clash ? schemaNamedLikeDatabase(String(current)) : undefined,
  };
}

/** @throws Problem for what dbt-duckdb can do but needs Python or MotherDuck */
function refuseUnsupported(credentials: DataObject): void {
  const paths = [
    credentials.path,
    ...listOf(credentials.attach).map((each) => objectOf(each).path),
  ];
  if (paths.some((path) => /^(md|motherduck):/i.test(String(path))))
    throw databaseUnsupported("MotherDuck", "Use a database file, or Postgres.");
  if (credentials.remote)
    throw databaseUnsupported("`remote:` (Buena Vista)", "Use a database file.");
  if (listOf(credentials.filesystems).length > 0)
    throw databaseUnsupported(
      "`filesystems:` (fsspec)",
      "Use `secrets:` and the httpfs extension.",
    );
}

function resolvePath(path: string, baseDir: string): string {
  const isPlain = path !== ":memory:" && path !== "" && !/^[a-z][a-z0-9+.-]+:/i.test(path);
  return isPlain && !isAbsolute(path) ? join(baseDir, path) : path;
}

const settingsOf = (credentials: DataObject): DataObject => objectOf(credentials.settings);

const listOf = (value: Data | undefined): readonly Data[] => (Array.isArray(value) ? value : []);

const objectOf = (value: Data | undefined): DataObject => (isObject(value) ? value : {});
