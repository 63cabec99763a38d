/** A topic on a broker that misbehaves, whose records say which they are; for tests of the source. */
import { expect } from "vitest";
import { openKafkaSource } from "../../load/kafka/source.ts";
import type { RecordSource } from "../../load/record-source.ts";
import { connectionTo } from "./connection.ts";
import { encodeBatch } from "./encode-batch.ts";
import { type FaultBroker, startFaultBroker } from "./fault-broker.ts";

/** Reads what is there, and hardly waits. */
export const quick = { maxBytes: 1_000_000, maxWaitMs: 50 };

/** The numbers from 0 on, as texts. */
export const numbers = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => String(at));

/** Appends batches of ten records until the partition ends at that offset; each value is its offset. */
export function fill(broker: FaultBroker, end: number): void {
  const [partition] = broker.partitions;
  for (let at = (partition?.batches.length ?? 0) * 10; at < end; at += 10) {
    const values = numbers(at + 10).slice(at);
    partition?.batches.push(
      encodeBatch(
        values.map((value) => ({ value })),
        { baseOffset: at },
      ),
    );
  }
}

export function open(broker: FaultBroker): Promise<RecordSource> {
  const connection = { ...connectionTo([broker.address]), requestTimeoutMs: 2000 };
  return openKafkaSource(connection, { name: "shop.clicks", topic: "clicks", at: undefined });
}

/** The values of partition 0 from one offset to another. */
export async function readTo(source: RecordSource, end: number, start = 0): Promise<string[]> {
  const values: string[] = [];
  for (let at = start; at < end; ) {
    for (const block of await source.read(new Map([[0, at]]), quick)) {
      expect(block.from).toBe(at);
      at = block.to;
      values.push(...block.records.map(({ value }) => String(value)));
    }
  }
  return values;
}

/** Reads to the end though the first answer ends after so many bytes; nothing of that may be seen. */
export async function readCut(
  broker: FaultBroker,
  source: RecordSource,
  { after, end }: { readonly after: number; readonly end: number },
): Promise<void> {
  const before = broker.fetches;
  broker.onFetch = (_asked, count) => (count === before + 1 ? { kind: "cut", after } : undefined);
  expect(await readTo(source, end), `cut after ${after} bytes`).toEqual(numbers(end));
  expect(broker.fetches).toBe(before + 2);
}

export const topicId = "0123456789abcdef0123456789abcdef";

export const start = (id: string | undefined, partitions = 1): Promise<FaultBroker> =>
  startFaultBroker({ topic: "clicks", partitions, ...(id !== undefined && { topicId: id }) });
