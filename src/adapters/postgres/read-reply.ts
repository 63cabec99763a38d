/** Makes values of what the server wrote, by the types that it says the columns have. */
import type { QueryResult } from "../adapter.ts";
import type { StatementReply } from "./statement.ts";
import { isForeign, readerOf, typeText } from "./types.ts";

/**
 * @param typeNames by object id; names of types that are met for the first time are added
 * @param ask asks the same server for those names
 */
export async function readReply(
  { fields, rows, response }: StatementReply,
  typeNames: Map<number, string>,
  ask: (sql: string) => Promise<StatementReply["rows"]>,
): Promise<QueryResult> {
  const unknown = fields
    .map((field) => field.dataTypeID)
    .filter((oid) => isForeign(oid) && !typeNames.has(oid));
  if (unknown.length > 0) {
    for (const [oid, name] of await ask(typeNamesSql(unknown))) {
      typeNames.set(Number(oid), name ?? "");
    }
  }
  const columns = fields.map((field) => {
    const foreign = typeNames.get(field.dataTypeID);
    const { kind, read } = readerOf(field.dataTypeID, foreign);
    return { name: field.name, type: typeText(field, foreign), kind, read };
  });
  return {
    columns: columns.map(({ read: _, ...column }) => column),
    rows: rows.map((row) =>
      columns.map(({ read }, index) => {
        const text = row[index];
        return text === null || text === undefined ? null : read(text);
      }),
    ),
    response,
  };
}

/** Types that the project or an extension made have numbers that differ from database to database. */
const typeNamesSql = (oids: readonly number[]): string =>
  `select oid, pg_catalog.format_type(oid, null) from pg_catalog.pg_type where oid in (${oids.join(", ")})`;
