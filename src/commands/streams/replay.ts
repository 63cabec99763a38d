/**
 * `tsdbt stream replay`: goes back in a stream. What is removed is loaded again by the next `load` or `stream`; with an
 * end, at once and in place.
 */
import type { Adapter } from "../../adapters/adapter.ts";
import { counted } from "../../core/counted.ts";
import { replayOffsetInvalid } from "../../core/problems/stream.ts";
import type { Landing } from "../../load/landing/landing-table.ts";
import { reloadBlock } from "../../load/landing/reload.ts";
import { replayFrom } from "../../load/landing/replay.ts";
import type { Lease } from "../../load/landing.ts";
import { readState } from "../../load/ledger/positions.ts";
import { portionLimits } from "../../load/loop/read-ahead.ts";
import { openSource } from "../../load/open-source.ts";
import type { Positions, RecordBlock, RecordSource } from "../../load/record-source.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { Project } from "../../project/load.ts";
import type { CommandResult, Context } from "../context.ts";
import { loadProjectOf } from "../load.ts";
import { leaseMs, momentOf, withLeases } from "./books.ts";
import { openStreamDatabase, type StreamDatabase } from "./database.ts";
import { decoderOf } from "./decoder.ts";
import { inlineWork } from "./inline-work.ts";
import { type Place, placeOf, type ReplayOptions } from "./replay-options.ts";
import { problemsOf, resultOf } from "./result.ts";
import { streamsOf } from "./streams-of.ts";

interface Replaying {
  readonly context: Context;
  readonly project: Project;
  readonly database: StreamDatabase;
  readonly adapter: Adapter;
  readonly landing: Landing;
  readonly lease: Lease;
  readonly connected: ConnectedStream;
  readonly source: RecordSource;
  /** Where the ledger stands. */
  readonly next: Positions;
}

/** @throws Problems of the options, the project and the settings; those of source and database give the exit code */
export async function replayStreams(
  context: Context,
  options: ReplayOptions,
): Promise<CommandResult> {
  const { from, to } = placeOf(options);
  const project = await loadProjectOf(context);
  const streams = streamsOf(context, project);
  await using database = openStreamDatabase(context, project, false);
  const problems = await problemsOf(async () => {
    const adapter = await database.open();
    await withLeases(context, adapter, streams, async (landing, lease, connected) => {
      const { stream, connection } = connected;
      const { known } = await readState(landing.ledger, stream.name);
      await using source = await openSource(stream, connection, context.now);
      source.recall?.(known);
      const next = new Map(known.map((each) => [each.partition, each.next]));
      const on = { context, project, database, adapter, landing, lease, connected, source, next };
      const message = to === undefined ? await goBack(on, from) : await loadAgain(on, from, to);
      context.emit({ type: "note", name: "StreamReplayed", message: `${stream.name}: ${message}` });
    });
    return [];
  });
  return resultOf(context, problems);
}

async function goBack(on: Replaying, from: Place): Promise<string> {
  const offsets = await startsOf(on, from);
  const at = { now: momentOf(on.context), leaseMs };
  const { rows, deadLetters } = await replayFrom(on.landing, on.lease, offsets, at);
  return `${counted(rows, "row")} and ${counted(deadLetters, "dead letter")} removed; "tsdbt load" loads them again`;
}

/** @throws Problem when the source no longer holds what is wanted, because it could not be loaded again */
async function startsOf({ source, connected }: Replaying, from: Place): Promise<Positions> {
  const offsets = await offsetsOf(source, from);
  const { partitions } = await source.state();
  for (const [partition, offset] of offsets) {
    const held = partitions.find((each) => each.partition === partition);
    if (held === undefined || offset < held.earliest)
      throw replayOffsetInvalid(`${partition}:${offset}`, connected.stream.name, held?.earliest);
  }
  return offsets;
}

const offsetsOf = async (source: RecordSource, place: Place): Promise<Positions> =>
  "offsets" in place ? place.offsets : await source.offsetsAt(place.timestamp);

/** Partitions that have no end, or lie before the start, stay as they are. */
async function loadAgain(on: Replaying, from: Place, to: Place): Promise<string> {
  const { context, project, database, landing, lease, connected, next } = on;
  const starts = await startsOf(on, from);
  const ends = await offsetsOf(on.source, to);
  const now = () => momentOf(context);
  const decoder = decoderOf(database, connected, now);
  const inBatch = inlineWork(context, { project, database, stream: connected.stream });
  let rows = 0;
  let deadLetters = 0;
  for (const [partition, start] of starts) {
    const end = Math.min(ends.get(partition) ?? start, next.get(partition) ?? start);
    for (let at = start; at < end && !context.signal.aborted; ) {
      const block = await readBlock(on, partition, at, end);
      const { session } = landing.ledger;
      const batch = await reloadBlock({
        landing,
        lease,
        block,
        decoder,
        now,
        leaseMs,
        inBatch: (landed) => inBatch(session, landed),
      });
      rows += batch.rows;
      deadLetters += batch.dlq;
      at = block.to;
    }
  }
  return `${counted(rows, "row")} and ${counted(deadLetters, "dead letter")} loaded again`;
}

/** Reads that may bring nothing although there is something: an answer that was too late, an election. */
const mostEmptyReads = 10;

/** What lies from there on, cut off at the end. */
async function readBlock(
  { source, connected: { stream } }: Replaying,
  partition: number,
  from: number,
  end: number,
): Promise<RecordBlock> {
  for (let attempt = 0; attempt < mostEmptyReads; attempt++) {
    const { maxBytes } = portionLimits(stream.limits);
    const [block] = await source.read(new Map([[partition, from]]), { maxBytes, maxWaitMs: 1000 });
    if (block === undefined) continue;
    if (block.to <= end) return block;
    const records = block.records.filter(({ offset }) => offset < end);
    return { ...block, to: end, records, skipped: end - from - records.length };
  }
  throw replayOffsetInvalid(`${partition}:${from}`, stream.name, undefined);
}
