/** `tsdbt load`: reads streams to their present end, builds the models that follow them, and stops. */
import type { StreamEvent } from "../../load/loop/loop.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { openStreamDatabase } from "./database.ts";
import { prepareStreams } from "./prepare.ts";
import { problemsOf, resultOf } from "./result.ts";
import { runStreams } from "./run-streams.ts";
import { streamsOf } from "./streams-of.ts";
import { createTally } from "./tally.ts";

export interface LoadOptions {
  /** Begins in a target that is empty although it was loaded into before. */
  readonly init: boolean;
}

/** @throws Problems of the project, the selection and the streams' settings */
export async function load(context: Context, { init }: LoadOptions): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  const tally = createTally(context, streams);
  await using database = openStreamDatabase(context, project, false);
  const problems = await problemsOf(async () => {
    const adapter = await database.open();
    const { inline, complete } = await prepareStreams(context, project, adapter, streams);
    if (!complete) return undefined;
    const observe = (stream: string, event: StreamEvent) => tally.note(stream, event);
    const drain = true;
    return await runStreams(context, { project, database, streams, inline, drain, init, observe });
  });
  tally.tell();
  return resultOf(context, problems);
}
