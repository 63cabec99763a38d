/** `tsdbt stream status`: where each stream stands, how far behind its source, and its last batches. */
import { setTimeout as pause } from "node:timers/promises";
import { hasLedger, openLedger } from "../../load/ledger/ledger.ts";
import { readState } from "../../load/ledger/positions.ts";
import { readStatus, type StreamStatus } from "../../load/ledger/status.ts";
import { openSource } from "../../load/open-source.ts";
import type { KnownPartition } from "../../load/record-source.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { openStreamDatabase } from "./database.ts";
import { statusText } from "./status-text.ts";
import { streamsOf } from "./streams-of.ts";

export interface StatusOptions {
  readonly output: "json" | "text";
  /** Tells it anew every two seconds, until stopped. */
  readonly watch: boolean;
  /** How many of the last batches to show. */
  readonly limit: number;
}

export interface StreamView extends StreamStatus {
  /** Of a partition, how far its source is ahead, in `unit`s; undefined where the source cannot be asked. */
  readonly lag: Readonly<Record<number, number>> | undefined;
  /** A file's offsets are bytes; Kafka's are records, or holes. */
  readonly unit: "records" | "bytes";
  readonly loaded: boolean;
}

const every = 2_000;

/** @throws Problems of the project, the selection, the settings and the database */
export async function streamStatus(
  context: Context,
  options: StatusOptions,
): Promise<CommandResult> {
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  do {
    const views = await readViews(context, project, streams, options.limit);
    const text =
      options.output === "json"
        ? JSON.stringify(views)
        : statusText(views, Math.floor(context.now()));
    context.emit({ type: "output", name: "PrintEvent", text });
    if (options.watch)
      await pause(every, undefined, { signal: context.signal }).catch(() => undefined);
  } while (options.watch && !context.signal.aborted);
  return { success: true };
}

/** Opens the database only while it reads: a loader may need it. */
async function readViews(
  context: Context,
  project: Parameters<typeof openStreamDatabase>[1],
  streams: readonly ConnectedStream[],
  lastBatches: number,
): Promise<StreamView[]> {
  const found = new Map<string, StreamStatus>();
  const known = new Map<string, readonly KnownPartition[]>();
  {
    await using database = openStreamDatabase(context, project, false);
    const adapter = await database.open();
    await using session = await adapter.connect("status");
    if (await hasLedger(session)) {
      const ledger = await openLedger(adapter, session);
      for (const status of await readStatus(ledger, { lastBatches }))
        found.set(status.stream, status);
      for (const { stream } of streams)
        known.set(stream.name, (await readState(ledger, stream.name)).known);
    }
  }
  return await Promise.all(
    streams.map(async (connected) => {
      const { name } = connected.stream;
      const status = found.get(name) ?? neverLoaded(name);
      const lag = await lagOf(connected, known.get(name) ?? [], context);
      const unit = connected.connection.type === "file" ? "bytes" : "records";
      return { ...status, lag, unit, loaded: found.has(name) };
    }),
  );
}

const neverLoaded = (stream: string): StreamStatus => ({
  stream,
  owner: "",
  epoch: 0,
  leaseExpiresAt: 0,
  incarnation: 0,
  watermark: undefined,
  partitions: [],
  batches: [],
  deadLetters: {},
  gaps: [],
});

async function lagOf(
  { stream, connection }: ConnectedStream,
  known: readonly KnownPartition[],
  { now }: Context,
): Promise<Readonly<Record<number, number>> | undefined> {
  try {
    await using source = await openSource(stream, connection, now);
    source.recall?.(known);
    const state = await source.state();
    const next = new Map(known.map((each) => [each.partition, each.next]));
    return Object.fromEntries(
      state.partitions.map(({ partition, earliest, latest }) => [
        partition,
        Math.max(0, latest - (next.get(partition) ?? earliest)),
      ]),
    );
  } catch {
    return undefined;
  }
}
