/** The materialization `unit`: runs a model on fixtures and puts what it gave beside what the unit test expects. */
import { Dict, isTrue, type PyObject, str, type Value } from "../../jinja/index.ts";
import {
  callMethod,
  dropRelation,
  type Job,
  type Materialize,
  macroRelation,
  macroSql,
  statement,
} from "./job.ts";

/** Expects `expected_rows` and `expected_sql` in the node's config. The result has a column `actual_or_expected`. */
export const materializeUnit: Materialize = async (job) => {
  const config = job.context.get("config") as PyObject | undefined;
  const get = config?.pyGetAttr?.("get") ?? null;
  const rows = await job.context.interpreter.call(get, ["expected_rows"]);
  const expectedSql = await job.context.interpreter.call(get, ["expected_sql"]);
  const columns = await describeQuery(job);
  const names = await comparedColumns(job, rows);
  const expected = isTrue(expectedSql)
    ? str(expectedSql)
    : await macroSql(job, "get_expected_sql", [rows, columns.types, columns.quoted]);
  const quoted = names.map((name) => columns.quoted.get(name.toLowerCase()) ?? name);
  const sql = await macroSql(job, "get_unit_test_sql", [job.sql, expected, quoted]);
  await statement(job, sql, { name: "main", fetch: true, begin: false });
  return [];
};

interface QueryColumns {
  /** Data types by lower-case name. */
  readonly types: Dict;
  /** Quoted names by lower-case name. */
  readonly quoted: Dict;
}

/** An empty table of the query's shape tells the types that the database gives its columns. */
async function describeQuery(job: Job): Promise<QueryColumns> {
  const target = job.self.with({ type: "table" });
  const temporary = await macroRelation(job, "make_temp_relation", [target]);
  const empty = await macroSql(job, "get_empty_subquery_sql", [job.sql]);
  const create = await macroSql(job, "get_create_table_as_sql", [true, temporary, empty]);
  await statement(job, create, { begin: false });
  const found = await callMethod(job, "adapter", "get_columns_in_relation", [temporary]);
  await dropRelation(job, temporary);
  const types = new Dict();
  const quoted = new Dict();
  for (const column of Array.isArray(found) ? (found as PyObject[]) : []) {
    const part = (name: string): Value => column.pyGetAttr?.(name) ?? null;
    const name = str(part("name")).toLowerCase();
    types.set(name, part("data_type"));
    quoted.set(name, part("quoted"));
  }
  return { types, quoted };
}

/** The first expected row says which columns count; without rows, all of them do. */
async function comparedColumns(job: Job, rows: Value): Promise<string[]> {
  const first = Array.isArray(rows) ? rows[0] : undefined;
  if (first instanceof Dict) return [...first.keys()].map(str);
  const found = await job.context.callMacro("get_columns_in_query", [job.sql]);
  return Array.isArray(found) ? found.map(str) : [];
}
