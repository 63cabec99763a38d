/** Loads DuckDB extensions: from disk when they are there, else by downloading them, as dbt-duckdb does. */
import type { DuckDBConnection } from "@duckdb/node-api";
import type { Data } from "../../core/data.ts";
import { extensionUnavailable } from "../../core/problems/database.ts";
import { messageOf } from "./errors.ts";
import { isObject } from "./setup.ts";

/**
 * @param extensions names, or `{name, repo}`
 * @throws Problem when one is neither on disk nor to be had
 */
export async function loadExtensions(
  connection: DuckDBConnection,
  extensions: readonly Data[],
): Promise<void> {
  for (const extension of extensions) {
    const name = String(isObject(extension) ? extension.name : extension);
    const repository = isObject(extension) ? ` from ${String(extension.repo)}` : "";
    if (await loads(connection, name)) continue;
    try {
      await connection.run(`install ${name}${repository}; load ${name}`);
    } catch (thrown) {
      throw extensionUnavailable(name, messageOf(thrown), { cause: thrown });
    }
  }
}

/** Whether the extension was on disk. */
async function loads(connection: DuckDBConnection, name: string): Promise<boolean> {
  try {
    await connection.run(`load ${name}`);
    return true;
  } catch {
    return false;
  }
}
