/** Leaves out rows whose key was there before, within the batch's transaction. */
import type { Cell } from "../../adapters/adapter.ts";
import { moment, queryRows } from "../ledger/ledger.ts";
import { type Landing, tableSql } from "./landing-table.ts";
import type { Shape } from "./shape.ts";

export interface DedupeRange {
  readonly batchId: number;
  /** Milliseconds since 1970: rows before that do not count. */
  readonly since: number | undefined;
}

/** @returns how many rows of the batch were removed again; rows without a key, and ends of keys, never are */
export async function removeDuplicates(
  landing: Landing,
  shape: Shape,
  { batchId, since }: DedupeRange,
): Promise<number> {
  const { ledger, stream } = landing;
  const { dedupe, eventTime } = stream;
  if (dedupe === undefined) return 0;
  const { quote } = ledger.adapter;
  const table = tableSql(landing);
  const same = dedupe.columns.map((name) => `known.${quote(name)} = fresh.${quote(name)}`);
  const time = eventTime?.column ?? "_ingested_at";
  const [bound, value] = boundOf(shape, time, since);
  const removed = await queryRows(
    ledger.session,
    `delete from ${table} where _batch_id = $1 and (_partition, _offset) in (
       select fresh._partition, fresh._offset from ${table} as fresh
       join ${table} as known on ${same.join(" and ")}
       where fresh._batch_id = $1 and fresh._op <> 'd' and known._op <> 'd' and (
         (known._batch_id < $1${bound && ` and known.${quote(time)} >= ${bound}`})
         or (known._batch_id = $1
           and (known._partition, known._offset) < (fresh._partition, fresh._offset))))
     returning 1`,
    value === undefined ? [batchId] : [batchId, value],
  );
  return removed.length;
}

/** The time as the column has it: integers are milliseconds. */
function boundOf(
  { columns }: Shape,
  name: string,
  since: number | undefined,
): readonly [sql: string, value: Cell | undefined] {
  if (since === undefined) return ["", undefined];
  const kind = columns.find((column) => column.name === name)?.type.kind ?? "timestamptz";
  if (kind === "integer") return ["$2::bigint", Math.floor(since)];
  const text = moment(since);
  return kind === "date" ? ["$2::date", text.slice(0, 10)] : [`$2::${kind}`, text];
}
