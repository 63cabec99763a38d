/** Asks the database's adapter to put a rebuilt relation in the place of the old one, as the node's config says. */
import type { ExistingRelation, RelationName, RelationType } from "../../adapters/adapter.ts";
import {
  onDependents,
  onRebuild,
  type SwapRequest,
  type SwapResult,
} from "../../adapters/swap-request.ts";
import { swapConfigInvalid } from "../../core/problems/swap.ts";
import type { Relation } from "../../project/context/relation.ts";
import type { RunState } from "../context/run-state.ts";
import { statementResult } from "../context/statement-results.ts";
import {
  configText,
  createIndexes,
  dropRelation,
  existingRelation,
  hasFollowUps,
  hasHooks,
  hasIndexes,
  isOverridden,
  type Job,
  macroRelation,
  statement,
} from "./job.ts";

/** In seconds. A long dashboard query delays a swap; it does not fail it. */
const defaultWait = 600;

/** A free name beside the node's own. */
export async function intermediateOf(job: Job, target: Relation): Promise<Relation> {
  const intermediate = isOverridden(job, "make_intermediate_relation")
    ? await macroRelation(job, "make_intermediate_relation", [target])
    : withSuffix(target, "__dbt_tmp");
  const leftover = await existingRelation(job, intermediate);
  if (leftover !== undefined) await dropRelation(job, leftover);
  return intermediate;
}

/** Where names are short, the name gives way to the suffix. */
function withSuffix(relation: Relation, suffix: string): Relation {
  const name = relation.parts.identifier ?? "";
  const longest = relation.dialect.relation.longestName;
  const kept = longest === undefined ? name : [...name].slice(0, longest - suffix.length).join("");
  return relation.with({ identifier: `${kept}${suffix}` });
}

/** Whether the adapter keeps what stands on a relation when it is replaced. */
export const swaps = (job: Job): boolean => job.run.adapter.swap !== undefined;

/**
 * Builds a relation beside the old one and swaps them, in one round trip where nothing stands on the old one.
 * @param sql builds `fresh`
 */
export async function buildAndSwap(
  job: Job,
  sql: string,
  fresh: Relation,
  existing: Relation,
): Promise<void> {
  const { run, context, node } = job;
  const { buildAndSwap: build } = run.adapter;
  const isPlain = existing.parts.type === "table" && fresh.parts.type === "table";
  const wantsSwap = choice(job, "on_rebuild", onRebuild) === "swap";
  if (build === undefined || !isPlain || !wantsSwap || hasIndexes(job)) {
    await statement(job, sql, { name: "main" });
    await createIndexes(job, fresh);
    return await swapInto(job, fresh, existing);
  }
  await context.begin();
  run.writeRunFile(node.unique_id, sql);
  const { result, isSwapped, isKnownToMatter } = await build({
    run: (text, options) => context.execute(text, options),
    old: existingOf(existing),
    fresh: existingOf(fresh),
    sql,
    isLast: isLastOf(job),
  });
  context.results.set("main", statementResult(result));
  if (isSwapped) return;
  const request = { ...swapRequest(job, fresh, existing), isKnownToMatter };
  swapped(job, await run.adapter.swap?.(request));
}

/** Whether nothing follows the statement that builds the node in its transaction. */
const isLastOf = (job: Job): boolean =>
  job.publication === undefined &&
  job.context.session.isJoined !== true &&
  !hasHooks(job, "post-hook", true) &&
  !hasFollowUps(job);

/**
 * @param fresh built and filled, under another name
 * @throws Problem when something would not survive; nothing has changed then
 */
export async function swapInto(job: Job, fresh: Relation, existing: Relation): Promise<void> {
  swapped(job, await job.run.adapter.swap?.(swapRequest(job, fresh, existing)));
}

/** Keeps in mind what a swap leaves to do. */
export function swapped(job: Job, result: SwapResult | undefined): void {
  for (const name of result?.dropped ?? []) job.run.cache.dropped(name);
  if (result?.afterCommit) job.afterCommit.push(result.afterCommit);
}

export function swapRequest(job: Job, fresh: Relation, existing: Relation): SwapRequest {
  const { run, context, node } = job;
  const isCopy = job.publication?.isCopy === true;
  const hooks = (job.config["post-hook"] ?? []).map((hook) => hook.sql).join("\n");
  return {
    run: (sql, options) => context.execute(sql, options),
    nodeId: node.unique_id,
    old: existingOf(existing),
    fresh: existingOf(fresh),
    onDependents: choice(job, "on_dependents", onDependents),
    onRebuild: choice(job, "on_rebuild", onRebuild),
    wait: waitOf(job),
    // A node whose hooks make indexes or keys means to make them anew each time.
    keepsIndexes: isCopy || !/\bindex\b/i.test(hooks),
    keepsConstraints:
      isCopy || (job.config.contract?.enforced !== true && !/\bconstraint\b|\bkey\b/i.test(hooks)),
    isRebuilt: (name) => isSelected(run, name),
    isCopy,
  };
}

/**
 * Changes a view in place, which keeps all that stands on it: the database allows it as long as the columns stay, with
 * new ones behind them.
 * @param sql with `create or replace`, where there is such
 * @returns false where it does not allow it
 */
export async function replaceViewInPlace(
  job: Job,
  target: Relation,
  sql: string | undefined,
): Promise<boolean> {
  const { run, context, node } = job;
  if (sql === undefined) return false;
  await context.begin();
  const result = await run.adapter.replaceView?.({
    run: (text, options) => context.execute(text, options),
    nodeId: node.unique_id,
    view: target.name,
    wait: waitOf(job),
    sql,
    isLast: isLastOf(job),
  });
  if (result === undefined) return false;
  run.writeRunFile(node.unique_id, sql);
  context.results.set("main", statementResult(result));
  return true;
}

/** The locks of a publication are taken for all of it. */
const waitOf = (job: Job): number => (job.publication === undefined ? swapWaitOf(job) : 0);

export const swapWaitOf = (job: Job): number => Number(configText(job, "swap_wait") ?? defaultWait);

function existingOf(relation: Relation): ExistingRelation {
  return { ...relation.name, type: (relation.parts.type ?? "table") as RelationType };
}

function choice<T extends string>(job: Job, key: string, known: readonly T[]): T {
  const text = configText(job, key);
  const found = known.find((value) => value === text);
  if (found !== undefined) return found;
  if (text === undefined) return known[0]!;
  throw swapConfigInvalid(key, text, known, job.node.unique_id);
}

/** Whether a node of this run makes that relation. */
function isSelected(
  { project, selectedIds }: RunState,
  { schema, identifier }: RelationName,
): boolean {
  return [...selectedIds].some((id) => {
    const node = project.manifest.nodes[id];
    return node?.resource_type === "model" && node.schema === schema && node.alias === identifier;
  });
}
