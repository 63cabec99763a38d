/** Runs the loops of streams side by side in one database, with their inline models, until all have ended. */
import { hostname } from "node:os";
import { type Problem, problemsIn } from "../../core/problem.ts";
import { createDatabaseTarget, type DatabaseTarget } from "../../load/loop/database-target.ts";
import { runLoop, type StreamEvent } from "../../load/loop/loop.ts";
import { openSource } from "../../load/open-source.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { Project } from "../../project/load.ts";
import type { Context } from "../context.ts";
import type { StreamDatabase } from "./database.ts";
import { decoderOf } from "./decoder.ts";
import { inlineWork } from "./inline-work.ts";
import { targetIdentity } from "./target-identity.ts";

export interface StreamsRun {
  readonly project: Project;
  readonly database: StreamDatabase;
  readonly streams: readonly ConnectedStream[];
  /** By the stream's name, what is run in each of its batches. */
  readonly inline: ReadonlyMap<string, ReadonlySet<string>>;
  readonly drain: boolean;
  /** Begins in a target that is empty although it was loaded into before. */
  readonly init: boolean;
  readonly observe: (stream: string, event: StreamEvent) => void;
}

/** How long a batch may take to end once the streams are to stop, in milliseconds. */
const shutdownTimeout = 25_000;

/**
 * One stream that cannot go on ends the others between two batches, so that whoever watches the process sees it.
 * @returns what ended streams that should have gone on; a bug is thrown, when all have ended
 */
export async function runStreams(context: Context, run: StreamsRun): Promise<readonly Problem[]> {
  const failing = new AbortController();
  const signal = AbortSignal.any([context.signal, failing.signal]);
  const runEach = async (connected: ConnectedStream): Promise<void> => {
    try {
      await runOne({ ...context, signal }, run, connected);
    } catch (thrown) {
      if (!run.drain) failing.abort();
      throw thrown;
    }
  };
  const ended = await Promise.allSettled(run.streams.map(runEach));
  const problems: Problem[] = [];
  for (const result of ended) {
    if (result.status === "fulfilled") continue;
    const found = problemsIn(result.reason);
    if (found === undefined) throw result.reason;
    problems.push(...found);
  }
  return problems;
}

async function runOne(
  context: Context,
  run: StreamsRun,
  { stream, connection }: ConnectedStream,
): Promise<void> {
  const { signal, pid } = context;
  const identity = targetIdentity(run.project);
  // Moments in the ledger are whole milliseconds.
  const now = () => Math.floor(context.now());
  const target = createDatabaseTarget({
    stream,
    database: run.database,
    decoder: decoderOf(run.database, { stream, connection }, now),
    owner: `${hostname()} (process ${pid})`,
    inBatch: inlineWork(context, { ...run, stream, nodeIds: run.inline.get(stream.name) }),
    now,
  });
  const stopWatch = cancelLate(signal, target);
  try {
    await runLoop({
      stream,
      openSource: () => openSource(stream, connection, now, identity),
      target,
      drain: run.drain,
      init: run.init,
      signal,
      observe: (event) => run.observe(stream.name, event),
      now,
      random: Math.random,
    });
  } finally {
    stopWatch();
    await target.close();
  }
}

/** A batch that does not end in time is rolled back. */
function cancelLate(signal: AbortSignal, target: DatabaseTarget): () => void {
  let timer: NodeJS.Timeout | undefined;
  const begin = () => {
    timer = setTimeout(() => target.cancel(), shutdownTimeout);
    timer.unref();
  };
  signal.addEventListener("abort", begin, { once: true });
  return () => {
    signal.removeEventListener("abort", begin);
    clearTimeout(timer);
  };
}
