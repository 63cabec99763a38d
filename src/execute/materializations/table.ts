/** The materializations `table` and `view`: the query's result, built anew at every run. */
import type { Relation } from "../../project/context/relation.ts";
import {
  applyGrants,
  commit,
  existingRelation,
  type Job,
  type Materialize,
  persistDocs,
  runHooks,
} from "./job.ts";
import { replaceRelation } from "./replace.ts";

export const materializeTable: Materialize = (job) => build(job, "table");
export const materializeView: Materialize = (job) => build(job, "view");

async function build(job: Job, type: "table" | "view"): Promise<readonly Relation[]> {
  const existing = await existingRelation(job, job.self);
  const target = job.self.with({ type });
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  await replaceRelation(job, target, existing);
  if (type === "table") await runHooks(job, "post-hook", true);
  await applyGrants(job, target, existing, true);
  await persistDocs(job, target);
  // dbt's two materializations differ here, and hooks may rely on it.
  if (type === "view") await runHooks(job, "post-hook", true);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
}
