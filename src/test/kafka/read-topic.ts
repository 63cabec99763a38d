/** Reads topics by the product's own source, for tests. */
import { openKafkaSource } from "../../load/kafka/source.ts";
import type {
  Positions,
  ReadOptions,
  RecordBlock,
  RecordSource,
} from "../../load/record-source.ts";
import type { TestTopic } from "./kafka-fixture.ts";

export const readOptions: ReadOptions = { maxBytes: 1_000_000, maxWaitMs: 200 };

export function openTopic(topic: Pick<TestTopic, "name" | "connection">): Promise<RecordSource> {
  const stream = { name: "shop.clicks", topic: topic.name, at: undefined };
  return openKafkaSource(topic.connection, stream);
}

/** Reads from the positions, or the beginning, until the positions are where the partitions end now. */
export async function drain(
  source: RecordSource,
  from?: Positions,
  options = readOptions,
): Promise<RecordBlock[]> {
  const { partitions } = await source.state();
  const positions = new Map(
    partitions.map(({ partition, earliest }) => [partition, from?.get(partition) ?? earliest]),
  );
  const blocks: RecordBlock[] = [];
  while (partitions.some(({ partition, latest }) => (positions.get(partition) ?? 0) < latest)) {
    const read = await source.read(positions, options);
    for (const block of read) positions.set(block.partition, block.to);
    blocks.push(...read);
  }
  return blocks;
}

export const valuesOf = (blocks: readonly RecordBlock[]): string[] =>
  blocks.flatMap(({ records }) => records.map(({ value }) => String(value)));
