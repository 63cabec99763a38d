/** `tsdbt clone`: makes what an earlier run built appear in this target. */
import type { CommandResult, Context } from "./context.ts";
import { runNodes } from "./run-nodes.ts";

export const clone = (context: Context): Promise<CommandResult> =>
  runNodes(context, "clone", { usual: ["model", "seed", "snapshot"] });
