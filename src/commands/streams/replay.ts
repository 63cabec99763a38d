/** `tsdbt stream replay`: goes back in a stream; what is removed here is loaded again by the next `load` or `stream`. */
import { replayOffsetInvalid, replayPositionMissing } from "../../core/problems/stream.ts";
import { replayFrom } from "../../load/landing/replay.ts";
import { readState } from "../../load/ledger/positions.ts";
import { openSource } from "../../load/open-source.ts";
import type { Positions, RecordSource } from "../../load/record-source.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { leaseMs, momentOf, withLeases } from "./books.ts";
import { openStreamDatabase } from "./database.ts";
import { streamsOf } from "./streams-of.ts";

export interface ReplayOptions {
  /** ISO 8601. */
  readonly fromTimestamp: string | undefined;
  /** Each `partition:offset`. */
  readonly fromOffsets: readonly string[];
}

/** @throws Problems of the options, the project, the settings, the source and the database */
export async function replayStreams(
  context: Context,
  options: ReplayOptions,
): Promise<CommandResult> {
  const wanted = wantedOf(options);
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  await using database = openStreamDatabase(context, project, false);
  await withLeases(context, await database.open(), streams, async (landing, lease, connected) => {
    const { stream } = connected;
    const { known } = await readState(landing.ledger, stream.name);
    await using source = await openSource(stream, connected.connection, context.now);
    source.recall?.(known);
    const offsets = await offsetsOf(wanted, source, connected);
    const now = momentOf(context);
    const { rows, deadLetters } = await replayFrom(landing, lease, offsets, { now, leaseMs });
    const message = `${stream.name}: ${rows} rows and ${deadLetters} dead letters removed; "tsdbt load" loads them again`;
    context.emit({ type: "note", name: "StreamReplayed", message });
  });
  return { success: true };
}

type Wanted = { readonly timestamp: number } | { readonly offsets: Positions };

function wantedOf({ fromTimestamp, fromOffsets }: ReplayOptions): Wanted {
  if (fromTimestamp !== undefined) {
    const timestamp = Date.parse(fromTimestamp);
    if (Number.isNaN(timestamp)) throw replayOffsetInvalid(fromTimestamp);
    return { timestamp };
  }
  if (fromOffsets.length === 0) throw replayPositionMissing();
  const pairs = fromOffsets.map((text): readonly [number, number] => {
    const [, partition, offset] = /^(\d+):(\d+)$/.exec(text) ?? [];
    if (partition === undefined || offset === undefined) throw replayOffsetInvalid(text);
    return [Number(partition), Number(offset)];
  });
  return { offsets: new Map(pairs) };
}

/** @throws Problem when the source no longer holds what is wanted, because it could not be loaded again */
async function offsetsOf(
  wanted: Wanted,
  source: RecordSource,
  { stream }: ConnectedStream,
): Promise<Positions> {
  const offsets = "offsets" in wanted ? wanted.offsets : await source.offsetsAt(wanted.timestamp);
  const { partitions } = await source.state();
  for (const [partition, offset] of offsets) {
    const held = partitions.find((each) => each.partition === partition);
    if (held === undefined || offset < held.earliest)
      throw replayOffsetInvalid(`${partition}:${offset}`, stream.name, held?.earliest);
  }
  return offsets;
}
