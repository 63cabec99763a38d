/** Asks Postgres what exists, from the system catalogs: `information_schema` is slow and hides what one may not read. */
import type { ColumnInfo, ExistingRelation, RelationName, Session } from "../adapter.ts";
import { relationsIn } from "../relation-rows.ts";
import { literal, qualified } from "./quoting.ts";

/** A connection sees the schemas of its own database, so that every other has none. */
export async function listSchemas(session: Session, database: string): Promise<readonly string[]> {
  const { rows } = await session.execute(
    `select nspname from pg_catalog.pg_namespace where ${isCurrent(database)}`,
    { fetch: true },
  );
  return rows.map(([name]) => String(name));
}

/** Tables, partitioned ones too, views and materialized views, as dbt-postgres finds them. */
export async function listRelations(
  session: Session,
  database: string,
  schema: string,
): Promise<readonly ExistingRelation[]> {
  const { rows } = await session.execute(
    `select relname, nspname,
      case relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end
    from pg_catalog.pg_class join pg_catalog.pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p', 'v', 'm') and ${isCurrent(database)}
      and lower(nspname) = lower(${literal(schema)})`,
    { fetch: true },
  );
  return relationsIn(database, rows);
}

/** Types as `information_schema.columns` names them, but arrays and the project's own types by their names. */
export async function columnsOf(
  session: Session,
  relation: RelationName,
): Promise<readonly ColumnInfo[]> {
  const { rows } = await session.execute(
    `select attname, pg_catalog.format_type(atttypid, null),
      information_schema._pg_char_max_length(atttypid, atttypmod),
      information_schema._pg_numeric_precision(atttypid, atttypmod),
      information_schema._pg_numeric_scale(atttypid, atttypmod)
    from pg_catalog.pg_attribute
    where attrelid = pg_catalog.to_regclass(${literal(qualified(relation))})
      and attnum > 0 and not attisdropped
    order by attnum`,
    { fetch: true },
  );
  return rows.map(([name, type, charSize, precision, scale]) => ({
    name: String(name),
    type: String(type),
    charSize: numberOrNull(charSize),
    numericPrecision: numberOrNull(precision),
    numericScale: numberOrNull(scale),
  }));
}

const numberOrNull = (cell: unknown): number | null => (typeof cell === "number" ? cell : null);

const isCurrent = (database: string): string =>
  `lower(pg_catalog.current_database()) = lower(${literal(database)})`;
