/** Makes ready what a run with `publish: together` needs beside the live relations, and clears it away. */
import { walkGraph } from "../../graph/walk.ts";
import type { Relation } from "../../project/context/relation.ts";
import type { Compilation } from "../compile.ts";
import {
  dropRelation,
  existingRelation,
  type Job,
  shouldFullRefresh,
} from "../materializations/job.ts";
import { jobOf } from "../node-job.ts";
import type { NodeWork } from "../node-work.ts";
import type { SessionPool } from "../sessions.ts";
import { templateProblemIn } from "../template-problem.ts";
import type { Audit, AuditedNode, BuiltNode } from "./audit.ts";

export interface AuditWork {
  readonly audit: Audit;
  /** Of the project under the published names. */
  readonly live: NodeWork;
  /** Of the project under the other names. */
  readonly building: NodeWork;
  readonly sessions: SessionPool;
}

/** Built anew at each run, from nothing. */
const rebuilt = ["table", "view", "materialized_view", "seed"];

/**
 * Clears away what a killed run left, and copies the tables that the run will only change.
 * @throws Problem
 */
export async function prepareAudit(work: AuditWork, threads: number): Promise<void> {
  await dropAudit(work);
  const copied: AuditedNode[] = [];
  for (const each of work.audit.nodes) if (await isChanged(work, each)) copied.push(each);
  await walkGraph({
    dependsOn: new Map(copied.map(({ node }) => [node.unique_id, []])),
    workers: threads,
    async visit(id, worker) {
      const each = copied.find(({ node }) => node.unique_id === id);
      if (each !== undefined) await copy(work, each, worker);
    },
  });
}

/** Whether the run adds to the live table instead of building it anew. */
export async function isChanged(work: AuditWork, { node }: AuditedNode): Promise<boolean> {
  if (rebuilt.includes(node.config.materialized)) return false;
  const job = await liveJob(work, node);
  const existing = await existingRelation(job, job.self);
  if (existing?.parts.type !== "table") return false;
  return node.resource_type === "snapshot" || !(await shouldFullRefresh(job));
}

async function copy(
  { building, live, sessions }: AuditWork,
  { node, live: from, beside }: AuditedNode,
  worker: number,
): Promise<void> {
  const context = live.contextFor(node, await sessions.session(worker));
  // A copy that nobody waits for any more is never there: only the commit makes it.
  await context.session.begin();
  try {
    await live.run.adapter.copyTable({
      run: (sql, options) => context.execute(sql, options),
      from: from.name,
      to: beside.name,
    });
    await context.session.commit();
  } finally {
    if (context.session.inTransaction) await context.session.rollback();
  }
  building.run.cache.added(beside.name, "table");
}

/** Drops what was built beside the live relations. What cannot be dropped now is dropped by the next run. */
export async function dropAudit(work: AuditWork): Promise<void> {
  const { audit, building, sessions } = work;
  const session = await sessions.main();
  await refill(building, audit, session);
  for (const { node, beside } of audit.nodes.toReversed()) {
    const found = building.run.cache.findKnown(beside.name);
    if (found === undefined) continue;
    const context = building.contextFor(node, session);
    // It is the engine that calls, not the node.
    context.called.countAt(undefined);
    const job = jobOf(building, node, context, undefined);
    try {
      await dropRelation(job, beside.with({ type: found.type }));
      if (session.inTransaction) await session.commit();
    } catch (thrown) {
      if (session.inTransaction) await session.rollback();
      const problem = templateProblemIn(thrown, node.unique_id);
      if (problem === undefined) throw thrown;
      building.emit({ type: "debug", name: "AuditLeft", message: problem.message });
    }
  }
}

/** Asks the database anew what there is in the schemas of a run. */
export async function refill(
  { run }: NodeWork,
  { nodes }: Audit,
  session: Job["context"]["session"],
): Promise<void> {
  run.cache.clear();
  await run.cache.fill(
    session,
    nodes.map(({ node: { database, schema } }) => ({ database, schema })),
  );
}

/** A job on a node under its published name, on the run's own connection. */
export async function liveJob(
  { live, sessions }: Pick<AuditWork, "live" | "sessions">,
  node: BuiltNode,
  compilation?: Compilation,
): Promise<Job> {
  const context = live.contextFor(node, await sessions.main());
  context.called.countAt(undefined);
  return jobOf(live, node, context, compilation);
}

/** The relation that was built, with the type that it has. */
export function builtRelation(
  { building }: AuditWork,
  { beside }: AuditedNode,
): Relation | undefined {
  const found = building.run.cache.findKnown(beside.name);
  return found === undefined ? undefined : beside.with({ type: found.type });
}
