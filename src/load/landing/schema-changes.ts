/** Turns wishes for a wider shape into statements, as far as the database lets a table change under those who read it. */
import type { AdapterType } from "../../adapters/dialects.ts";
import { queryRows } from "../ledger/ledger.ts";
import { sideName, type Wish, type Wishes } from "./evolve.ts";
import { type Landing, tableSql } from "./landing-table.ts";
import { type ColumnNote, type LandingColumn, landingColumn, type Shape } from "./shape.ts";

export interface ShapeChange {
  readonly shape: Shape;
  /** To be run in the batch's transaction. */
  readonly statements: readonly string[];
  /** For people, such as `added column coupon varchar`. */
  readonly told: readonly string[];
}

/** The shape that takes what the batch's records bring. */
export async function changedShape(
  landing: Landing,
  shape: Shape,
  { byField }: Wishes,
): Promise<ShapeChange> {
  let changed: ShapeChange = { shape, statements: [], told: [] };
  for (const wish of byField.values()) {
    const column = shape.columns.find(({ name }) => name === wish.field);
    const canWiden =
      column !== undefined &&
      wish.wider !== undefined &&
      (await isEasilyAltered(landing, column.name));
    changed = canWiden
      ? widenColumn(landing, changed, column, wish.wider!)
      : addColumn(landing, changed, wish, column);
  }
  return changed;
}

/** Bytes beyond which a table is not rewritten while its stream waits. */
const mostRewritten = 256 * 1024 * 1024;

/** Postgres rewrites the table, and refuses where a view reads the column; DuckDB does neither. */
async function isEasilyAltered(landing: Landing, column: string): Promise<boolean> {
  const { adapter, session } = landing.ledger;
  if (adapter.name !== "postgres") return true;
  const rows = await queryRows(
    session,
    `select pg_table_size(attribute.attrelid) + coalesce(
         (select sum(pg_table_size(relid)) from pg_partition_tree(attribute.attrelid)), 0) <= $3::bigint
       and not exists (
       select from pg_depend as dependency
       where dependency.refobjid = attribute.attrelid and dependency.refobjsubid = attribute.attnum
         and dependency.deptype = 'n')
     from pg_attribute as attribute
     where attribute.attrelid = $1::regclass and attribute.attname = $2`,
    [tableSql(landing), column, mostRewritten],
  );
  return rows[0]?.[0] === true;
}

function widenColumn(
  landing: Landing,
  { shape, statements, told }: ShapeChange,
  column: LandingColumn,
  dataType: string,
): ShapeChange {
  const { quote } = landing.ledger.adapter;
  const wider = typed(landing, { ...column, dataType, isEvolved: true });
  const columns = shape.columns.map((each) => (each === column ? wider : each));
  const sql = `alter table ${tableSql(landing)} alter column ${quote(column.name)} type ${wider.type.sql}`;
  return {
    shape: { ...shape, columns },
    statements: [...statements, sql],
    told: [...told, `widened column ${column.name} to ${wider.type.sql}`],
  };
}

function addColumn(
  landing: Landing,
  { shape, statements, told }: ShapeChange,
  { field, type }: Wish,
  beside: LandingColumn | undefined,
): ShapeChange {
  const { quote } = landing.ledger.adapter;
  const name = beside === undefined ? field : sideName(field, type);
  const added = typed(landing, {
    name,
    dataType: type,
    isEvolved: true,
    sideOf: beside === undefined ? null : field,
  });
  return {
    shape: {
      ...shape,
      columns: [...shape.columns, added].toSorted(
        (one, other) => Number(one.sideOf !== null) - Number(other.sideOf !== null),
      ),
      tableColumns: [...shape.tableColumns, name],
    },
    statements: [
      ...statements,
      `alter table ${tableSql(landing)} add column ${quote(name)} ${added.type.sql}`,
    ],
    told: [...told, `added column ${name} ${added.type.sql}`],
  };
}

function typed({ ledger, stream }: Landing, note: ColumnNote): LandingColumn {
  const { name, dataType, isEvolved, sideOf } = note;
  const column = landingColumn(
    stream,
    { name, dataType, isEvolved, sideOf },
    ledger.adapter.name as AdapterType,
  );
  if (column === undefined) throw new Error(`Bug: columns cannot evolve to ${dataType}`);
  return column;
}
