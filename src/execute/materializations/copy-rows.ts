/** `_engine_copy_rows(relation, columns, table)` in built-in macros, where the database has `copy`: loads rows by it. */
import { bindArguments, nativeFunction, str, type Value } from "../../jinja/index.ts";
import { Table } from "../../project/context/agate/table.ts";
import type { NodeContext } from "../context/node-context.ts";

/** Rows per message: large enough for the network, small enough for memory. */
const rowsPerChunk = 1000;

/** Gives the statement that it ran. */
export function nativeCopyRows(context: NodeContext): Value {
  return nativeFunction("_engine_copy_rows", async (call) => {
    const given = bindArguments(call, "_engine_copy_rows", ["relation", "columns", "table"]);
    const { table } = given;
    if (!(table instanceof Table)) throw new Error("Bug: _engine_copy_rows needs a table");
    const sql = `copy ${str(given.relation ?? null)} (${str(given.columns ?? null)}) from stdin`;
    await context.copyIn(sql, linesOf(table));
    return sql;
  });
}

function* linesOf(table: Table): Iterable<string> {
  for (const batch of table.batches()) {
    for (let start = 0; start < batch.length; start += rowsPerChunk) {
      const rows = batch.slice(start, start + rowsPerChunk);
      yield rows.map((row) => `${row.map(fieldOf).join("\t")}\n`).join("");
    }
  }
}

const escapes: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  "\t": "\\t",
  "\n": "\\n",
  "\r": "\\r",
};

/** A value in the text format of `copy`. */
function fieldOf(value: Value): string {
  if (value === null) return "\\N";
  if (typeof value === "boolean") return value ? "true" : "false";
  return str(value).replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? character);
}
