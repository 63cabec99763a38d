/**
 * Asks a leader for records (Fetch 11, and 13 where topics have ids: then a topic that was created again under the same
 * name is not read by mistake, and a leader tells when its log has diverged from what was read).
 */
import type { AbortedTransaction } from "./visible-records.ts";
import type { WireReader, WireWriter } from "./wire.ts";
import { type WireRequest, wireRequest } from "./wire-request.ts";

export interface PartitionFetch {
  readonly partition: number;
  readonly offset: number;
  /** As metadata told it: a leader of another epoch answers with an error. */
  readonly leaderEpoch: number;
  /** Of the last batch that was read; undefined when nothing was read yet. */
  readonly lastEpoch: number | undefined;
}

export interface FetchQuestion {
  readonly topic: string;
  /** Undefined: Fetch 11, by name. */
  readonly topicId: string | undefined;
  /** In the order in which the broker fills its answer. */
  readonly partitions: readonly PartitionFetch[];
  readonly maxWaitMs: number;
  readonly maxBytes: number;
  readonly maxPartitionBytes: number;
}

export interface PartitionAnswer {
  readonly partition: number;
  readonly error: number;
  readonly lastStableOffset: number;
  readonly aborted: readonly AbortedTransaction[];
  readonly bytes: Buffer;
  /** Where the leader's log left the one that was read, if it did. */
  readonly divergesAt: number | undefined;
}

export interface FetchAnswer {
  /** Of the whole answer. */
  readonly error: number;
  readonly partitions: readonly PartitionAnswer[];
}

/** By name, and by id. */
export const fetchVersions = { byName: 11, byId: 13 } as const;

export function fetchRequest(question: FetchQuestion): WireRequest<FetchAnswer> {
  return question.topicId === undefined ? byName(question) : byId(question);
}

function writeHead(writer: WireWriter, { maxWaitMs, maxBytes }: FetchQuestion): void {
  // No replica; at least one byte; committed records only; no fetch session.
  writer.int32(-1).int32(maxWaitMs).int32(1).int32(maxBytes).int8(1).int32(0).int32(-1);
}

function byName(question: FetchQuestion): WireRequest<FetchAnswer> {
  return wireRequest({
    api: "fetch",
    version: fetchVersions.byName,
    flexible: false,
    write(writer) {
      writeHead(writer, question);
      writer.array([question.topic], (topic) => {
        writer.string(topic).array(question.partitions, ({ partition, leaderEpoch, offset }) => {
          writer.int32(partition).int32(leaderEpoch).int64(offset).int64(-1);
          writer.int32(question.maxPartitionBytes);
        });
      });
      writer.array([], () => {}).string("");
    },
    read(reader) {
      const error = reader.int16();
      reader.int32();
      const topics = reader.array(() => {
        reader.string();
        return reader.array(() => {
          const head = readHead(reader);
          const aborted = reader.array(() => readAborted(reader));
          reader.int32();
          const bytes = reader.nullableBytes() ?? nothing;
          return { ...head, aborted, bytes, divergesAt: undefined };
        });
      });
      return { error, partitions: topics.flat() };
    },
  });
}

function byId(question: FetchQuestion): WireRequest<FetchAnswer> {
  return wireRequest({
    api: "fetch",
    version: fetchVersions.byId,
    flexible: true,
    write(writer) {
      writeHead(writer, question);
      writer.compactArray([question.topicId], (topicId) => {
        writer.uuid(topicId);
        writer.compactArray(question.partitions, (wanted) => {
          writer.int32(wanted.partition).int32(wanted.leaderEpoch).int64(wanted.offset);
          writer.int32(wanted.lastEpoch ?? -1).int64(-1);
          writer.int32(question.maxPartitionBytes).noTags();
        });
        writer.noTags();
      });
      writer
        .compactArray([], () => {})
        .compactString("")
        .noTags();
    },
    read(reader) {
      const error = reader.int16();
      reader.int32();
      const topics = reader.compactArray(() => {
        reader.uuid();
        const partitions = reader.compactArray(() => readCompact(reader));
        reader.tags();
        return partitions;
      });
      return { error, partitions: topics.flat() };
    },
  });
}

function readCompact(reader: WireReader): PartitionAnswer {
  const head = readHead(reader);
  const aborted = reader.compactArray(() => {
    const transaction = readAborted(reader);
    reader.tags();
    return transaction;
  });
  reader.int32();
  const bytes = reader.compactNullableBytes() ?? nothing;
  let divergesAt: number | undefined;
  const diverging = (field: WireReader): void => {
    field.int32();
    divergesAt = field.int64();
  };
  reader.tags(new Map([[0, diverging]]));
  return { ...head, aborted, bytes, divergesAt };
}

function readHead(
  reader: WireReader,
): Pick<PartitionAnswer, "partition" | "error" | "lastStableOffset"> {
  const partition = reader.int32();
  const error = reader.int16();
  reader.int64();
  const lastStableOffset = reader.int64();
  reader.int64();
  return { partition, error, lastStableOffset };
}

const readAborted = (reader: WireReader): AbortedTransaction => ({
  producerId: reader.bigInt64(),
  firstOffset: reader.int64(),
});

const nothing = Buffer.alloc(0);
