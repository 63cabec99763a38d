/** Fetch 11 and 13 as a broker sees them: reads the request, writes the answer. Its twin is load/kafka/fetch-request.ts. */
import type { WireReader, WireWriter } from "../../load/kafka/wire.ts";

export interface AskedPartition {
  readonly partition: number;
  readonly offset: number;
  readonly maxBytes: number;
}

export interface FetchAsked {
  readonly version: number;
  readonly partitions: readonly AskedPartition[];
}

export interface AnsweredPartition {
  readonly partition: number;
  readonly error: number;
  readonly earliest: number;
  readonly lastStableOffset: number;
  readonly aborted: readonly { readonly producerId: bigint; readonly firstOffset: number }[];
  readonly bytes: Buffer;
  readonly divergesAt: number | undefined;
}

export interface FetchAnswered {
  readonly version: number;
  readonly throttleMs: number;
  readonly topic: string;
  readonly topicId: string | undefined;
  readonly partitions: readonly AnsweredPartition[];
}

const isCompact = (version: number): boolean => version >= 12;

/** From behind the client's id. */
export function readFetch(reader: WireReader, version: number): FetchAsked {
  const compact = isCompact(version);
  if (compact) reader.tags();
  for (let field = 0; field < 4; field++) reader.int32();
  reader.int8();
  reader.int32();
  reader.int32();
  const readPartition = (): AskedPartition => {
    const partition = reader.int32();
    reader.int32();
    const offset = reader.int64();
    if (compact) reader.int32();
    reader.int64();
    const maxBytes = reader.int32();
    if (compact) reader.tags();
    return { partition, offset, maxBytes };
  };
  const readTopic = (): AskedPartition[] => {
    if (!compact) {
      reader.string();
      return reader.array(readPartition);
    }
    reader.uuid();
    const partitions = reader.compactArray(readPartition);
    reader.tags();
    return partitions;
  };
  const topics = compact ? reader.compactArray(readTopic) : reader.array(readTopic);
  return { version, partitions: topics.flat() };
}

/** From behind the correlation id. */
export function writeFetch(writer: WireWriter, answered: FetchAnswered): void {
  const { topic, topicId, partitions, throttleMs, version } = answered;
  if (!isCompact(version)) {
    writer.int32(throttleMs).int16(0).int32(0);
    writer.array([topic], (name) => {
      writer.string(name).array(partitions, (each) => writeByName(writer, each));
    });
    return;
  }
  writer.noTags().int32(throttleMs).int16(0).int32(0);
  writer.compactArray([topicId], (id) => {
    writer
      .uuid(id)
      .compactArray(partitions, (each) => writeById(writer, each))
      .noTags();
  });
  writer.noTags();
}

function writeHead(writer: WireWriter, answered: AnsweredPartition): void {
  const { partition, error, lastStableOffset, earliest } = answered;
  writer.int32(partition).int16(error).int64(lastStableOffset).int64(lastStableOffset);
  writer.int64(earliest);
}

function writeByName(writer: WireWriter, answered: AnsweredPartition): void {
  writeHead(writer, answered);
  writer.array(answered.aborted, ({ producerId, firstOffset }) => {
    writer.int64(producerId).int64(firstOffset);
  });
  writer.int32(-1).nullableBytes(answered.bytes);
}

function writeById(writer: WireWriter, answered: AnsweredPartition): void {
  writeHead(writer, answered);
  writer.compactArray(answered.aborted, ({ producerId, firstOffset }) => {
    writer.int64(producerId).int64(firstOffset).noTags();
  });
  writer.int32(-1).compactNullableBytes(answered.bytes);
  if (answered.divergesAt === undefined) {
    writer.noTags();
    return;
  }
  // One tagged field, number 0, of 13 bytes: the epoch, the offset, and no tags of its own.
  writer.unsignedVarint(1).unsignedVarint(0).unsignedVarint(13);
  writer.int32(0).int64(answered.divergesAt).noTags();
}
