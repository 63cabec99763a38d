/** A request of Kafka's protocol as the port takes it: which one it is, its bytes, and how its answer is read. */
import { WireReader, WireWriter } from "./wire.ts";

/** The numbers of the requests that are used (kafka.apache.org/protocol, "Api Keys"). */
export const apiKeys = {
  fetch: 1,
  listOffsets: 2,
  metadata: 3,
  offsetCommit: 8,
  offsetFetch: 9,
  findCoordinator: 10,
} as const;

export type ApiName = keyof typeof apiKeys;

export interface WireRequest<Answer> {
  readonly api: ApiName;
  readonly version: number;
  /** What follows the client's id in the request. */
  readonly body: Buffer;
  /** Reads what follows the correlation id in the answer. */
  decode(answer: Buffer): ThrottledAnswer<Answer>;
}

export interface ThrottledAnswer<Answer> {
  readonly answer: Answer;
  /** How long the broker wants to hear nothing, in milliseconds (KIP-219). */
  readonly throttleMs: number;
}

interface RequestParts<Answer> {
  readonly api: ApiName;
  readonly version: number;
  /** Flexible versions have compact types and tagged fields, in the headers too (KIP-482). */
  readonly flexible: boolean;
  write(writer: WireWriter): void;
  /** From behind the throttle time, with which every answer begins. */
  read(reader: WireReader): Answer;
}

export function wireRequest<Answer>(parts: RequestParts<Answer>): WireRequest<Answer> {
  const { api, version, flexible } = parts;
  const writer = new WireWriter();
  if (flexible) writer.noTags();
  parts.write(writer);
  return {
    api,
    version,
    body: writer.bytes,
    decode(answer) {
      const reader = new WireReader(answer);
      if (flexible) reader.tags();
      const throttleMs = reader.int32();
      return { throttleMs, answer: parts.read(reader) };
    },
  };
}

/** Error codes that ask for something to be done (kafka.apache.org/protocol, "Error Codes"). */
export const errorCodes = {
  none: 0,
  offsetOutOfRange: 1,
  unknownTopicOrPartition: 3,
  invalidTopic: 17,
  topicAuthorizationFailed: 29,
  groupAuthorizationFailed: 30,
  clusterAuthorizationFailed: 31,
  inconsistentTopicId: 103,
} as const;

/** The leader moves, is being elected or has just changed: ask for metadata and try again. */
const passing = new Map([
  [3, "UNKNOWN_TOPIC_OR_PARTITION"],
  [5, "LEADER_NOT_AVAILABLE"],
  [6, "NOT_LEADER_OR_FOLLOWER"],
  [7, "REQUEST_TIMED_OUT"],
  [8, "BROKER_NOT_AVAILABLE"],
  [9, "REPLICA_NOT_AVAILABLE"],
  [13, "NETWORK_EXCEPTION"],
  [14, "COORDINATOR_LOAD_IN_PROGRESS"],
  [15, "COORDINATOR_NOT_AVAILABLE"],
  [16, "NOT_COORDINATOR"],
  [56, "KAFKA_STORAGE_ERROR"],
  [72, "LISTENER_NOT_FOUND"],
  [74, "FENCED_LEADER_EPOCH"],
  [75, "UNKNOWN_LEADER_EPOCH"],
  [78, "OFFSET_NOT_AVAILABLE"],
  [89, "THROTTLING_QUOTA_EXCEEDED"],
  [100, "UNKNOWN_TOPIC_ID"],
  [103, "INCONSISTENT_TOPIC_ID"],
]);

export const isPassing = (code: number): boolean => passing.has(code);

export const nameOfError = (code: number): string => passing.get(code) ?? `error ${code}`;
