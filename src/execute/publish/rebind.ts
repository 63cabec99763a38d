/**
 * Makes materialized views anew, and the views that they read, where a table stays and only gets the rows of the one that
 * was built beside it: they know what they read by itself and not by its name, and that one goes.
 */
import type { Relation } from "../../project/context/relation.ts";
import { type Job, macroSql, statement } from "../materializations/job.ts";
import { createSql } from "../materializations/replace.ts";
import { intermediateOf, swapRequest } from "../materializations/swap.ts";
import { jobOf } from "../node-job.ts";
import type { AuditedNode } from "./audit.ts";
import { type AuditWork, builtRelation } from "./copies.ts";
import { boundTo, withNames } from "./views.ts";

/** One that is made anew, still under a third name. */
interface Remade {
  readonly job: Job;
  readonly old: Relation;
  readonly fresh: Relation;
}

/**
 * In the transaction of the publication, once the tables have their new rows.
 * @param kept tables that stay
 * @throws Problem
 */
export async function rebind(work: AuditWork, kept: readonly AuditedNode[]): Promise<void> {
  const names = kept.map(({ live, beside }) => pair(beside, live));
  const remade: Remade[] = [];
  for (const each of boundTo(work.audit, kept)) {
    const one = await remake(work, each, withNames(names));
    if (one === undefined) continue;
    remade.push(one);
    names.push(pair(one.old, one.fresh));
  }
  // Each is exchanged when nothing reads the old one any more.
  for (const { job, old, fresh } of remade.toReversed())
    await job.run.adapter.swap?.({
      ...swapRequest(job, fresh, old),
      onDependents: "fail",
      onRebuild: "swap",
      keepsIndexes: true,
      wait: 0,
    });
}

const pair = (from: Relation, to: Relation): readonly [string, string] => [
  from.parts.identifier ?? "",
  to.parts.identifier ?? "",
];

async function remake(
  work: AuditWork,
  each: AuditedNode,
  renamed: (text: string) => string,
): Promise<Remade | undefined> {
  const { building, audit, sessions } = work;
  const id = each.node.unique_id;
  const old = builtRelation(work, each);
  const node = audit.project.manifest.nodes[id];
  const compilation = building.compiler.compiled.get(id);
  if (old === undefined || node === undefined || compilation === undefined) return undefined;
  const context = building.contextFor(node, await sessions.main());
  context.called.countAt(undefined);
  const code = renamed(compilation.compiled_code);
  const job = jobOf(building, node, context, { ...compilation, compiled_code: code });
  const fresh = await intermediateOf(job, old);
  const name = "get_create_materialized_view_as_sql";
  const isView = old.parts.type === "view";
  const sql = isView
    ? await createSql(job, "view", fresh)
    : await macroSql(job, name, [fresh, job.sql]);
  await statement(job, sql);
  return { job, old, fresh };
}
