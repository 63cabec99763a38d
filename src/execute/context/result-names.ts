/** The names under which templates store and load the results of statements. */
import { resultLoadedTwice } from "../../core/problems/context.ts";
import {
  bindArguments,
  type Call,
  nativeFunction,
  type PyObject,
  str,
  type Value,
} from "../../jinja/index.ts";
import { Table } from "../../project/context/agate/table.ts";
import { responseValue, type StatementResults, storeValue } from "./statement-results.ts";

interface Results {
  readonly results: StatementResults;
}

/** `load_result` and its kin, made from what a node's context keeps. */
export const resultNames: Readonly<Record<string, (provider: Results) => Value>> = {
  _sql_results: ({ results }) => resultsView(results),
  load_result: ({ results }) => nativeFunction("load_result", (call) => loadResult(results, call)),
  store_result: ({ results }) =>
    nativeFunction("store_result", (call) => {
      const given = bindArguments(call, "store_result", ["name", "response", "agate_table?"]);
      storeValue(results, str(given.name ?? null), given.response ?? null, tableOf(given));
      return "";
    }),
  store_raw_result: ({ results }) =>
    nativeFunction("store_raw_result", (call) => storeRawResult(results, call)),
};

function loadResult(results: StatementResults, call: Call): Value {
  const name = str(bindArguments(call, "load_result", ["name"]).name ?? null);
  const result = results.get(name);
  if (result === undefined) return null;
  if (result === null) throw resultLoadedTwice(name);
  if (name !== "main") results.set(name, null);
  return result.value;
}

function storeRawResult(results: StatementResults, call: Call): Value {
  const given = bindArguments(call, "store_raw_result", [
    "name",
    "message?",
    "code?",
    "rows_affected?",
    "agate_table?",
  ]);
  const rows = given.rows_affected ?? null;
  const code = given.code ?? null;
  const response = responseValue({
    message: str(given.message ?? ""),
    code: code === null ? null : str(code),
    rowsAffected: typeof rows === "number" ? rows : rows === null ? null : Number(str(rows)),
  });
  storeValue(results, str(given.name ?? null), response, tableOf(given));
  return "";
}

const tableOf = (given: Record<string, Value | undefined>): Table => {
  const table = given.agate_table;
  return table instanceof Table ? table : Table.empty();
};

/** `_sql_results`: what is stored, by name. */
function resultsView(results: StatementResults): PyObject {
  const item = (key: Value): Value | undefined => {
    const result = typeof key === "string" ? results.get(key) : undefined;
    return result === null ? null : result?.value;
  };
  return {
    pyType: "dict",
    pyMapping: true,
    pyGetItem: item,
    pyContains: (key) => typeof key === "string" && results.has(key),
    pyIter: () => results.keys(),
    pyLen: () => results.size,
  };
}
