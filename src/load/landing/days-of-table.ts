/** Whether a stream's table in Postgres is, or will be, one partition for each day. Reads only. */
import type { AdapterType } from "../../adapters/dialects.ts";
import { type Ledger, queryRows } from "../ledger/ledger.ts";
import type { Stream } from "../stream.ts";

export const dayMs = 86_400_000;
/** In milliseconds: where rows are kept for less, days are too coarse. */
const leastRetained = 2 * dayMs;

/** Whether a table that is made now has partitions. */
export const wantsDays = (database: AdapterType, { retainMs }: Stream): boolean =>
  database === "postgres" && (retainMs ?? 0) >= leastRetained;

/**
 * The beginnings of the days that have a partition, in milliseconds since 1970.
 * @param table its name in SQL
 * @returns undefined where the table has no partitions
 */
export async function readDays(
  { adapter, session }: Ledger,
  table: string,
): Promise<Set<number> | undefined> {
  if (adapter.name !== "postgres") return undefined;
  const kinds = await queryRows(
    session,
    "select relkind::text from pg_class where oid = to_regclass($1)",
    [table],
  );
  if (kinds[0]?.[0] !== "p") return undefined;
  const rows = await queryRows(
    session,
    `select child.relname::text from pg_inherits join pg_class as child on child.oid = inhrelid
     where inhparent = $1::regclass`,
    [table],
  );
  const starts = rows.map(([name]) => {
    const [, year, month, day] = /_(\d{4})(\d\d)(\d\d)$/.exec(String(name)) ?? [];
    return Date.parse(`${year}-${month}-${day}T00:00:00Z`);
  });
  return new Set(starts);
}
