/**
 * A Kafka topic as a source of records: no consumer group, positions come from the caller, only committed records are
 * seen, each batch is checked. Brokers from Kafka 2.4 on.
 */
import type { KafkaConnection } from "../connection.ts";
import type { Positions, RecordSource } from "../record-source.ts";
import { Brokers, type TopicOfStream } from "./brokers.ts";
import { loadCodecs } from "./codecs.ts";
import { CommittedNote, lagGroup, witnessGroup } from "./committed-note.ts";
import { beginning, end, endOfWritten, firstSince } from "./offset-requests.ts";
import { listOffsets } from "./offsets.ts";
import { pauseFor } from "./patience.ts";
import { Reading } from "./reading.ts";
import { TopicWatch } from "./topic-watch.ts";

/** How long the last notes may take at the end, in milliseconds: brokers may be away. */
const flushWithin = 5_000;

/**
 * Connects, and finds out that the topic is there.
 * @param connection of profiles.yml, checked
 * @param stream its name (the group `tsdbt.<name>` shows its lag) and topic; a whole `Stream` will do
 * @param target what tells the target from others: its positions are noted under a group of its own too
 * @throws Problem `SOURCE_UNREACHABLE` or one of `KAFKA_*`, within 30 s
 */
export async function openKafkaSource(
  connection: KafkaConnection,
  stream: TopicOfStream,
  target?: string,
): Promise<RecordSource> {
  const brokers = await Brokers.open(connection, stream);
  const watch = new TopicWatch(brokers);
  const lag = new CommittedNote(brokers, lagGroup(stream.name));
  const witness =
    target === undefined
      ? undefined
      : new CommittedNote(brokers, witnessGroup(stream.name, target));
  const notes = witness === undefined ? [lag] : [lag, witness];
  try {
    await watch.current();
  } catch (thrown) {
    await brokers[Symbol.asyncDispose]();
    throw thrown;
  }
  const reading = new Reading(brokers, watch, await loadCodecs());
  return {
    partitionsChanged: () => watch.hasChanged(),
    async state() {
      watch.markStale();
      const { metadata, offsets } = await listOffsets(brokers, watch, [
        beginning,
        end,
        endOfWritten,
      ]);
      watch.accept(metadata);
      const [earliest, latest, written] = offsets;
      const partitions = metadata.partitions
        .map(({ partition }) => ({
          partition,
          topic: stream.topic,
          earliest: earliest?.get(partition) ?? 0,
          latest: latest?.get(partition) ?? 0,
          written: written?.get(partition) ?? 0,
        }))
        .toSorted((a, b) => a.partition - b.partition);
      return { incarnation: metadata.topicId ?? null, partitions };
    },
    async offsetsAt(timestamp) {
      const { offsets } = await listOffsets(brokers, watch, [firstSince(timestamp), end]);
      const [at, latest] = offsets;
      const found = [...(at ?? [])].map(([partition, offset]): [number, number] => [
        partition,
        offset >= 0 ? offset : (latest?.get(partition) ?? 0),
      ]);
      return new Map(found) satisfies Positions;
    },
    read: (positions, options) => reading.read(positions, options),
    noteCommitted(positions) {
      // The next batch does not wait for it.
      for (const note of notes) void note.note(positions);
      return Promise.resolve();
    },
    async notedPositions() {
      const { partitions } = await watch.current();
      return await witness?.read(partitions.map(({ partition }) => partition));
    },
    async [Symbol.asyncDispose]() {
      const flushed = new AbortController();
      const flushing = Promise.all(notes.map((note) => note.flush()));
      await Promise.race([flushing, pauseFor(flushWithin, flushed.signal)]);
      flushed.abort();
      await brokers[Symbol.asyncDispose]();
    },
  };
}
