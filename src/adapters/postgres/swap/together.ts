/**
 * Swaps several relations in one transaction, so that no reader sees some of them new and others old. What takes long
 * comes before the locks; the locks are taken all at once or none, in attempts that are too short to stand in anybody's
 * way.
 */
import type { RelationName } from "../../adapter.ts";
import type { CopyRequest, SwapRequest, SwapResult, SwapsRequest } from "../../swap-request.ts";
import { literal, qualified, quote } from "../quoting.ts";
import { isBare, nothingStanding } from "./bare.ts";
import { dressFresh } from "./exchange.ts";
import { attemptUntil } from "./locks.ts";
import { type Run, type Standing, standingOn } from "./standing.ts";
import { keepsTable, swap } from "./swap.ts";
import type { Swapping } from "./swapping.ts";

/** @throws Problem when one of them cannot be swapped; nothing has changed then */
export async function swapTogether(request: SwapsRequest): Promise<readonly SwapResult[]> {
  const { run, wait, changed } = request;
  const { results, kept, exchanged } = await exchangeKept(request);
  await request.rebind(kept);
  for (const each of exchanged) if (each.standing !== nothingStanding) await dressFresh(each);
  const names = exchanged.flatMap(({ standing, old }) => [...changedWith(standing), old]);
  const locks = await locksOf(run, [...new Set([...changed.map(qualified), ...names])]);
  const asked = { wait, nodeId: "", relation: "" };
  const swapped = await attemptUntil(run, asked, async (timeout) => {
    await lockAll(run, locks, timeout, asked);
    await request.first(kept);
    const done: SwapResult[] = [];
    for (const { request: each, old } of exchanged) {
      asked.relation = old;
      done.push(await swap(beside(each)));
    }
    return done;
  });
  return [...results, ...swapped];
}

const beside = (request: SwapRequest): SwapRequest => ({
  ...request,
  isDressed: true,
  keepsFresh: true,
  wait: 0,
});

/** Exchanges the rows of tables that are to stay. Nobody waits for that: readers see the old ones until the commit. */
async function exchangeKept({ swaps, changed }: SwapsRequest): Promise<{
  readonly results: SwapResult[];
  readonly kept: RelationName[];
  readonly exchanged: Swapping[];
}> {
  const replaced = new Set([...changed, ...swaps.map(({ old }) => old)].map(qualified));
  const results: SwapResult[] = [];
  const kept: RelationName[] = [];
  const exchanged: Swapping[] = [];
  for (const each of swaps) {
    const swapping = await swappingOf(each, replaced);
    if (!keepsTable(swapping)) exchanged.push(swapping);
    else {
      results.push(await swap({ ...beside(each), onRebuild: "delete_insert" }));
      kept.push(each.old);
    }
  }
  return { results, kept, exchanged };
}

/** What is replaced with a relation does not stand on it by then. */
async function swappingOf(request: SwapRequest, replaced: ReadonlySet<string>): Promise<Swapping> {
  const { run } = request;
  const names = { old: qualified(request.old), fresh: qualified(request.fresh), request };
  if (request.onRebuild === "swap" && (await isBare(run, names.old)))
    return { ...names, standing: nothingStanding };
  const standing = await standingOn(run, names.old, names.fresh);
  const dependents = standing.dependents.filter(
    ({ schema, identifier }) => !replaced.has(qualified({ database: null, schema, identifier })),
  );
  return { ...names, standing: { ...standing, dependents } };
}

/** What an exchange changes beside the relation itself. */
const changedWith = ({ dependents, incomingKeys }: Standing): string[] => [
  ...dependents.filter(({ isDirect, isOurs }) => isDirect && isOurs).map(({ name }) => name),
  ...incomingKeys.filter(({ isOurs }) => isOurs).map(({ table }) => table),
];

/** A statement for each relation that locks it and nothing else: `lock table` locks what a view reads, too. */
async function locksOf(run: Run, names: readonly string[]): Promise<Lock[]> {
  if (names.length === 0) return [];
  const { rows } = await run(
    `select name, relkind, pg_get_userbyid(relowner)
    from unnest(array[${names.map(literal).join(", ")}]::text[]) with ordinality as wanted (name, place)
    join pg_catalog.pg_class on pg_class.oid = pg_catalog.to_regclass(name)
    order by place`,
    { fetch: true },
  );
  return rows.map(([name, kind, owner]) => {
    const relation = String(name);
    const own = `${relation} owner to ${quote(String(owner))}`;
    if (kind === "v") return { relation, sql: `alter view ${own}` };
    if (kind === "m") return { relation, sql: `alter materialized view ${own}` };
    return { relation, sql: `lock table ${relation} in access exclusive mode` };
  });
}

interface Lock {
  readonly relation: string;
  readonly sql: string;
}

/**
 * Waits for the first lock only: who has one lock and waits for another may wait for somebody who waits for him. What
 * could not be had is the first to be asked for in the next attempt, so that the order becomes that of the readers.
 */
async function lockAll(
  run: Run,
  locks: Lock[],
  timeout: number,
  asked: { relation: string },
): Promise<void> {
  for (const [index, lock] of locks.entries()) {
    asked.relation = lock.relation;
    try {
      await run(`set local lock_timeout = ${index === 0 ? timeout : furtherTimeout}; ${lock.sql}`);
    } catch (thrown) {
      locks.splice(index, 1);
      locks.unshift(lock);
      throw thrown;
    }
  }
  await run("set local lock_timeout to default");
}

/** In milliseconds: as long as most queries take, and too short for anybody to notice. */
const furtherTimeout = 10;

/** With its indexes and keys, which take their names when the copy takes the place of the table. */
export async function copyTable({ run, from, to }: CopyRequest): Promise<void> {
  const old = qualified(from);
  const { rows } = await run(
    `select relpersistence = 'u' from pg_catalog.pg_class where oid = pg_catalog.to_regclass(${literal(old)})`,
    { fetch: true },
  );
  const unlogged = rows[0]?.[0] === true ? "unlogged " : "";
  await run(`create ${unlogged}table ${qualified(to)} as table ${old}`);
  const standing = await standingOn(run, old, qualified(to));
  const wanted = standing.belongings
    .filter(({ kind }) => kind === "index" || kind === "constraint")
    .map(({ sql }) => sql.replaceAll("{new}", qualified(to)));
  if (wanted.length > 0) await run(wanted.join("; "));
}
