/**
 * Puts a newly built table or view in the place of the old one, so that no reader ever sees a half-built one and a
 * failure leaves the old one as it was. Two ways: `create or replace`, or build beside it and swap the names; the
 * latter wherever the database or the query allows nothing else. Both expect to be rolled back by the caller.
 */
import { nativeFunction, str } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import {
  createIndexes,
  dropRelation,
  hasFollowUps,
  hasHooks,
  isOverridden,
  type Job,
  macroSql,
  renameRelation,
  statement,
} from "./job.ts";
import { buildAndSwap, intermediateOf, replaceViewInPlace, swaps } from "./swap.ts";

type Kind = "table" | "view";

const createMacros = { table: "get_create_table_as_sql", view: "get_create_view_as_sql" } as const;
const asMacros = { table: "create_table_as", view: "create_view_as" } as const;

/**
 * Builds the target from the job's query.
 * @param target with the type that it shall have
 * @param existing what bears its name now
 */
export async function replaceRelation(
  job: Job,
  target: Relation,
  existing: Relation | undefined,
): Promise<void> {
  const kind = kindOf(target);
  if (kind === "view" && existing?.parts.type === "view" && swaps(job))
    if (await replaceViewInPlace(job, target, await replacingSql(job, "view", target))) return;
  const sql = canReplace(job, kind, existing) ? await replacingSql(job, kind, target) : undefined;
  if (sql === undefined) return await buildBeside(job, kind, target, existing);
  await statement(job, sql, { name: "main", begin: needsTransaction(job, sql) });
  await createIndexes(job, target);
}

const kindOf = (target: Relation): Kind => (target.parts.type === "view" ? "view" : "table");

/** A contract makes the table before the query runs, so a query that reads its own table would find it empty. */
function canReplace(job: Job, kind: Kind, existing: Relation | undefined): boolean {
  const { can } = job.run.adapter;
  const able = kind === "table" ? can.replaceTable : can.replaceView;
  const sameKind = existing === undefined || existing.parts.type === kind;
  return able && sameKind && !(kind === "table" && job.config.contract?.enforced);
}

/**
 * The SQL with `create or replace`. The built-in macros ask for those words by `_engine_or_replace()`; a user's own
 * macro does not, and then there is no such SQL.
 */
async function replacingSql(job: Job, kind: Kind, target: Relation): Promise<string | undefined> {
  if (isOverridden(job, createMacros[kind]) || isOverridden(job, asMacros[kind])) return undefined;
  let asked = false;
  job.context.set(
    "_engine_or_replace",
    nativeFunction("_engine_or_replace", () => {
      asked = true;
      return "or replace ";
    }),
  );
  const sql = await dispatchedSql(job, kind, target);
  job.context.set("_engine_or_replace", noReplace);
  return asked ? sql : undefined;
}

/** What the macros around it would end at, without their detours: nobody has put another in their place. */
async function dispatchedSql(job: Job, kind: Kind, target: Relation): Promise<string> {
  const { macros } = job.run.project;
  const { definition } = macros.dispatch(asMacros[kind], "dbt", job.node.package_name);
  const args = kind === "table" ? [false, target, job.sql] : [target, job.sql];
  return str(await job.context.interpreter.call(definition, args));
}

/** What `_engine_or_replace()` gives where the relation must not exist yet. */
export const noReplace = nativeFunction("_engine_or_replace", () => "");

export const createSql = (job: Job, kind: Kind, target: Relation): Promise<string> =>
  !isOverridden(job, createMacros[kind]) && !isOverridden(job, asMacros[kind])
    ? dispatchedSql(job, kind, target)
    : kind === "table"
      ? macroSql(job, createMacros.table, [false, target, job.sql])
      : macroSql(job, createMacros.view, [target, job.sql]);

/** One statement with nothing around it is a transaction of its own, which saves two round trips. */
function needsTransaction(job: Job, sql: string): boolean {
  const isSingle = !sql.trimEnd().replace(/;+$/, "").includes(";");
  return !isSingle || hasHooks(job, "post-hook", true) || hasFollowUps(job);
}

async function buildBeside(
  job: Job,
  kind: Kind,
  target: Relation,
  existing: Relation | undefined,
): Promise<void> {
  if (existing === undefined) {
    const sql = await createSql(job, kind, target);
    await statement(job, sql, { name: "main", begin: needsTransaction(job, sql) });
    return await createIndexes(job, target);
  }
  const intermediate = await intermediateOf(job, target);
  const sql = await createSql(job, kind, intermediate);
  if (swaps(job)) return await buildAndSwap(job, sql, intermediate, existing);
  await statement(job, sql, { name: "main" });
  await dropRelation(job, existing);
  await renameRelation(job, intermediate, target);
  await createIndexes(job, target);
}
