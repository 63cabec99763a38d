/** Writes names and texts into Postgres's SQL. */
import type { RelationName } from "../adapter.ts";

export const quote = (identifier: string): string => `"${identifier.replaceAll('"', '""')}"`;

/** Right whatever `standard_conforming_strings` says. */
export const literal = (text: string): string => {
  const quoted = `'${text.replaceAll("'", "''")}'`;
  return text.includes("\\") ? ` E${quoted.replaceAll("\\", "\\\\")}` : quoted;
};

/** Without the database: a connection sees only its own. */
export const qualified = ({ schema, identifier }: RelationName): string =>
  [schema, identifier]
    .filter((part) => part !== null)
    .map(quote)
    .join(".");
