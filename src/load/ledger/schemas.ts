/** The record of how a stream's table changed: its columns by version. */
import { type Ledger, moment, queryRows } from "./ledger.ts";

export interface SchemaNote {
  readonly version: number;
  readonly columns: readonly {
    readonly name: string;
    readonly dataType: string;
    readonly isEvolved: boolean;
    readonly sideOf: string | null;
  }[];
  /** Fields without a column that were seen. */
  readonly captured: readonly string[];
}

/** The newest version, undefined where there is none. */
export async function readSchema(
  { session }: Ledger,
  stream: string,
): Promise<SchemaNote | undefined> {
  const rows = await queryRows(
    session,
    "select version, columns from _tsdbt.stream_schema where stream = $1 order by version desc limit 1",
    [stream],
  );
  const [version, text] = rows[0] ?? [];
  if (version === undefined) return undefined;
  return { version: Number(version), ...(JSON.parse(String(text)) as Omit<SchemaNote, "version">) };
}

/** @param now milliseconds since 1970 */
export async function writeSchema(
  { session }: Ledger,
  stream: string,
  { version, columns, captured }: SchemaNote,
  now: number,
): Promise<void> {
  await session.execute(
    `insert into _tsdbt.stream_schema (stream, version, columns, seen_at)
     values ($1, $2, $3::json, $4::timestamptz)`,
    { values: [stream, version, JSON.stringify({ columns, captured }), moment(now)] },
  );
}
