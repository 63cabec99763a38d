/** `tsdbt stream`: loads streams and builds the models that follow them, until it is told to stop. */
import type { StreamEvent } from "../../load/loop/loop.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { openStreamDatabase } from "./database.ts";
import { createMetrics } from "./metrics.ts";
import { prepareStreams } from "./prepare.ts";
import { problemsOf, resultOf } from "./result.ts";
import { runStreams } from "./run-streams.ts";
import { serveMetrics } from "./serve-metrics.ts";
import { streamsOf } from "./streams-of.ts";
import { createTally } from "./tally.ts";

export interface StreamOptions {
  /** Where metrics and health are served on 127.0.0.1; 0 for any port that is free. */
  readonly metricsPort: number;
  /** Closes a DuckDB file while there is nothing to load, so that other programs can open it. */
  readonly releasesDatabase: boolean;
  /** Begins in a target that is empty although it was loaded into before. */
  readonly init: boolean;
}

/** How often what was loaded is told, in milliseconds. */
const tellEvery = 10_000;

/** @throws Problems of the project, the selection and the streams' settings */
export async function stream(context: Context, options: StreamOptions): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  const tally = createTally(context, streams);
  const metrics = createMetrics(streams, context.now);
  await using server = await serveMetrics(metrics, options.metricsPort);
  await using database = openStreamDatabase(context, project, options.releasesDatabase);
  const problems = await problemsOf(async () => {
    const adapter = await database.open();
    const { inline, complete } = await prepareStreams(context, project, adapter, streams);
    if (!complete) return undefined;
    const names = streams.map(({ stream: each }) => each.name).join(", ");
    const message = `Streaming ${names}; metrics on http://127.0.0.1:${server.port}/metrics`;
    context.emit({ type: "note", name: "StreamsRunning", message });
    const telling = setInterval(() => tally.tellNews(), tellEvery);
    telling.unref();
    const observe = (name: string, event: StreamEvent): void => {
      metrics.note(name, event);
      tally.note(name, event);
    };
    try {
      return await runStreams(context, {
        project,
        database,
        streams,
        inline,
        drain: false,
        init: options.init,
        observe,
      });
    } finally {
      clearInterval(telling);
    }
  });
  tally.tell();
  return resultOf(context, problems);
}
