/** `adapter.execute` and its kin: statements from templates. */
import type { Cell } from "../../../adapters/adapter.ts";
import { bindArguments, isTrue, str, Tuple, type Value } from "../../../jinja/index.ts";
import { tableOfResult } from "../../../project/context/agate/from-result.ts";
import { Table } from "../../../project/context/agate/table.ts";
import { responseValue } from "../statement-results.ts";
import { withValues } from "./bindings.ts";
import type { AdapterWork, DatabaseMethods } from "./work.ts";

export const queryMethods: DatabaseMethods = {
  execute: async (work, call) => {
    const given = bindArguments(call, "execute", ["sql", "auto_begin?", "fetch?", "limit?"]);
    const { sql, fetch, limit } = given;
    if (isSet(given.auto_begin)) await work.statements.begin();
    const result = await work.statements.execute(str(sql ?? null), {
      fetch: isSet(fetch),
      ...(typeof limit === "number" && limit > 0 && { limit }),
    });
    const table = isSet(fetch) ? tableOfResult(result) : Table.empty();
    return new Tuple([responseValue(result.response), table]);
  },
  add_query: async (work, call) => {
    const given = bindArguments(call, "add_query", [
      "sql",
      "auto_begin?",
      "bindings?",
      "abridge_sql_log?",
      "retryable_exceptions?",
      "retry_limit?",
    ]);
    if (given.auto_begin === undefined || isSet(given.auto_begin)) await work.statements.begin();
    const values = cellsOf(given.bindings ?? null);
    const sql = str(given.sql ?? null);
    const { adapter, dialect } = work.run;
    const result =
      values !== undefined && dialect.bindingCharacter === "%s"
        ? await work.statements.execute(withValues(sql, values, adapter.literal))
        : await work.statements.execute(sql, values === undefined ? {} : { values });
    return new Tuple([null, responseValue(result.response)]);
  },
  commit: async ({ statements }) => {
    await statements.commit();
    return null;
  },
  ensure_transaction: async ({ session }) => {
    if (!session.inTransaction) await session.begin();
    return null;
  },
  location_exists: async (work, call) => {
    const { location } = bindArguments(call, "location_exists", ["location"]);
    const path = work.run.adapter.literal(str(location ?? null));
    return await succeeds(work, `select 1 from ${path} where 1=0`);
  },
  run_sql_for_tests: async (work, call) => {
    const given = bindArguments(call, "run_sql_for_tests", ["sql", "fetch?", "conn?"]);
    const sql = str(given.sql ?? null);
    const { rows } = tableOfResult(await work.statements.execute(sql, { fetch: true }));
    if (given.fetch === "one") return rows[0] ?? null;
    return given.fetch === "all" ? [...rows] : null;
  },
};

const isSet = (value: Value | undefined): boolean => value !== undefined && isTrue(value);

async function succeeds({ statements }: AdapterWork, sql: string): Promise<boolean> {
  try {
    await statements.execute(sql);
    return true;
  } catch {
    return false;
  }
}

/** The values of a statement's placeholders, as the drivers take them. */
function cellsOf(bindings: Value): readonly Cell[] | undefined {
  const items = Array.isArray(bindings)
    ? bindings
    : bindings instanceof Tuple
      ? bindings.items
      : undefined;
  return items?.map((item) => (typeof item === "object" && item !== null ? str(item) : item));
}
