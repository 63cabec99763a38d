/**
 * What is known of the topic now: its id, its partitions and their leaders. Learns anew when that is old or was proved
 * wrong, and tells when the topic is not the one that the stream's state was asked of any more.
 */
import type { Brokers } from "./brokers.ts";
import type { PartitionMetadata, TopicMetadata } from "./metadata-request.ts";

/** Metadata is asked again after that, in milliseconds: so late are added partitions seen. */
const maxAgeMs = 15_000;

export class TopicWatch {
  readonly #brokers: Brokers;
  #metadata: TopicMetadata | undefined;
  #learntAt = 0;
  #stale = true;
  /** The topic's id when `accept` first saw it, and how many partitions there were when it last did. */
  #accepted: { readonly topicId: string | undefined; readonly partitions: number } | undefined;

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  /** The metadata, asked again when it is old or stale. */
  async current(): Promise<TopicMetadata> {
    const known = this.#metadata;
    if (known !== undefined && !this.#stale && Date.now() - this.#learntAt < maxAgeMs) return known;
    const metadata = await this.#brokers.refresh();
    this.#metadata = metadata;
    this.#learntAt = Date.now();
    this.#stale = false;
    return metadata;
  }

  /** Something failed in a way that says: leaders have changed. */
  markStale(): void {
    this.#stale = true;
  }

  /** The stream knows of these partitions. The topic stays the one that it first was: positions belong to that. */
  accept({ topicId, partitions }: TopicMetadata): void {
    const first = this.#accepted ?? { topicId };
    this.#accepted = { topicId: first.topicId, partitions: partitions.length };
  }

  /** Partitions came, or the topic was created again, since `accept`. */
  hasChanged(): boolean {
    const [accepted, now] = [this.#accepted, this.#metadata];
    if (accepted === undefined || now === undefined) return false;
    return accepted.partitions !== now.partitions.length || this.isReplaced();
  }

  /** The name stands for another topic now, whose offsets mean other records. */
  isReplaced(): boolean {
    const [accepted, now] = [this.#accepted, this.#metadata];
    return accepted !== undefined && now !== undefined && accepted.topicId !== now.topicId;
  }
}

/** Partitions by the node that leads them; those without a leader under −1. */
export function byLeader(
  partitions: readonly PartitionMetadata[],
): ReadonlyMap<number, readonly PartitionMetadata[]> {
  const leaders = new Map<number, PartitionMetadata[]>();
  for (const partition of partitions) {
    const led = leaders.get(partition.leader) ?? [];
    leaders.set(partition.leader, [...led, partition]);
  }
  return leaders;
}
