/** The materialization `clone`: makes a node's relation stand for that of another environment. */
import { isTrue } from "../../jinja/index.ts";
import { Relation } from "../../project/context/relation.ts";
import {
  applyGrants,
  callMethod,
  commit,
  dropRelation,
  existingRelation,
  type Job,
  type Materialize,
  macroSql,
  persistDocs,
  statement,
} from "./job.ts";
import { materializeView } from "./table.ts";

function nothing({ run, node }: Job, why: string): [] {
  const message = `Nothing to clone: ${why}`;
  run.emit({ type: "template-log", message, info: true, nodeId: node.unique_id });
  return [];
}

/** Does nothing where there is nothing to clone, or where the relation exists and is not to be refreshed. */
export const materializeClone: Materialize = async (job) => {
  const other = job.context.get("defer_relation");
  if (!(other instanceof Relation))
    return nothing(job, `${job.node.unique_id} is not in the manifest of --state`);
  const existing = await existingRelation(job, job.self);
  if (existing !== undefined && !job.run.project.flags.fullRefresh)
    return nothing(job, `${existing.text} exists already`);
  const found = await callMethod(job, "adapter", "get_relation", [
    other.name.database,
    other.name.schema,
    other.name.identifier,
  ]);
  const isTable = found instanceof Relation && found.parts.type === "table";
  const canClone = isTrue(await job.context.callMacro("can_clone_table", []));
  if (!isTable || !canClone)
    return await materializeView({ ...job, sql: `select * from ${other.text}` });
  const target = job.self.with({ type: "table" });
  if (existing !== undefined && existing.parts.type !== "table") await dropRelation(job, existing);
  const sql = await macroSql(job, "create_or_replace_clone", [target, other]);
  await statement(job, sql, { name: "main" });
  await applyGrants(job, target, existing, true);
  await persistDocs(job, target);
  await commit(job);
  return [target];
};
