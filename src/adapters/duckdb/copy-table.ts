/** Copies a table, so that the copy can be changed and take its place. Indexes are left out: they stop a rename. */
import type { RelationName } from "../adapter.ts";
import type { CopyRequest } from "../swap-request.ts";
import { literal, qualified, quote } from "./quoting.ts";

/** With its keys and checks, as the table's own statement says them. */
export async function copyTable({ run, from, to }: CopyRequest): Promise<void> {
  const { rows } = await run(`select sql from duckdb_tables() where ${isNamed(from)}`, {
    fetch: true,
  });
  const sql = rows[0]?.[0];
  const columns = typeof sql === "string" ? sql.slice(sql.indexOf("(", nameEnd(sql, from))) : "";
  await run(`create table ${qualified(to)}${columns.replace(/;\s*$/, "")}`);
  await run(`insert into ${qualified(to)} select * from ${qualified(from)}`);
}

/** Names may hold brackets, so the columns begin behind the name. */
function nameEnd(sql: string, { identifier }: RelationName): number {
  const name = identifier ?? "";
  const quoted = sql.indexOf(quote(name));
  return quoted >= 0 ? quoted + quote(name).length : sql.indexOf(name) + name.length;
}

const isNamed = ({ database, schema, identifier }: RelationName): string =>
  [
    ...(database === null ? [] : [`database_name = ${literal(database)}`]),
    `schema_name = ${literal(schema ?? "")}`,
    `table_name = ${literal(identifier ?? "")}`,
  ].join(" and ");
