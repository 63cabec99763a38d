/** `tsdbt test`: runs tests of data on what is in the database. */
import type { CommandResult, Context } from "./context.ts";
import { runNodes } from "./run-nodes.ts";

export const test = (context: Context): Promise<CommandResult> =>
  runNodes(context, "test", { usual: ["test", "unit_test"] });
