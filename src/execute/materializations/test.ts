/** The materialization `test`: counts the rows that a query finds, and keeps them when failures are stored. */
import { storeFailuresAsInvalid } from "../../core/problems/test.ts";
import { isTrue, toValue } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import { statementResult } from "../context/statement-results.ts";
import {
  commit,
  configText,
  dropRelation,
  existingRelation,
  isOverridden,
  type Job,
  type Materialize,
  macroSql,
  statement,
} from "./job.ts";

/** The macros that dbt's own materialization of this name calls. */
const standsFor = ["get_limit_subquery_sql", "should_store_failures", "statement"];

export const materializeTest: Materialize = async (job) => {
  const { config } = job;
  for (const name of standsFor) job.context.called.add(name);
  const limit = toValue(config.limit ?? null);
  const limited =
    limit === null && !isOverridden(job, "get_limit_subquery_sql")
      ? job.sql
      : await macroSql(job, "get_limit_subquery_sql", [job.sql, limit]);
  const stored = (await shouldStoreFailures(job)) ? await storeFailures(job, limited) : undefined;
  const main =
    stored === undefined ? limited : `\n        select *\n        from ${stored.text}\n    `;
  const sql = await macroSql(
    job,
    "get_test_sql",
    [main, config.fail_calc ?? "count(*)", config.warn_if ?? "!= 0", config.error_if ?? "!= 0"],
    new Map([["limit", null]]),
  );
  if (stored === undefined && (await answerOtherwise(job, sql))) return [];
  await statement(job, sql, { name: "main", fetch: true, begin: false });
  return stored === undefined ? [] : [stored];
};

/** Gives the result that the test's statement would give, without running it. */
async function answerOtherwise(job: Job, sql: string): Promise<boolean> {
  const { context, run, node } = job;
  if (isOverridden(job, "get_test_sql") || isOverridden(job, "get_limit_subquery_sql"))
    return false;
  const answer = await run.shortcuts?.(node, job.sql, context);
  if (answer === undefined) return false;
  run.writeRunFile(node.unique_id, sql);
  context.results.set("main", statementResult(answer));
  return true;
}

async function shouldStoreFailures(job: Job): Promise<boolean> {
  if (!isOverridden(job, "should_store_failures"))
    return job.config.store_failures ?? job.run.project.flags.storeFailures;
  return isTrue(await job.context.callMacro("should_store_failures", []));
}

/** Puts the failing rows into a table or view; what the last run left there is dropped in the same transaction. */
async function storeFailures(job: Job, sql: string): Promise<Relation> {
  const type = configText(job, "store_failures_as") ?? "table";
  if (type !== "table" && type !== "view") throw storeFailuresAsInvalid(type, job.node.unique_id);
  const old = await existingRelation(job, job.self);
  const target = job.self.with({ type });
  await job.context.begin();
  if (old !== undefined) await dropRelation(job, old);
  await statement(job, await macroSql(job, "get_create_sql", [target, sql]));
  await commit(job);
  return target;
}
