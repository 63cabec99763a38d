/**
 * Reads blocks of records from the leaders of a topic's partitions. What passes by itself (leaders that move, a damaged
 * answer) it bears for a while; what does not it throws, after the blocks that were read well have been given.
 */
import { Problem } from "../../core/problem.ts";
import {
  kafkaAccessDenied,
  kafkaLeaderMissing,
  kafkaRequestFailed,
} from "../../core/problems/source.ts";
import {
  OffsetGone,
  type Positions,
  type ReadOptions,
  type RecordBlock,
  SourceDiverged,
} from "../record-source.ts";
import { Damage, Expansion } from "./batch-history.ts";
import type { Brokers } from "./brokers.ts";
import type { Codecs } from "./codecs.ts";
import { connectionFailure } from "./connection-failures.ts";
import type { PartitionAnswer } from "./fetch-request.ts";
import { Fetches, type LeaderAnswer, type LeaderQuestion } from "./fetches.ts";
import type { TopicMetadata } from "./metadata-request.ts";
import { beginning, end } from "./offset-requests.ts";
import { listOffsets } from "./offsets.ts";
import { Patience } from "./patience.ts";
import { type Asked, isWorthwhile, noteTrouble, type Round } from "./reading-round.ts";
import { BatchError } from "./record-batch.ts";
import { byLeader, type TopicWatch } from "./topic-watch.ts";
import { visibleRecords } from "./visible-records.ts";
import { errorCodes, isPassing, nameOfError } from "./wire-request.ts";

/** How long a partition may be without a leader that answers, in milliseconds. */
const leaderlessMs = 25_000;

/** Something to throw when reading goes on at that position: the blocks read beside it are given first. */
interface Owed {
  readonly partition: number;
  readonly position: number;
  readonly error: Error;
}

export class Reading {
  readonly #brokers: Brokers;
  readonly #watch: TopicWatch;
  readonly #codecs: Codecs;
  readonly #fetches: Fetches;
  readonly #patience = new Patience(leaderlessMs);
  readonly #lastEpochs = new Map<number, { readonly position: number; readonly epoch: number }>();
  readonly #damage = new Damage();
  readonly #expansion = new Expansion();
  #owed: Owed | undefined;
  /** Partitions take turns in being the first, of which at least one batch is given. */
  #turn = 0;

  constructor(brokers: Brokers, watch: TopicWatch, codecs: Codecs) {
    this.#brokers = brokers;
    this.#watch = watch;
    this.#codecs = codecs;
    this.#fetches = new Fetches(brokers);
  }

  async read(positions: Positions, options: ReadOptions): Promise<readonly RecordBlock[]> {
    this.#throwOwed(positions);
    const metadata = await this.#metadata(options.signal);
    if (metadata === undefined) return [];
    // The positions are those of another topic: the caller is told by `partitionsChanged`, and asks for the state.
    if (this.#watch.isReplaced()) return [];
    const round: Round = {
      positions,
      options,
      metadata,
      blocks: [],
      bytesLeft: options.maxBytes,
      trouble: undefined,
    };
    const questions = this.#questions(round);
    const answers = await this.#fetches.ask(questions, isWorthwhile, options.signal);
    for (const answer of answers) await this.#takeAnswer(round, answer);
    if (round.blocks.length > 0) this.#patience.reset();
    else this.#throwOwed(positions);
    if (round.trouble === undefined) {
      if (answers.length === questions.length) this.#patience.reset();
      return round.blocks;
    }
    return await this.#bear(round);
  }

  /** Undefined while the topic is gone, which it is for a moment when it is created again. */
  async #metadata(signal: AbortSignal | undefined): Promise<TopicMetadata | undefined> {
    try {
      return await this.#watch.current();
    } catch (thrown) {
      const gone = thrown instanceof Problem && thrown.code === "KAFKA_TOPIC_MISSING";
      if (!gone || this.#patience.isExhausted()) throw thrown;
      await this.#patience.pause(signal);
      return undefined;
    }
  }

  #throwOwed(positions: Positions): void {
    const owed = this.#owed;
    this.#owed = undefined;
    if (owed !== undefined && positions.get(owed.partition) === owed.position) throw owed.error;
  }

  /** Something passes by itself: metadata is asked again, and nobody asks too often. */
  async #bear(round: Round): Promise<readonly RecordBlock[]> {
    const { blocks, trouble, options } = round;
    this.#watch.markStale();
    if (blocks.length > 0 || trouble === undefined) return blocks;
    if (this.#patience.isExhausted()) {
      this.#patience.reset();
      throw kafkaLeaderMissing(this.#brokers.topic.topic, trouble.partitions, trouble.reason);
    }
    await this.#patience.pause(options.signal);
    return blocks;
  }

