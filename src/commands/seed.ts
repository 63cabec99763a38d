/** `tsdbt seed`: loads CSV files. */
import type { CommandResult, Context } from "./context.ts";
import { runNodes } from "./run-nodes.ts";

export const seed = (context: Context): Promise<CommandResult> =>
  runNodes(context, "seed", { usual: ["seed"] });
