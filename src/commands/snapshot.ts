/** `tsdbt snapshot`: records how rows change. */
import type { CommandResult, Context } from "./context.ts";
import { runNodes } from "./run-nodes.ts";

export const snapshot = (context: Context): Promise<CommandResult> =>
  runNodes(context, "snapshot", { usual: ["snapshot"] });
