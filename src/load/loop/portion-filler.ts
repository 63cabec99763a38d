/** Reads records and closes portions of them: by rows, by bytes, or by time where the target has nothing else to do. */
import type { Positions, ReadOptions, RecordBlock, RecordSource } from "../record-source.ts";
import type { BatchLimits } from "../stream.ts";

export interface FilledPortion {
  readonly blocks: readonly RecordBlock[];
  readonly rows: number;
  readonly bytes: number;
  /** It was closed because it may have no more: there may be more to read at once. */
  readonly isFull: boolean;
}

export interface FillerOptions {
  readonly source: RecordSource;
  /** Of a portion. */
  readonly limits: BatchLimits;
  readonly signal: AbortSignal;
  /** Whether the target waits for a portion: only then is one closed before it is full. */
  readonly isIdle: () => boolean;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface PortionFiller {
  /** What is read next, by partition. */
  readonly positions: Positions;
  /** Goes on elsewhere; what was read and not taken is forgotten. */
  seek(positions: Positions): void;
  /** Adds partitions, or moves some. */
  move(positions: Positions): void;
  /** Whether the portion that is asked for has records already. */
  readonly isFilling: boolean;
  /**
   * The next portion; an empty one when nothing came for a while.
   * @throws OffsetGone, and whatever the source throws
   */
  next(): Promise<FilledPortion>;
}

/** How long one read waits while nothing comes, in milliseconds: so often the loop looks after other things. */
const idleWaitMs = 500;
/** In bytes: less is not worth a request. */
const leastRead = 65_536;

export function createPortionFiller(options: FillerOptions): PortionFiller {
  const { source, limits, signal, now } = options;
  let positions = new Map<number, number>();
  /** What a record of the last portion had on average, which tells how many bytes hold as many as one may have. */
  let recordBytes = 256;
  let failure: { readonly thrown: unknown } | undefined;
  /** Read already, and too much for the portion before. */
  let left: readonly RecordBlock[] = [];
  let isFilling = false;
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
  async function read(open: OpenPortion, wants: ReadOptions): Promise<RecordBlock[]> {
    try {
      return advance(await source.read(new Map(positions), { ...wants, signal }));
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
    get isFilling() {
      return isFilling;
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
      const open = createOpenPortion(limits, now, recordBytes);
      left = open.add(left, 0);
      isFilling = !open.isEmpty();
      while (!signal.aborted && !open.isFull() && !(open.isDue() && options.isIdle())) {
        const wants = open.wants();
        const taken = await read(open, wants);
        if (taken.length === 0 && (failure !== undefined || open.isEmpty())) break;
        left = open.add(taken, wants.maxBytes);
        isFilling = !open.isEmpty();
      }
      isFilling = false;
      const { blocks, rows, bytes } = open;
      if (rows > 0) recordBytes = Math.max(1, Math.ceil(bytes / rows));
      return { blocks, rows, bytes, isFull: open.isFull() };
    },
  };
}

/** A portion while it fills. */
type OpenPortion = ReturnType<typeof createOpenPortion>;

function createOpenPortion(limits: BatchLimits, now: () => number, recordBytes: number) {
  const blocks: RecordBlock[] = [];
  let rows = 0;
  let bytes = 0;
  let begunAt = 0;
  let hasMore = false;
  return {
    blocks,
    get rows() {
      return rows;
    },
    get bytes() {
      return bytes;
    },
    isEmpty: () => blocks.length === 0,
    isFull: () => rows >= limits.maxRows || bytes >= limits.maxBytes,
    /** Whether it has waited long enough for more; while the source gives what it is asked for, nobody waits. */
    isDue: () => blocks.length > 0 && !hasMore && now() - begunAt >= limits.maxWaitMs,
    /** How much to read, in parts so that little is left for the next portion, and how long to wait for it. */
    wants() {
      const left = blocks.length === 0 ? idleWaitMs : limits.maxWaitMs - (now() - begunAt);
      return {
        maxBytes: Math.max(
          leastRead,
          Math.min(
            Math.ceil(limits.maxBytes / 4),
            limits.maxBytes - bytes,
            (limits.maxRows - rows) * recordBytes,
          ),
        ),
        maxWaitMs: Math.max(1, Math.min(Math.ceil(left), idleWaitMs)),
      };
    },
    /** @returns what is more than the portion may have */
    add(taken: readonly RecordBlock[], asked: number): RecordBlock[] {
      if (blocks.length === 0) begunAt = now();
      // A broker's answers end with whole batches, of one partition after the other.
      hasMore = taken.reduce((sum, block) => sum + block.bytes, 0) >= asked / 2;
      const rest: RecordBlock[] = [];
      for (const block of taken) {
        const [fitting, more] = splitBlock(block, limits.maxRows - rows);
        if (more !== undefined) rest.push(more);
        if (fitting === undefined) continue;
        blocks.push(fitting);
        rows += fitting.records.length;
        bytes += fitting.bytes;
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
      ...block,
      from: middle,
      records: rest,
      skipped: to - middle - rest.length,
      bytes: Math.max(bytes - size, 0),
    },
  ];
}

const lengthOf = (bytes: Uint8Array | null): number => bytes?.length ?? 0;
