/**
 * What a materialization works with: the node, its context, and short ways to run SQL, macros and hooks. Every step
 * that users may override goes through a macro; order and transactions belong to the materializations themselves.
 */
import type { QueryResult } from "../../adapters/adapter.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type { ManifestNode } from "../../core/nodes.ts";
import type { Problem } from "../../core/problem.ts";
import { macroReturnedNoText } from "../../core/problems/execute.ts";
import { isTrue, type PyObject, str, toValue, type Value } from "../../jinja/index.ts";
import { Relation } from "../../project/context/relation.ts";
import type { NodeContext } from "../context/node-context.ts";
import type { RunState } from "../context/run-state.ts";
import { statementResult } from "../context/statement-results.ts";
import { markFailedHook } from "../failed-hooks.ts";

export interface Job {
  readonly context: NodeContext;
  readonly run: RunState;
  readonly node: ManifestNode;
  readonly config: NodeConfig;
  /** The node's own relation, without a type. */
  readonly self: Relation;
  /** The compiled query. */
  readonly sql: string;
  /** What is left to do once the transaction is committed; each tells what went wrong. */
  readonly afterCommit: (() => Promise<Problem | undefined>)[];
  /** The job is one step of a publication, whose transaction goes on after it. */
  readonly publication?: { readonly isCopy: boolean };
  /** A batch of a microbatch model that adds to what is there, whatever the flags say. */
  readonly incremental?: boolean | undefined;
}

/** A materialization's work: builds the node and says which relations it left behind. */
export type Materialize = (job: Job) => Promise<readonly Relation[]>;

export interface StatementOptions {
  /** dbt's name of the statement; `main` is the one that `target/run` and the outcome show. */
  readonly name?: string;
  readonly fetch?: boolean;
  /** Begin a transaction first, if none is open. */
  readonly begin?: boolean;
}

/** Runs SQL as the macro `statement` does, without its detour. */
export async function statement(
  job: Job,
  sql: string,
  { name, fetch = false, begin = true }: StatementOptions = {},
): Promise<QueryResult> {
  const { context, run, node } = job;
  if (begin) await context.begin();
  if (name === "main") run.writeRunFile(node.unique_id, sql);
  const result = await context.execute(sql, { fetch });
  if (name !== undefined) context.results.set(name, statementResult(result));
  return result;
}

/** Calls a macro for the SQL that it writes. */
export async function macroSql(
  job: Job,
  name: string,
  args: readonly Value[],
  kwargs?: ReadonlyMap<string, Value>,
): Promise<string> {
  const value = await job.context.callMacro(name, args, kwargs);
  if (typeof value !== "string") throw macroReturnedNoText(name, job.node.unique_id);
  return value;
}

/** Calls a method of something in the context: `adapter`, `exceptions`… */
export async function callMethod(
  job: Job,
  object: string,
  method: string,
  args: readonly Value[] = [],
  kwargs?: ReadonlyMap<string, Value>,
): Promise<Value> {
  const owner = job.context.get(object) as PyObject | undefined;
  const found = owner?.pyGetAttr?.(method);
  if (found === undefined) throw new Error(`Bug: no ${object}.${method} in the context`);
  return await job.context.interpreter.call(found, args, kwargs);
}

/** What bears the relation's name now, with its type. */
export async function existingRelation(
  job: Job,
  relation: Relation,
): Promise<Relation | undefined> {
  const { database, schema, identifier } = relation.name;
  const { cache } = job.run;
  const isKnown = database !== null && schema !== null && cache.knows(database, schema);
  if (isKnown && cache.findKnown(relation.name) === undefined) return undefined;
  const found = await callMethod(job, "adapter", "get_relation", [database, schema, identifier]);
  return found instanceof Relation ? found : undefined;
}

/** The relation that a macro such as `make_temp_relation` names. */
export async function macroRelation(
  job: Job,
  name: string,
  args: readonly Value[],
): Promise<Relation> {
  const value = await job.context.callMacro(name, args);
  if (value instanceof Relation) return value;
  throw macroReturnedNoText(name, job.node.unique_id);
}

