/** `tsdbt run`: builds models. */
import type { CommandResult, Context } from "./context.ts";
import { runNodes } from "./run-nodes.ts";

export const run = (context: Context): Promise<CommandResult> =>
  runNodes(context, "run", { usual: ["model"] });
