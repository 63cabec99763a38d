/** `_engine_copy_rows(relation, columns, table)` in built-in macros, where the database has `copy`: loads rows by it. */
import { CopyText } from "../../adapters/postgres/copy-text.ts";
import { bindArguments, nativeFunction, str, type Value } from "../../jinja/index.ts";
import { Table } from "../../project/context/agate/table.ts";
import type { NodeContext } from "../context/node-context.ts";

/** Bytes in one message: large enough for the network, small enough for memory. */
const chunkSize = 128 * 1024;

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

function* linesOf(table: Table): Iterable<Buffer> {
  const out = new CopyText(chunkSize);
  for (const batch of table.batches()) {
    for (const row of batch) {
      writeRow(out, row);
      if (out.size >= chunkSize) yield out.take();
    }
  }
  if (out.size > 0) yield out.take();
}

function writeRow(out: CopyText, row: readonly Value[]): void {
  for (const [index, value] of row.entries()) {
    if (index > 0) out.next();
    if (value === null) out.nothing();
    else if (typeof value === "boolean") out.plain(String(value));
    else out.text(str(value));
  }
  out.end();
}