  #questions(round: Round): LeaderQuestion[] {
    const { positions, options, metadata } = round;
    const wanted = metadata.partitions.filter(({ partition }) => positions.has(partition));
    this.#turn++;
    const turned = wanted.map((_, index) => wanted[(index + this.#turn) % wanted.length] ?? _);
    const leaders = byLeader(turned);
    const leaderless = leaders.get(-1) ?? [];
    if (leaderless.length > 0) {
      noteTrouble(
        round,
        leaderless.map(({ partition }) => partition),
        "none is elected",
      );
    }
    const led = [...leaders].filter(([nodeId]) => nodeId >= 0);
    const wireBytes = Math.ceil(
      options.maxBytes / this.#expansion.factor / Math.max(1, led.length),
    );
    return led.map(([nodeId, partitions]) => ({
      nodeId,
      topicId: metadata.topicId,
      maxWaitMs: Math.max(0, Math.round(options.maxWaitMs)),
      maxBytes: Math.min(wireBytes, 2 ** 30),
      partitions: partitions.map(({ partition, leaderEpoch }) => {
        const offset = positions.get(partition) ?? 0;
        const last = this.#lastEpochs.get(partition);
        const lastEpoch = last?.position === offset ? last.epoch : undefined;
        return { partition, offset, leaderEpoch, lastEpoch };
      }),
    }));
  }

  async #takeAnswer(round: Round, { question, answer, thrown }: LeaderAnswer): Promise<void> {
    const partitions = question.partitions.map(({ partition }) => partition);
    if (answer === undefined) {
      const node = round.metadata.brokers.find(({ nodeId }) => nodeId === question.nodeId);
      const broker = node === undefined ? "a broker" : `${node.host}:${node.port}`;
      const failure = connectionFailure(thrown, this.#brokers.connection, broker);
      if (failure.kind === "problem") throw failure.problem;
      noteTrouble(round, partitions, failure.reason);
      return;
    }
    if (answer.error !== errorCodes.none) {
      this.#refuse(round, partitions, answer.error);
      return;
    }
    for (const partition of answer.partitions) {
      const asked = question.partitions.find((known) => known.partition === partition.partition);
      const isFirst = asked === question.partitions[0];
      if (asked !== undefined) await this.#takePartition(round, partition, { ...asked, isFirst });
    }
  }

  async #takePartition(round: Round, answer: PartitionAnswer, asked: Asked): Promise<void> {
    const { partition, error, divergesAt } = answer;
    const position = asked.offset;
    if (divergesAt !== undefined && divergesAt < position) {
      this.#owed = {
        partition,
        position,
        error: new SourceDiverged(partition, position, divergesAt),
      };
    } else if (error === errorCodes.offsetOutOfRange) {
      await this.#findOut(round, partition, position);
    } else if (error !== errorCodes.none) {
      this.#refuse(round, [partition], error);
    } else if (round.bytesLeft > 0) {
      this.#decode(round, answer, asked);
    }
  }

  #decode(round: Round, answer: PartitionAnswer, { offset: position, isFirst }: Asked): void {
    const { partition, lastStableOffset, aborted, bytes } = answer;
    const { topic } = this.#brokers.topic;
    const read = visibleRecords(
      { topic, partition, from: position, lastStableOffset, aborted, bytes },
      this.#codecs,
      round.bytesLeft,
    );
    const { block, leaderEpoch, wireBytes } = read;
    // The first partition of a question gets a whole batch at least: this one's length must be damaged.
    const isStuck = isFirst && read.isCut && wireBytes === 0;
    const fault =
      read.fault ?? (isStuck ? new BatchError("corrupt", "is not all there") : undefined);
    if (block.to > block.from) {
      round.blocks.push(block);
      round.bytesLeft -= block.bytes;
      this.#expansion.note(block.bytes, wireBytes);
    }
    if (leaderEpoch !== undefined) {
      this.#lastEpochs.set(partition, { position: block.to, epoch: leaderEpoch });
    }
    if (fault === undefined) return;
    const error = this.#damage.note({ topic, partition, offset: block.to }, fault);
    if (error !== undefined) this.#owed = { partition, position: block.to, error };
    else noteTrouble(round, [partition], `the batch at offset ${block.to} ${fault.message}`);
  }

  /** The position is outside of the log, unless a leader said so that was behind. */
  async #findOut(round: Round, partition: number, position: number): Promise<void> {
    this.#watch.markStale();
    const listed = await listOffsets(this.#brokers, this.#watch, [beginning, end], [partition]);
    const [earliest, latest] = listed.offsets.map((offsets) => offsets.get(partition) ?? 0);
    if (earliest === undefined || latest === undefined) return;
    if (position >= earliest && position <= latest) {
      // A leader that has forgotten the epoch says the same; the position is asked for without one.
      this.#lastEpochs.delete(partition);
      noteTrouble(round, [partition], nameOfError(errorCodes.offsetOutOfRange));
      return;
    }
    this.#owed = {
      partition,
      position,
      error: new OffsetGone(partition, position, earliest, latest),
    };
  }

  #refuse(round: Round, partitions: readonly number[], error: number): void {
    if (isPassing(error)) {
      noteTrouble(round, partitions, nameOfError(error));
      return;
    }
    const { connection, topic } = this.#brokers;
    if (error === errorCodes.topicAuthorizationFailed) {
      throw kafkaAccessDenied(connection.name, topic.topic, "Read", topic.at);
    }
    throw kafkaRequestFailed(connection.name, topic.topic, nameOfError(error));
  }
}
