/**
 * Puts a rebuilt relation in the place of the old one inside the open transaction: readers see the old one until the
 * commit and the new one after it, and what stood on the old one stands on the new one. Three ways, the first that can
 * be gone: exchange the tables and point the views to the new one; where something cannot be pointed elsewhere, such as
 * other people's views, keep the table and exchange its rows; else do with what is in the way as the config says.
 */
import { dependentsInTheWay, type Obstacle } from "../../../core/problems/swap.ts";
import type { SwapRequest, SwapResult } from "../../swap-request.ts";
import { qualified } from "../quoting.ts";
import { isBare, nothingStanding } from "./bare.ts";
import { BrokenViews, exchange } from "./exchange.ts";
import { exchangeRows } from "./exchange-rows.ts";
import { type Dependent, type Standing, standingOn } from "./standing.ts";
import { isTable, type Swapping } from "./swapping.ts";

/** @throws Problem when something is in the way; the transaction can then go on as if nothing had happened */
export async function swap(request: SwapRequest): Promise<SwapResult> {
  const names = { old: qualified(request.old), fresh: qualified(request.fresh) };
  const mayBeBare = request.onRebuild === "swap" && !request.isKnownToMatter;
  if (mayBeBare && (await isBare(request.run, names.old))) {
    const bare = { ...names, request, standing: nothingStanding };
    return await exchange(bare, { going: [], cascades: false });
  }
  const standing = await standingOn(request.run, names.old, names.fresh);
  const swapping: Swapping = { ...names, request, standing };
  const anchors = anchorsOf(standing);
  if (keepsTable(swapping)) return await exchangeRows(swapping);
  if (request.onDependents === "cascade")
    return await exchange(swapping, { going: standing.dependents, cascades: true });
  refuseUnless(swapping, anchors);
  const going = anchors.flatMap(({ dependent }) => (dependent ? [dependent] : []));
  return await exchangeKeepingViews(swapping, going);
}

/** Whether the old table stays, because it can and the config or what stands on it wants that. */
export function keepsTable({ request, standing }: Swapping): boolean {
  const canStay =
    sameColumns(standing) &&
    isTable(request.old) &&
    isTable(request.fresh) &&
    standing.incomingKeys.every((key) => key.isOurs);
  return canStay && (request.onRebuild !== "swap" || anchorsOf(standing).length > 0);
}

interface Anchor extends Obstacle {
  readonly dependent?: Dependent;
}

const sameColumns = ({ columns, newColumns }: Standing): boolean =>
  columns.length === newColumns.length && columns.every((column) => newColumns.includes(column));

/** What cannot be pointed to another table: materialized views, functions, views that are not ours to change. */
function anchorsOf(standing: Standing): readonly Anchor[] {
  const none = { owner: undefined, why: undefined };
  return [
    ...standing.anchors.map((what) => ({ ...none, what })),
    ...standing.dependents
      .filter((each) => each.isDirect && (each.kind !== "view" || !each.isOurs))
      .map((each) => ({ ...none, what: each.description, owner: each.owner, dependent: each })),
    ...standing.incomingKeys
      .filter((key) => !key.isOurs)
      .map(({ name, table, owner }) => ({
        ...none,
        what: `foreign key ${name} of ${table}`,
        owner,
      })),
  ];
}

/** @throws Problem naming what may not be dropped */
function refuseUnless(swapping: Swapping, anchors: readonly Anchor[]): void {
  const staying = anchors.filter(({ dependent }) => !canGo(swapping, dependent));
  if (staying.length > 0) throw dependentsInTheWay(swapping.old, staying, swapping.request.nodeId);
}

/** Whether something may be dropped: this run, or the config, has it and what stands on it made anew. */
function canGo({ request, standing }: Swapping, dependent: Dependent | undefined): boolean {
  if (dependent === undefined) return false;
  const above = [dependent, ...standing.dependents.filter((each) => !each.isDirect)];
  if (!above.every((each) => each.isOurs)) return false;
  return (
    request.onDependents === "rebuild" ||
    above.every(({ schema, identifier }) =>
      request.isRebuilt({ database: request.old.database, schema, identifier }),
    )
  );
}

/** Tries with all views kept. Those that cannot be, because a column of theirs is gone, are dropped if they may be. */
async function exchangeKeepingViews(
  swapping: Swapping,
  going: readonly Dependent[],
): Promise<SwapResult> {
  try {
    return await exchange(swapping, { going, cascades: false });
  } catch (thrown) {
    if (!(thrown instanceof BrokenViews)) throw thrown;
    const broken = thrown.views.map(({ view, why }) => ({
      what: view.description,
      owner: view.owner,
      why,
      dependent: view,
    }));
    refuseUnless(swapping, broken);
    const all = [...going, ...thrown.views.map(({ view }) => view)];
    return await exchange(swapping, { going: all, cascades: false });
  }
}
