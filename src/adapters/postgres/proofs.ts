/** What Postgres's catalogue proves of a column, and what it counts faster than it groups. */
import type { Proofs } from "../adapter.ts";
import { literal } from "./quoting.ts";

export const proofs: Proofs = {
  answered: { message: "SELECT 1", code: "SELECT", rowsAffected: 1 },
  /**
   * A unique index has the answer. Else values are sorted, which takes a third to two thirds of grouping them, as long as
   * comparing two is cheap.
   */
  async isDistinct(ask, table, column) {
    if (!named.test(table)) return false;
    const about = (await ask(aboutColumn(table, column))).rows[0];
    if (about === undefined) return false;
    const [isIndexed, isSmall, type, isByBytes] = about;
    if (isIndexed === true) return true;
    if (isSmall === true) return false;
    const isText = texts.includes(String(type));
    if (isText ? isByBytes !== true : !sorted.includes(String(type))) return false;
    const value = isText ? `${column} collate "C"` : column;
    const sql = `select count(distinct ${value}) = count(${column}) from ${table}`;
    return (await ask(sql)).rows[0]?.[0] === true;
  },
};

/** No query in parentheses, and no function's call. */
const named = /^(?:"(?:[^"]|"")*"|[\w.])+$/;

const sorted = [
  ...["smallint", "integer", "bigint", "numeric", "uuid"],
  ...["date", "timestamp without time zone", "timestamp with time zone"],
];
const texts = ["text", "character varying"];

/** Below so many bytes nothing is to be won. */
const fewBytes = 200_000;

/**
 * One row, or none: whether a unique index holds for the column alone, whether the table is small, the
 * column's type, and whether its texts are the same only when their bytes are.
 */
const aboutColumn = (table: string, column: string): string =>
  `select relkind = 'r' and not relhassubclass and exists (select from pg_catalog.pg_index
      where indrelid = attrelid and indisunique and indisvalid and indimmediate and indnkeyatts = 1
        and indkey[0] = attnum and indpred is null and indexprs is null),
    pg_catalog.pg_relation_size(attrelid) < ${fewBytes},
    pg_catalog.format_type(atttypid, null), coalesce(collisdeterministic, true)
  from pg_catalog.pg_attribute join pg_catalog.pg_class on pg_class.oid = attrelid
  left join pg_catalog.pg_collation on pg_collation.oid = attcollation
  where attrelid = pg_catalog.to_regclass(${literal(table)})
    and attname = (pg_catalog.parse_ident(${literal(column)}))[1]`;
