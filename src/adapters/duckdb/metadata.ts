/** Asks DuckDB what exists: one query per schema, one per relation. */
import { Problem } from "../../core/problem.ts";
import type { ColumnInfo, ExistingRelation, RelationName, Session } from "../adapter.ts";
import { relationsIn } from "../relation-rows.ts";
import { literal, qualified } from "./quoting.ts";

export async function listSchemas(session: Session, database: string): Promise<readonly string[]> {
  const { rows } = await session.execute(
    `select schema_name from duckdb_schemas() where lower(database_name) = ${lowered(database)}`,
    { fetch: true },
  );
  return rows.map(([name]) => String(name));
}

/** Asks the catalog functions: `information_schema.tables` is a view on them and twice as slow. */
export async function listRelations(
  session: Session,
  database: string,
  schema: string,
): Promise<readonly ExistingRelation[]> {
  const where = `lower(schema_name) = ${lowered(schema)} and lower(database_name) = ${lowered(database)}`;
  const { rows } = await session.execute(
    `select table_name, schema_name, 'table' from duckdb_tables() where ${where} and not internal
    union all select view_name, schema_name, 'view' from duckdb_views() where ${where} and not internal`,
    { fetch: true },
  );
  return relationsIn(database, rows);
}

/** `describe` looks at one relation only; the catalog functions read, and bind, every one there is. */
export async function columnsOf(
  session: Session,
  relation: RelationName,
): Promise<readonly ColumnInfo[]> {
  try {
    const { rows } = await session.execute(`describe ${qualified(relation)}`, { fetch: true });
    return rows.map(([name, type]) => ({
      name: String(name),
      type: String(type),
      charSize: null,
      numericPrecision: null,
      numericScale: null,
    }));
  } catch (thrown) {
    if (thrown instanceof Problem && /does not exist/i.test(thrown.message)) return [];
    throw thrown;
  }
}

const lowered = (name: string): string => literal(name.toLowerCase());
