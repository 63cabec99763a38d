/** What the exit code of a stream's command tells; docs/streams.md says what to do about each. */
import type { Problem } from "../../core/problem.ts";

export const exitCodes = {
  ok: 0,
  failed: 1,
  usage: 2,
  fenced: 3,
  targetLost: 4,
  dataLost: 5,
  corrupt: 6,
  dlqRatio: 7,
  anotherTopic: 8,
  modelFailed: 9,
  registry: 10,
  authentication: 11,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const codesByProblem: Readonly<Record<string, ExitCode>> = {
  STREAM_FENCED: exitCodes.fenced,
  STREAM_HELD: exitCodes.fenced,
  DATABASE_DISK_FULL: exitCodes.targetLost,
  DATABASE_OUT_OF_MEMORY: exitCodes.targetLost,
  CONNECTION_LOST: exitCodes.targetLost,
  SERVER_UNREACHABLE: exitCodes.targetLost,
  DATABASE_MISSING: exitCodes.targetLost,
  STREAM_LEDGER_LOST: exitCodes.targetLost,
  STREAM_TARGET_EMPTY: exitCodes.targetLost,
  STREAM_DATA_LOST: exitCodes.dataLost,
  STREAM_DLQ_RATIO: exitCodes.dlqRatio,
  STREAM_RECREATED: exitCodes.anotherTopic,
  STREAM_DIVERGED: exitCodes.anotherTopic,
  STREAM_MODEL_FAILED: exitCodes.modelFailed,
  STREAM_TEST_FAILED: exitCodes.modelFailed,
  STREAM_TRANSACTION_ENDED: exitCodes.modelFailed,
  KAFKA_BATCH_CORRUPT: exitCodes.corrupt,
  KAFKA_CODEC_UNKNOWN: exitCodes.corrupt,
  KAFKA_FORMAT_OLD: exitCodes.corrupt,
  KAFKA_TLS_FAILED: exitCodes.authentication,
  KAFKA_LISTENER_MISMATCH: exitCodes.authentication,
  KAFKA_LOGIN_REFUSED: exitCodes.authentication,
  KAFKA_TOKEN_REFUSED: exitCodes.authentication,
  KAFKA_ACCESS_DENIED: exitCodes.authentication,
};

/** The exit code of a problem that ended a stream. */
export function exitCodeOf({ code }: Problem): ExitCode {
  const isRegistry = code.startsWith("REGISTRY_");
  return codesByProblem[code] ?? (isRegistry ? exitCodes.registry : exitCodes.failed);
}
