/** What `statement` blocks leave behind for `load_result`: the response, and the rows as a table. */
import type { QueryResult, Response } from "../../adapters/adapter.ts";
import { Dict, type PyObject, repr, Tuple, type Value } from "../../jinja/index.ts";
import { tableOfResult } from "../../project/context/agate/from-result.ts";
import { Table } from "../../project/context/agate/table.ts";

export interface StatementResult {
  readonly response: Response;
  readonly table: Table;
  /** What templates see: `response`, `data` and `table`. */
  readonly value: Value;
}

export type StatementResults = Map<string, StatementResult | null>;

/** The result of a query, for `results.set(name, …)`. */
export function statementResult(result: QueryResult): StatementResult {
  return makeResult(result.response, responseValue(result.response), tableOfResult(result));
}

/** Stores a result that no query gave, as `store_result` does. */
export function storeResponse(
  results: StatementResults,
  name: string,
  response: Response,
  table: Table = Table.empty(),
): void {
  results.set(name, makeResult(response, responseValue(response), table));
}

/** Stores what a template gave to `store_result`: its response may be any value. */
export function storeValue(
  results: StatementResults,
  name: string,
  response: Value,
  table: Table = Table.empty(),
): void {
  results.set(name, makeResult(responseOf(response), response, table));
}

/** What adapters answer, as templates see it: prints as its message. */
class ResponseValue implements PyObject {
  readonly pyType = "AdapterResponse";
  readonly response: Response;

  constructor(response: Response) {
    this.response = response;
  }

  pyGetAttr(name: string): Value | undefined {
    const { message, code, rowsAffected } = this.response;
    switch (name) {
      case "_message":
      case "message":
        return message;
      case "code":
        return code;
      case "rows_affected":
        return rowsAffected;
      case "query_id":
        return null;
      default:
        return undefined;
    }
  }

  pyGetItem(key: Value): Value | undefined {
    return typeof key === "string" ? this.pyGetAttr(key) : undefined;
  }

  pyStr(): string {
    return this.response.message;
  }

  pyRepr(): string {
    const { message, code, rowsAffected } = this.response;
    return `AdapterResponse(_message=${repr(message)}, code=${repr(code)}, rows_affected=${repr(rowsAffected)}, query_id=None)`;
  }
}

export const responseValue = (response: Response): ResponseValue => new ResponseValue(response);

function responseOf(value: Value): Response {
  if (value instanceof ResponseValue) return value.response;
  return { message: value === null ? "" : String(value), code: null, rowsAffected: null };
}

function makeResult(response: Response, shown: Value, table: Table): StatementResult {
  const value = Dict.lazy((dict) => {
    dict.set("response", shown);
    dict.set(
      "data",
      table.rows.map((row) => new Tuple(row.values)),
    );
    dict.set("table", table);
  });
  return { response, table, value };
}
