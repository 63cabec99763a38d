/** The dialects by dbt's adapter type. Loads no driver. */
import type { Dialect } from "./dialect.ts";
import { duckdbDialect } from "./duckdb/dialect.ts";
import { postgresDialect } from "./postgres/dialect.ts";

export type AdapterType = "duckdb" | "postgres";

const dialects = {
  duckdb: duckdbDialect,
  postgres: postgresDialect,
} satisfies Record<AdapterType, Dialect>;

/** What templates can see of a database of that type. */
export function dialectOf(type: AdapterType): Dialect {
  return dialects[type];
}
