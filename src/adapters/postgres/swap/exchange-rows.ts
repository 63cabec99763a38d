/** Keeps the table, and with it everything that stands on it, and exchanges its rows. */
import type { SwapResult } from "../../swap-request.ts";
import { literal } from "../quoting.ts";
import { withLocks } from "./locks.ts";
import { addKeys, dropKeys, type Swapping, validation } from "./swapping.ts";

/** Readers go on with the old rows until the commit, unless the config says to truncate: then they wait. */
export async function exchangeRows(swapping: Swapping): Promise<SwapResult> {
  const { request, old, fresh } = swapping;
  const { run } = request;
  const columns = await columnList(swapping);
  const clear =
    request.onRebuild === "truncate_insert" ? `truncate table ${old}` : `delete from ${old}`;
  await withLocks(
    run,
    { relation: old, wait: request.wait, nodeId: request.nodeId },
    async ({ before, after }) => {
      await run([before, ...dropKeys(swapping), clear, after].join("; "));
    },
  );
  await run(
    [
      `insert into ${old} (${columns}) select ${columns} from ${fresh}`,
      ...(request.keepsFresh ? [] : [`drop table ${fresh}`]),
      ...addKeys(swapping),
    ].join("; "),
  );
  return { dropped: [], afterCommit: validation(swapping) };
}

async function columnList({ request, fresh }: Swapping): Promise<string> {
  const { rows } = await request.run(
    `select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
    where attrelid = pg_catalog.to_regclass(${literal(fresh)}) and attnum > 0 and not attisdropped`,
    { fetch: true },
  );
  return String(rows[0]?.[0]);
}
