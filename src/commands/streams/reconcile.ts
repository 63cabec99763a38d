/** `tsdbt stream reconcile`: whether every offset is accounted for in the ledger and in the table, once. */
import { reconcile } from "../../load/landing/reconcile.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { withLandings } from "./books.ts";
import { openStreamDatabase } from "./database.ts";
import { streamsOf } from "./streams-of.ts";

/** @throws Problems of the project, the selection, the settings and the database */
export async function reconcileStreams(
  context: Context,
  { output }: { readonly output: "json" | "text" },
): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  await using database = openStreamDatabase(context, project, false);
  const results = await withLandings(context, await database.open(), streams, (landing) =>
    reconcile(landing),
  );
  const say = (text: string) => context.emit({ type: "output", name: "PrintEvent", text });
  if (output === "json") say(JSON.stringify(results));
  else
    for (const each of results) {
      const { stream, differences, fetched, rows, dlq, dropped, duplicates, skipped, gaps } = each;
      say(
        `${stream}: ${fetched} records = ${rows} rows + ${dlq} dead letters + ${dropped} dropped + ${duplicates} duplicates; ${skipped} offsets without a record, ${gaps} lost`,
      );
      for (const { rule, message } of differences) say(`  ${rule}: ${message}`);
      if (differences.length === 0) say("  all agrees");
    }
  return { success: results.every(({ differences }) => differences.length === 0) };
}
