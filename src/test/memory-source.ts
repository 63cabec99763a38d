/** A topic in memory whose faults a test decides: what is cut off, gone, created again, answered twice or not at all. */
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "../core/problem.ts";
import {
  OffsetGone,
  type Positions,
  type RecordBlock,
  type RecordSource,
  SourceDiverged,
} from "../load/record-source.ts";
import { recordOf } from "./landing-fixture.ts";

interface Partition {
  /** The first offset that is still there. */
  earliest: number;
  /** The value at `offset - base`. */
  values: string[];
  base: number;
}

export interface MemoryTopic {
  readonly partitions: Partition[];
  incarnation: string;
  /** How many records a block has at most. */
  blockRows: number;
  /** Reads to come that fail, as they do while a broker is away. */
  outages: number;
  /** Answers to come that are the one before once more. */
  repeats: number;
  /** The read to come at which the log is found to be another one from that offset on. */
  divergesAt: number | undefined;
  /** What somebody remembers of this target. */
  noted: Positions | undefined;
  /** Counts the sources that were opened. */
  opened: number;
  open(): Promise<RecordSource>;
}

export const brokerAway = () => new Problem("SOURCE_UNREACHABLE", "The broker is away.");

export function memoryTopic(partitions: readonly (readonly string[])[]): MemoryTopic {
  const topic: MemoryTopic = {
    partitions: partitions.map((values) => ({ earliest: 0, base: 0, values: [...values] })),
    incarnation: "first",
    blockRows: 3,
    outages: 0,
    repeats: 0,
    divergesAt: undefined,
    noted: undefined,
    opened: 0,
    open() {
      topic.opened += 1;
      return Promise.resolve(sourceOf(topic));
    },
  };
  return topic;
}

const endOf = ({ base, values }: Partition): number => base + values.length;

function sourceOf(topic: MemoryTopic): RecordSource {
  let before: readonly RecordBlock[] = [];
  return {
    state: () =>
      Promise.resolve({
        incarnation: topic.incarnation,
        partitions: topic.partitions.map((each, partition) => ({
          partition,
          topic: "clicks",
          earliest: each.earliest,
          latest: endOf(each),
        })),
      }),
    offsetsAt: () => Promise.resolve(new Map()),
    notedPositions: () => Promise.resolve(topic.noted),
    async read(positions, { maxWaitMs, signal }) {
      if (topic.outages > 0) {
        topic.outages -= 1;
        throw brokerAway();
      }
      const [first] = positions;
      if (topic.divergesAt !== undefined && first !== undefined) {
        const { divergesAt } = topic;
        topic.divergesAt = undefined;
        throw new SourceDiverged(...first, divergesAt);
      }
      if (topic.repeats > 0 && before.length > 0) {
        topic.repeats -= 1;
        return before;
      }
      const blocks = [...positions].flatMap(([partition, from]) => blockAt(topic, partition, from));
      if (blocks.length === 0)
        await pause(Math.min(maxWaitMs, 20), undefined, { signal }).catch(() => undefined);
      before = blocks;
      return blocks;
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function blockAt(topic: MemoryTopic, partition: number, from: number): RecordBlock[] {
  const held = topic.partitions[partition];
  if (held === undefined) return [];
  const end = endOf(held);
  if (from < held.earliest || from > end) throw new OffsetGone(partition, from, held.earliest, end);
  const values = held.values.slice(from - held.base, from - held.base + topic.blockRows);
  if (values.length === 0) return [];
  const records = values.map((value, index) => recordOf(value, from + index));
  const bytes = values.reduce((total, value) => total + value.length, 0);
  const to = from + values.length;
  return [{ partition, topic: "clicks", from, to, records, skipped: 0, bytes }];
}
