/** Where the partitions of a topic begin and end, asked of their leaders until all of them have answered. */
import {
  kafkaAccessDenied,
  kafkaLeaderMissing,
  kafkaRequestFailed,
  kafkaTooOld,
} from "../../core/problems/source.ts";
import type { Brokers } from "./brokers.ts";
import { connectionFailure } from "./connection-failures.ts";
import type { TopicMetadata } from "./metadata-request.ts";
import { listOffsetsRequest, listOffsetsVersion, type OffsetQuestion } from "./offset-requests.ts";
import { Patience } from "./patience.ts";
import { byLeader, type TopicWatch } from "./topic-watch.ts";
import { errorCodes, isPassing, nameOfError } from "./wire-request.ts";

/** How long a leader's election is waited for, in milliseconds. */
const electionMs = 20_000;

/** Offsets by partition, for each of the questions. */
export interface ListedTopic {
  readonly metadata: TopicMetadata;
  readonly offsets: readonly ReadonlyMap<number, number>[];
}

/**
 * @param only these partitions; all of the topic's when undefined
 * @throws Problem
 */
export async function listOffsets(
  brokers: Brokers,
  watch: TopicWatch,
  questions: readonly OffsetQuestion[],
  only?: readonly number[],
): Promise<ListedTopic> {
  const patience = new Patience(electionMs);
  for (;;) {
    const metadata = await watch.current();
    const missing = new Missing();
    const offsets: ReadonlyMap<number, number>[] = [];
    for (const question of questions)
      offsets.push(await listOnce({ brokers, metadata, question, only }, missing));
    if (missing.partitions.size === 0) return { metadata, offsets };
    watch.markStale();
    if (patience.isExhausted()) {
      const { name, topic } = brokers.topic;
      throw kafkaLeaderMissing(topic ?? name, [...missing.partitions], missing.reason);
    }
    await patience.pause();
  }
}

/** Partitions that could not be asked this time. */
class Missing {
  readonly partitions = new Set<number>();
  reason = "none is elected";

  note(partitions: readonly number[], reason: string): void {
    for (const partition of partitions) this.partitions.add(partition);
    this.reason = reason;
  }
}

interface Listing {
  readonly brokers: Brokers;
  readonly metadata: TopicMetadata;
  readonly question: OffsetQuestion;
  readonly only: readonly number[] | undefined;
}

async function listOnce(listing: Listing, missing: Missing): Promise<ReadonlyMap<number, number>> {
  const { brokers, metadata, only } = listing;
  const wanted = metadata.partitions.filter(({ partition }) => only?.includes(partition) ?? true);
  const offsets = new Map<number, number>();
  const asked = [...byLeader(wanted)].map(async ([nodeId, led]) => {
    const partitions = led.map(({ partition }) => partition);
    if (nodeId < 0) {
      missing.note(partitions, "none is elected");
      return;
    }
    try {
      await askLeader(listing, { nodeId, partitions, offsets, missing });
    } catch (thrown) {
      const address = metadata.brokers.find((node) => node.nodeId === nodeId);
      const broker = `${address?.host}:${address?.port}`;
      const failure = connectionFailure(thrown, brokers.connection, broker);
      if (failure.kind === "problem") throw failure.problem;
      missing.note(partitions, failure.reason);
    }
  });
  await Promise.all(asked);
  return offsets;
}

interface Asking {
  readonly nodeId: number;
  readonly partitions: readonly number[];
  readonly offsets: Map<number, number>;
  readonly missing: Missing;
}

async function askLeader(
  { brokers, question }: Listing,
  { nodeId, partitions, offsets, missing }: Asking,
): Promise<void> {
  const { connection, topic } = brokers;
  const link = await brokers.node(nodeId);
  if (link.version("listOffsets", listOffsetsVersion, listOffsetsVersion) === undefined) {
    throw kafkaTooOld({ connection: connection.name, broker: link.address }, "ListOffsets 3");
  }
  for (const listed of await link.send(listOffsetsRequest(topic.topic, partitions, question))) {
    if (listed.error === errorCodes.none) offsets.set(listed.partition, listed.offset);
    else if (isPassing(listed.error)) missing.note([listed.partition], nameOfError(listed.error));
    else if (listed.error === errorCodes.topicAuthorizationFailed) {
      throw kafkaAccessDenied(connection.name, topic.topic, "Describe", topic.at);
    } else {
      throw kafkaRequestFailed(connection.name, topic.topic, nameOfError(listed.error));
    }
  }
}
