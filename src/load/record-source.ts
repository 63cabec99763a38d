/**
 * The port through which records come in: a Kafka topic, or files that are read like one. A source knows positions and
 * bytes, never what a value means; it keeps no position of its own, because positions live in the target database.
 */

/** One record as it lies in its partition. Buffers may share memory with the bytes fetched: copy what outlives a batch. */
export interface SourceRecord {
  /** Kafka's offset; in a file the byte at which the line begins. Always below 2^53. */
  readonly offset: number;
  /** Milliseconds since 1970, −1 where there is none. */
  readonly timestamp: number;
  readonly timestampType: "create" | "append";
  readonly key: Uint8Array | null;
  /** Null is a tombstone. */
  readonly value: Uint8Array | null;
  readonly headers: readonly (readonly [name: string, value: Uint8Array | null])[];
  /** The fields' names where the file says them once for all its lines: the header of a CSV file, one array for all. */
  readonly columns?: readonly string[];
  /** The line of a recorded topic: beside its fields it says what its record was, as the loader's own columns do. */
  readonly isRecording?: boolean;
}

/** What was read of one partition: every offset of `[from, to)` is in `records` or counted in `skipped`. */
export interface RecordBlock {
  readonly partition: number;
  /** The topic, or the path of the file. */
  readonly topic: string;
  /** The position that was asked for. */
  readonly from: number;
  /** The position to ask for next. Behind the last record by more than one where offsets are holes. */
  readonly to: number;
  readonly records: readonly SourceRecord[];
  /** Offsets of `[from, to)` without a record: control and aborted records, holes that compaction left. */
  readonly skipped: number;
  /** Of the values and keys, uncompressed. */
  readonly bytes: number;
}

export interface PartitionState {
  readonly partition: number;
  readonly topic: string;
  /** The first offset that is still there. */
  readonly earliest: number;
  /** The position behind the last record that may be read: Kafka's last stable offset, the end of a file's last line. */
  readonly latest: number;
  /** The source has found already that what was landed last is still there. */
  readonly isVerified?: boolean;
  /** The position behind the last record that was written: an open transaction holds back what lies between. */
  readonly written?: number;
}

export interface SourceState {
  /**
   * Changes when a topic of the same name is created again: Kafka's topic id. Null where nothing tells. A source goes on
   * with the topic it was first asked about, which then has no more records: open another one.
   */
  readonly incarnation: string | null;
  readonly partitions: readonly PartitionState[];
}

export interface ReadOptions {
  /** Give no more than about this many bytes, a whole number; one batch of records is given whole whatever its size. */
  readonly maxBytes: number;
  /** How long to wait, in whole milliseconds, while there is nothing to read. */
  readonly maxWaitMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** By partition: the offset to read next. */
export type Positions = ReadonlyMap<number, number>;

/** What the ledger knows of a partition. */
export interface KnownPartition {
  readonly partition: number;
  readonly topic: string;
  readonly next: number;
  /** The last record that was landed: where it lies, what it says (`digestOf`), when (milliseconds since 1970). */
  readonly last:
    | { readonly offset: number; readonly digest: string; readonly timestamp: number }
    | undefined;
}

/**
 * Where records come from. Problems it throws: `SOURCE_*` of core/problems/stream.ts. A position that is not there any
 * more is thrown as `OffsetGone`, because the stream's settings say what follows.
 */
export interface RecordSource extends AsyncDisposable {
  /**
   * Told once, before all else, what the ledger knows of the current incarnation: files get their partitions' numbers
   * by it, whatever they are called now. A topic has its own numbers and need not be told.
   */
  recall?(known: readonly KnownPartition[]): void;
  /** True when partitions came since `state` was asked: ask it again now, not only at the next refresh. */
  readonly partitionsChanged?: () => boolean;
  state(): Promise<SourceState>;
  /** For each partition the first offset whose record is not older than that (milliseconds since 1970). */
  offsetsAt(timestamp: number): Promise<Positions>;
  /** Whole blocks in order of offsets, at most one for a partition; none when nothing came within the wait. */
  read(positions: Positions, options: ReadOptions): Promise<readonly RecordBlock[]>;
  /** Tells the world how far the target is: for lag tools, and as a witness of this target. Never fails. */
  noteCommitted?(positions: Positions): Promise<void>;
  /**
   * What was noted last for this very target; undefined where nothing was, or nobody can tell. Never positions to read
   * from: only a sign that a target which knows nothing of the stream has known it before.
   */
  notedPositions?(): Promise<Positions | undefined>;
}

/**
 * The log below the position is not the one that was read: records that were landed are gone from it and others took
 * their offsets, as after an election of a leader that lacked them.
 */
export class SourceDiverged extends Error {
  override readonly name = "SourceDiverged";
  readonly partition: number;
  /** The position to read next. */
  readonly position: number;
  /** The first offset at which the two logs may differ. */
  readonly divergesAt: number;

  constructor(partition: number, position: number, divergesAt: number) {
    super(
      `partition ${partition} was cut off at offset ${divergesAt} and written anew, below ${position}`,
    );
    this.partition = partition;
    this.position = position;
    this.divergesAt = divergesAt;
  }
}

/** The wanted position lies outside of what the partition holds: retention went past it, or the topic was cut off. */
export class OffsetGone extends Error {
  override readonly name = "OffsetGone";
  readonly partition: number;
  readonly wanted: number;
  readonly earliest: number;
  readonly latest: number;

  constructor(partition: number, wanted: number, earliest: number, latest: number) {
    super(
      `partition ${partition} holds offsets ${earliest} to ${latest}, and ${wanted} was wanted`,
    );
    this.partition = partition;
    this.wanted = wanted;
    this.earliest = earliest;
    this.latest = latest;
  }
}
