/** Random logs and random faults, seeded: whatever they are, a reader gets the committed records, in order, once. */
import fc from "fast-check";
import { expect } from "vitest";
import { encodeBatch, encodeMarker } from "./encode-batch.ts";
import type { FaultyPartition, FetchFault } from "./fault-broker.ts";
import { open, start } from "./faulty-topic.ts";

/** What comes next in the log, by one of three producers. */
type Entry =
  | { readonly kind: "plain"; readonly producer: number; readonly count: number }
  | { readonly kind: "transactional"; readonly producer: number; readonly count: number }
  | { readonly kind: "abort"; readonly producer: number }
  | { readonly kind: "commit"; readonly producer: number }
  /** Compaction took that many offsets. */
  | { readonly kind: "hole"; readonly count: number };

const entries: fc.Arbitrary<Entry[]> = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constantFrom("plain", "transactional" as const),
      producer: fc.nat(2),
      count: fc.integer({ min: 1, max: 5 }),
    }),
    fc.record({ kind: fc.constantFrom("abort", "commit" as const), producer: fc.nat(2) }),
    fc.record({ kind: fc.constant("hole" as const), count: fc.integer({ min: 1, max: 9 }) }),
  ) as fc.Arbitrary<Entry>,
  { minLength: 1, maxLength: 25 },
);

const faults = fc
  .array<FetchFault | undefined>(
    fc.oneof(
      fc.constant(undefined),
      fc.record({ kind: fc.constant("cut" as const), after: fc.nat(2000) }),
      fc.record({ kind: fc.constant("twice" as const) }),
      fc.record({ kind: fc.constant("from" as const), offset: fc.nat(20) }),
      // The length, the checksum and what it covers; the magic byte has a problem of its own.
      fc.record({
        kind: fc.constant("flip" as const),
        at: fc.integer({ min: 8, max: 60 }).filter((at) => at < 12 || at > 16),
      }),
      fc.record({
        kind: fc.constant("error" as const),
        code: fc.constantFrom(3, 5, 6, 74, 75, 56),
      }),
    ),
    { maxLength: 12 },
  )
  .map(withFewFlips);

/** A batch that is damaged three times is told of as damaged. */
function withFewFlips(planned: readonly (FetchFault | undefined)[]): (FetchFault | undefined)[] {
  let flips = 0;
  return planned.map((fault) => (fault?.kind === "flip" && ++flips > 2 ? undefined : fault));
}

const codecs = ["none", "gzip", "snappy", "xerial", "lz4", "zstd"] as const;

interface Written {
  readonly value: string;
  readonly offset: number;
  /** Undefined outside of transactions. */
  readonly producer: number | undefined;
  state: "open" | "committed" | "aborted";
}

const producerIdOf = (producer: number): bigint => 2n ** 60n + BigInt(producer);

/** A log as it is written, and what of it a consumer of committed records must see. */
class Log {
  readonly #partition: FaultyPartition;
  readonly #written: Written[] = [];
  /** First offsets of the transactions that are open, by producer. */
  readonly #open = new Map<number, number>();
  #offset = 0;

  constructor(partition: FaultyPartition) {
    this.#partition = partition;
  }

  write(entry: Entry): void {
    if (entry.kind === "hole") this.#offset += entry.count;
    else if (entry.kind === "abort" || entry.kind === "commit") this.#end(entry);
    else this.#append(entry.count, entry.kind === "transactional" ? entry.producer : undefined);
  }

  /** The last stable offset: where the first open transaction begins. */
  get end(): number {
    return Math.min(this.#offset, ...this.#open.values());
  }

  get committed(): string[] {
    const seen = this.#written.filter(
      ({ offset, state }) => state === "committed" && offset < this.end,
    );
    return seen.map(({ value }) => value);
  }

  #append(count: number, producer: number | undefined): void {
    const baseOffset = this.#offset;
    const state = producer === undefined ? "committed" : "open";
    for (let at = 0; at < count; at++) {
      const offset = baseOffset + at;
      this.#written.push({ value: String(offset), offset, producer, state });
    }
    const records = this.#written
      .slice(-count)
      .map(({ value }) => ({ value, key: Buffer.alloc(4) }));
    const transaction = producer !== undefined && {
      attributes: 16,
      producerId: producerIdOf(producer),
    };
    const codec = codecs[baseOffset % codecs.length] ?? "none";
    this.#partition.batches.push(encodeBatch(records, { baseOffset, codec, ...transaction }));
    if (producer !== undefined && !this.#open.has(producer)) this.#open.set(producer, baseOffset);
    this.#offset += count;
  }

  #end({ producer, kind }: { readonly producer: number; readonly kind: "abort" | "commit" }): void {
    const firstOffset = this.#open.get(producer);
    if (firstOffset === undefined) return;
    this.#open.delete(producer);
    const producerId = producerIdOf(producer);
    const lastOffset = this.#offset++;
    this.#partition.batches.push(encodeMarker(kind, producerId, lastOffset));
    if (kind === "abort") this.#partition.aborted.push({ producerId, firstOffset, lastOffset });
    for (const record of this.#written) {
      if (record.producer !== producer || record.state !== "open") continue;
      record.state = kind === "abort" ? "aborted" : "committed";
    }
  }
}

/** What was planned for a fetch; an old answer is never of a later position than the one asked for. */
function faultOf(planned: FetchFault | undefined, offset: number): FetchFault | undefined {
  if (planned?.kind !== "from") return planned;
  return { kind: "from", offset: Math.min(planned.offset, offset) };
}

/**
 * Reads random logs through random faults; fast-check prints the seed of what fails.
 * @param id of the topic; undefined: Fetch 11
 */
export async function readThroughFaults(id: string | undefined, runs: number): Promise<void> {
  await fc.assert(
    fc.asyncProperty(
      entries,
      faults,
      fc.integer({ min: 1, max: 300 }),
      async (log, planned, maxBytes) => {
        await using broker = await start(id);
        const [partition] = broker.partitions;
        if (partition === undefined) throw new Error("no partition");
        const written = new Log(partition);
        for (const entry of log) written.write(entry);
        partition.lastStableOffset = written.end;
        broker.onFetch = ({ partitions: [asked] }, count) =>
          faultOf(planned[count - 1], asked?.offset ?? 0);
        await using source = await open(broker);
        const values: string[] = [];
        for (let at = 0, idle = 0; at < written.end && idle < 2; ) {
          const blocks = await source.read(new Map([[0, at]]), { maxBytes, maxWaitMs: 5 });
          // Behind the last batch may be offsets that compaction took; nothing more comes then.
          idle = blocks.length === 0 && broker.fetches > planned.length ? idle + 1 : 0;
          for (const block of blocks) {
            expect(block.from).toBe(at);
            expect(block.skipped + block.records.length).toBe(block.to - block.from);
            at = block.to;
            values.push(...block.records.map(({ value }) => String(value)));
          }
        }
        expect(values).toEqual(written.committed);
      },
    ),
    { numRuns: runs },
  );
}