export async function dropRelation(job: Job, relation: Relation): Promise<void> {
  await callMethod(job, "adapter", "drop_relation", [relation]);
}

export async function renameRelation(job: Job, from: Relation, to: Relation): Promise<void> {
  await callMethod(job, "adapter", "rename_relation", [from, to]);
}

/** Runs the node's hooks of one kind. dbt-postgres commits before those outside the transaction; so does `run_hooks`. */
export async function runHooks(
  job: Job,
  kind: "pre-hook" | "post-hook",
  inside: boolean,
): Promise<void> {
  if (!hasHooks(job, kind, inside)) return;
  const hooks = job.context.get(kind === "pre-hook" ? "pre_hooks" : "post_hooks") ?? [];
  try {
    await job.context.callMacro("run_hooks", [hooks], new Map([["inside_transaction", inside]]));
  } catch (thrown) {
    throw markFailedHook(thrown, kind);
  }
}

export const hasHooks = (job: Job, kind: "pre-hook" | "post-hook", inside: boolean): boolean =>
  (job.config[kind] ?? []).some((hook) => hook.transaction === inside);

/** Ends the open transaction, if there is one. */
export async function commit(job: Job): Promise<void> {
  await job.context.commit();
  for (const task of job.afterCommit.splice(0)) {
    const problem = await task();
    if (problem !== undefined) job.run.warnOnce("AfterCommit", problem);
  }
}

/** What `--full-refresh` and the config `full_refresh` ask for. */
export async function shouldFullRefresh(job: Job): Promise<boolean> {
  if (job.incremental) return false;
  if (!isOverridden(job, "should_full_refresh"))
    return job.config.full_refresh ?? job.run.project.flags.fullRefresh;
  return isTrue(await job.context.callMacro("should_full_refresh", []));
}

export const isOverridden = (job: Job, name: string): boolean => job.run.overridden(name);

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  (typeof value === "object" &&
    Object.values(value).every((inner) => inner === false || inner === null));

/** Whether the config asks for grants, comments or indexes, which then run inside the transaction. */
export const hasFollowUps = (job: Job): boolean =>
  !isEmpty(job.config.grants) ||
  !isEmpty(job.config.persist_docs) ||
  !isEmpty(job.config.indexes) ||
  ["apply_grants", "persist_docs", "create_indexes"].some((name) => isOverridden(job, name));

/** Gives the rights that the config `grants` lists. */
export async function applyGrants(
  job: Job,
  relation: Relation,
  existing: Relation | undefined,
  fullRefresh: boolean,
): Promise<void> {
  if (job.run.isAudit || (isEmpty(job.config.grants) && !isOverridden(job, "apply_grants"))) return;
  const revoke = await job.context.callMacro(
    "should_revoke",
    [existing ?? null],
    new Map([["full_refresh_mode", fullRefresh]]),
  );
  const grants = toValue(job.config.grants ?? {});
  await job.context.callMacro(
    "apply_grants",
    [relation, grants],
    new Map([["should_revoke", revoke]]),
  );
}

/** Writes descriptions into the database where the config `persist_docs` asks for it. */
export async function persistDocs(job: Job, relation: Relation): Promise<void> {
  const hasNone = isEmpty(job.config.persist_docs) && !isOverridden(job, "persist_docs");
  if (job.run.isAudit || hasNone) return;
  await job.context.callMacro("persist_docs", [relation, job.context.get("model") ?? null]);
}

/** Whether the config asks for indexes. */
export const hasIndexes = (job: Job): boolean =>
  !isEmpty(job.config.indexes) || isOverridden(job, "create_indexes");

export async function createIndexes(job: Job, relation: Relation): Promise<void> {
  if (!hasIndexes(job)) return;
  // Where an index stops its table from being renamed, it is made when that is done.
  if (job.run.isAudit && job.run.adapter.swapTogether === undefined) return;
  await job.context.callMacro("create_indexes", [relation]);
}

/** A config value as text, or undefined when it is not set. */
export function configText(job: Job, key: string): string | undefined {
  const value: unknown = job.config[key];
  return value === undefined || value === null ? undefined : str(toValue(value));
}
