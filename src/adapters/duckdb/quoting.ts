/** Writes names and texts into DuckDB's SQL. */
import type { RelationName } from "../adapter.ts";

export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

export const literal = (text: string): string => `'${text.replaceAll("'", "''")}'`;

export const qualified = ({ database, schema, identifier }: RelationName): string =>
  [database, schema, identifier]
    .filter((part) => part !== null)
    .map(quote)
    .join(".");
