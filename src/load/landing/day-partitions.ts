/**
 * A stream's table in Postgres as one partition for each day on which rows came in (UTC), so that old rows go as whole
 * tables and leave nothing to vacuum. The partitions lie in the ledger's schema.
 */
import { createHash } from "node:crypto";
import { Problem } from "../../core/problem.ts";
import type { Lease } from "../landing.ts";
import { proveLease } from "../ledger/lease.ts";
import { inTransaction, type Ledger, ledgerSchema, moment, queryRows } from "../ledger/ledger.ts";
import type { Stream } from "../stream.ts";
import { dayMs } from "./days-of-table.ts";
import { type Landing, tableSql } from "./landing-table.ts";
import { noteRemovedCounts } from "./removals.ts";

/** Makes the partition of that moment (milliseconds since 1970) unless it is there; outside of any transaction. */
export async function ensureDay(landing: Landing, at: number): Promise<void> {
  const { ledger, days } = landing;
  const start = Math.floor(at / dayMs) * dayMs;
  if (days === undefined || days.has(start)) return;
  const parent = tableSql(landing);
  const child = childOf(landing, start);
  await inTransaction(ledger.session, async () => {
    // Attached, not made as a partition at once: that would keep out those who read the table.
    await ledger.session.execute(
      `create table if not exists ${child} (like ${parent} including all)`,
    );
    await ledger.session.execute(
      `alter table ${parent} attach partition ${child}
       for values from ('${moment(start)}') to ('${moment(start + dayMs)}')`,
    );
  });
  days.add(start);
}

function childOf(table: Landing, start: number): string {
  const digest = createHash("sha256").update(tableSql(table)).digest("hex").slice(0, 12);
  return `${ledgerSchema}.rows_${digest}_${moment(start).slice(0, 10).replaceAll("-", "")}`;
}

/**
 * Drops the days that ended before, the oldest first, up to the first that a model has still to read, or that somebody
 * reads at the moment.
 * @param before milliseconds since 1970
 * @returns how many rows went
 * @throws Problem `STREAM_FENCED`
 */
export async function dropOldDays(landing: Landing, lease: Lease, before: number): Promise<number> {
  const days = landing.days ?? new Set();
  let removed = 0;
  for (const start of [...days].toSorted((one, other) => one - other)) {
    if (start + dayMs > before) break;
    const rows = await dropDay(landing, lease, start);
    if (rows === undefined) break;
    days.delete(start);
    removed += rows;
  }
  return removed;
}

/** @returns undefined where it has to stay for now */
async function dropDay(landing: Landing, lease: Lease, start: number): Promise<number | undefined> {
  const { ledger, stream } = landing;
  const child = childOf(landing, start);
  try {
    return await inTransaction(ledger.session, async () => {
      await proveLease(ledger, lease);
      if (await isUnread(ledger, stream, child)) return undefined;
      const counts = await queryRows(
        ledger.session,
        `select _batch_id, count(*) from ${child} group by 1`,
      );
      await noteRemovedCounts(
        landing,
        "removed",
        new Map(counts.map(([batch, count]) => [Number(batch), Number(count)])),
      );
      await ledger.session.execute("set local lock_timeout = '2s'");
      await ledger.session.execute(`drop table ${child}`);
      return counts.reduce((sum, [, count]) => sum + Number(count), 0);
    });
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === "LOCK_NOT_HAD") return undefined;
    throw thrown;
  }
}

async function isUnread({ session }: Ledger, { name }: Stream, child: string): Promise<boolean> {
  const rows = await queryRows(
    session,
    `select 1 from (
       select _incarnation, _partition, max(_offset) as last from ${child} group by 1, 2) as held
     join _tsdbt.model_progress as progress
       on progress.stream = $1 and progress.incarnation = held._incarnation
       and progress."partition" = held._partition and progress.next_offset <= held.last
     limit 1`,
    [name],
  );
  return rows.length > 0;
}
