/** dbt-duckdb's methods about keys, which decide how a table can be replaced. */
import { bindArguments, str } from "../../../jinja/index.ts";
import { relationArgument } from "./arguments.ts";
import type { AdapterWork, DatabaseMethods } from "./work.ts";

const names: Readonly<Record<string, string>> = {
  "PRIMARY KEY": "primary_key",
  UNIQUE: "unique",
  "FOREIGN KEY": "foreign_key",
};

export const constraintMethods: DatabaseMethods = {
  existing_key_constraint_types: async (work, call) => {
    const relation = relationArgument(call, "existing_key_constraint_types", "relation");
    const { database, schema, identifier } = relation.name;
    if (!(await hasForeignKeys(work, database ?? ""))) return [];
    const equal = (column: string, name: string | null): string =>
      `lower(${column}) = lower(${work.run.adapter.literal(name ?? "")})`;
    const { rows } = await work.session.execute(
      `select distinct constraint_type from duckdb_constraints()
      where ${equal("database_name", database)} and ${equal("schema_name", schema)}
        and ${equal("table_name", identifier)}`,
      { fetch: true },
    );
    return rows.flatMap(([type]) => names[String(type)] ?? []).toSorted();
  },
  catalog_supports_foreign_keys: (work, call) => {
    const { database } = bindArguments(call, "catalog_supports_foreign_keys", ["database"]);
    return hasForeignKeys(work, str(database ?? null));
  },
};

/** DuckDB's own files have foreign keys; other catalogs that it attaches keep their constraints to themselves. */
async function hasForeignKeys({ run, session }: AdapterWork, database: string): Promise<boolean> {
  const { rows } = await session.execute(
    `select lower(type) from duckdb_databases() where lower(database_name) = lower(${run.adapter.literal(database)})`,
    { fetch: true },
  );
  return rows.some(([type]) => type === "duckdb");
}
