/**
 * Reads ahead and closes batches: by rows, by bytes, or by time where the target has nothing else to do. One read is
 * under way at most, so memory is bounded by two batches and one read.
 */
import type { Positions, RecordBlock, RecordSource } from "../record-source.ts";
import type { BatchLimits } from "../stream.ts";

export interface Batch {
  readonly blocks: readonly RecordBlock[];
  readonly rows: number;
  readonly bytes: number;
}

export interface FillerOptions {
  readonly source: RecordSource;
  readonly limits: BatchLimits;
  readonly signal: AbortSignal;
  /** Whether the target waits for a batch: only then is one closed before it is full. */
  readonly isIdle: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface BatchFiller {
  /** What is read next, by partition. */
  readonly positions: Positions;
  /** Goes on elsewhere; what was read and not taken is forgotten. */
  seek(positions: Positions): void;
  /** Adds partitions, or moves some. */
  move(positions: Positions): void;
  /**
   * The next batch; an empty one when nothing came for a while.
   * @throws OffsetGone, and whatever the source throws
   */
  next(): Promise<Batch>;
}

/** How long one read waits while nothing comes, in milliseconds: so often the loop looks after other things. */
const idleWaitMs = 500;
/** In bytes: less is not worth a request. */
const leastRead = 65_536;

export function createBatchFiller(options: FillerOptions): BatchFiller {
  const { source, limits, signal, now } = options;
  let positions = new Map<number, number>();
  /** What a record of the last batch had on average, which tells how many bytes hold as many as a batch may have. */
  let recordBytes = 256;
  let failure: { readonly thrown: unknown } | undefined;
  /** Read already, and too much for the batch before. */
  let left: readonly RecordBlock[] = [];
  const takeFailure = (): unknown => {
    const { thrown } = failure ?? {};
    failure = undefined;
    return thrown;
  };

  const advance = (blocks: readonly RecordBlock[]): RecordBlock[] =>
    blocks.filter((block) => {
      // An answer that came twice, or too late, holds nothing that is wanted.
      if (positions.get(block.partition) !== block.from || block.to <= block.from) return false;
      positions.set(block.partition, block.to);
      return true;
    });

  /** What was read before a failure comes first: the failure is thrown by the next call. */
  async function read(open: OpenBatch): Promise<RecordBlock[]> {
    try {
      return advance(await source.read(new Map(positions), { ...open.wants(), signal }));
    } catch (thrown) {
      if (open.isEmpty()) throw thrown;
      failure = { thrown };
      return [];
    }
  }

  return {
    get positions() {
      return positions;
    },
    seek(to) {
      positions = new Map(to);
      left = [];
    },
    move(to) {
      for (const [partition, offset] of to) positions.set(partition, offset);
    },
    async next() {
      if (failure !== undefined) throw takeFailure();
      const open = createOpenBatch(limits, now, recordBytes);
      left = open.add(left);
      while (!signal.aborted && !open.isFull() && !(open.isDue() && options.isIdle())) {
        const taken = await read(open);
        if (taken.length === 0 && (failure !== undefined || open.isEmpty())) break;
        left = open.add(taken);
      }
      const { rows, bytes } = open.batch;
      if (rows > 0) recordBytes = Math.max(1, Math.ceil(bytes / rows));
      return open.batch;
    },
  };
}

/** A batch while it fills. */
type OpenBatch = ReturnType<typeof createOpenBatch>;

function createOpenBatch(limits: BatchLimits, now: () => number, recordBytes: number) {
  const blocks: RecordBlock[] = [];
  const batch = { blocks, rows: 0, bytes: 0 };
  let begunAt = 0;
  return {
    batch: batch as Batch,
    isEmpty: () => blocks.length === 0,
    isFull: () => batch.rows >= limits.maxRows || batch.bytes >= limits.maxBytes,
    isDue: () => blocks.length > 0 && now() - begunAt >= limits.maxWaitMs,
    /** How much to read, in parts so that little is left for the next batch, and how long to wait for it. */
    wants() {
      const left = blocks.length === 0 ? idleWaitMs : limits.maxWaitMs - (now() - begunAt);
      return {
        maxBytes: Math.max(
          leastRead,
          Math.min(
            Math.ceil(limits.maxBytes / 4),
            limits.maxBytes - batch.bytes,
            (limits.maxRows - batch.rows) * recordBytes,
          ),
        ),
        maxWaitMs: Math.max(1, Math.min(Math.ceil(left), idleWaitMs)),
      };
    },
    /** @returns what is more than the batch may have */
    add(taken: readonly RecordBlock[]): RecordBlock[] {
      if (blocks.length === 0) begunAt = now();
      const rest: RecordBlock[] = [];
      for (const block of taken) {
        const [fitting, more] = splitBlock(block, limits.maxRows - batch.rows);
        if (more !== undefined) rest.push(more);
        if (fitting === undefined) continue;
        blocks.push(fitting);
        batch.rows += fitting.records.length;
        batch.bytes += fitting.bytes;
      }
      return rest;
    },
  };
}

/** The block up to so many records, and what is behind them. */
function splitBlock(
  block: RecordBlock,
  most: number,
): readonly [fitting: RecordBlock | undefined, more: RecordBlock | undefined] {
  const { from, to, records, bytes } = block;
  if (records.length <= most) return [block, undefined];
  if (most <= 0) return [undefined, block];
  const [first, rest] = [records.slice(0, most), records.slice(most)];
  const middle = rest[0]!.offset;
  const size = first.reduce((sum, { key, value }) => sum + lengthOf(key) + lengthOf(value), 0);
  const skipped = middle - from - first.length;
  return [
    { ...block, to: middle, records: first, skipped, bytes: Math.min(size, bytes) },
    {
      ...{ ...block, from: middle, records: rest, skipped: to - middle - rest.length },
      bytes: Math.max(bytes - size, 0),
    },
  ];
}

const lengthOf = (bytes: Uint8Array | null): number => bytes?.length ?? 0;
