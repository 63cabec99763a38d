/** `tsdbt build`: seeds, models, snapshots and tests in the order of the graph. */
import type { CommandResult, Context } from "./context.ts";
import { runNodes } from "./run-nodes.ts";

const types = [
  "model",
  "snapshot",
  "seed",
  "test",
  "unit_test",
  "exposure",
  "saved_query",
  "function",
];

export const build = (context: Context): Promise<CommandResult> =>
  runNodes(context, "build", { usual: types });
