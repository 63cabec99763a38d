/** Reads the dead-letter table. */
import type { RejectCode } from "../value-decoder.ts";
import { type Ledger, millisecondsOf, queryRows } from "./ledger.ts";

export interface DeadLetter {
  readonly batchId: number;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Milliseconds since 1970. */
  readonly timestamp: number | undefined;
  readonly code: RejectCode;
  readonly error: string;
  /** The first bytes at least; all up to the stream's limit. */
  readonly value: Uint8Array | null;
  /** Of the whole value. */
  readonly bytes: number | null;
  readonly sha256: string | null;
  /** The batch in which it became a row after all. */
  readonly retriedIn: number | undefined;
}

export interface DeadLetterQuery {
  readonly stream: string;
  readonly code?: string | undefined;
  readonly limit: number;
}

/** The newest first. */
export async function listDeadLetters(
  { session }: Ledger,
  { stream, code, limit }: DeadLetterQuery,
): Promise<readonly DeadLetter[]> {
  const rows = await queryRows(
    session,
    `select batch_id, _topic, _partition, _offset, ${millisecondsOf("_timestamp")}, error_code, error, value,
       value_bytes, value_sha256, retried_in
     from _tsdbt.stream_dlq where stream = $1 and error_code = coalesce($2, error_code)
     order by batch_id desc, _partition, _offset limit ${Math.trunc(limit)}`,
    [stream, code ?? null],
  );
  return rows.map((row) => {
    const [batchId, topic, partition, offset, timestamp, errorCode, error] = row;
    const [value, bytes, sha256, retriedIn] = row.slice(7);
    return {
      batchId: Number(batchId),
      topic: String(topic),
      partition: Number(partition),
      offset: Number(offset),
      timestamp: timestamp === null ? undefined : Number(timestamp),
      code: errorCode as RejectCode,
      error: String(error),
      value: value as Uint8Array | null,
      bytes: bytes === null ? null : Number(bytes),
      sha256: sha256 as string | null,
      retriedIn: retriedIn === null ? undefined : Number(retriedIn),
    };
  });
}
