/** What stops a stream while it is loaded: data that is gone, a topic that is another one, too much that cannot be read. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

/**
 * Records that were not loaded yet are gone from the topic: its retention is shorter than the pause was.
 *
 * @example
 * kafka-configs.sh --alter --topic clicks --add-config retention.ms=1000
 * tsdbt load
 */
export const streamDataLost = (
  stream: string,
  partition: number,
  wanted: number,
  earliest: number,
  at: Place | undefined,
) =>
  new Problem(
    "STREAM_DATA_LOST",
    `The stream ${stream} was to go on at offset ${wanted} of partition ${partition}, which begins at ${earliest} now: ${earliest - wanted} records are gone.`,
    {
      at,
      hint: "on_data_loss: continue goes on behind the gap and writes it down in _tsdbt.stream_gaps.",
    },
  );

/**
 * The topic was deleted and created again since the last batch, so its offsets mean other records.
 *
 * @example
 * kafka-topics.sh --delete --topic clicks
 * kafka-topics.sh --create --topic clicks
 * tsdbt load
 */
export const streamRecreated = (stream: string, topic: string, at: Place | undefined) =>
  new Problem(
    "STREAM_RECREATED",
    `The stream ${stream}: the topic ${topic} is not the one that was loaded so far; it was created again.`,
    {
      at,
      hint: "on_recreate: new_incarnation loads it from its beginning, beside the rows that are there.",
    },
  );

/**
 * A partition holds other records than those that were loaded, or ends before them: it was cut off and written anew.
 *
 * @example
 * # an unclean leader election lost the last records
 * tsdbt stream
 */
export const streamDiverged = (
  stream: string,
  partition: number,
  next: number,
  what: string,
  at: Place | undefined,
) =>
  new Problem(
    "STREAM_DIVERGED",
    `The stream ${stream} was loaded up to offset ${next} of partition ${partition}, but ${what}.`,
    {
      at,
      hint: "Compare the last rows with the topic, then go back with tsdbt stream replay, or begin anew with on_recreate: new_incarnation.",
    },
  );

/**
 * More records than the stream allows cannot be read, so something has changed at their source.
 *
 * @example
 * sources: [{name: shop, tables: [{name: clicks, config: {load: {…, max_dlq_ratio: 0.01}}}]}]
 */
export const streamDlqRatio = (
  stream: string,
  rejected: number,
  records: number,
  limit: number,
  at: Place | undefined,
) =>
  new Problem(
    "STREAM_DLQ_RATIO",
    `The stream ${stream} stopped before a batch of which too much cannot be read: ${rejected} of the last ${records} records, and max_dlq_ratio is ${limit}.`,
    {
      at,
      hint: "Look at the records themselves; raise max_dlq_ratio for one run to see them with tsdbt stream dlq list.",
    },
  );

/**
 * The start of a stream names a partition that is not there.
 *
 * @example
 * config: {load: {connection: shop_kafka, topic: clicks, start: {offsets: {7: 100}}}}
 */
export const streamStartUnknown = (stream: string, partition: number, at: Place | undefined) =>
  new Problem(
    "STREAM_START_UNKNOWN",
    `The stream ${stream} is to start in partition ${partition}, which is not there.`,
    { at, hint: "Name the partitions that there are, or say earliest." },
  );

/**
 * The database came back without the stream's positions: a copy that is older, or empty.
 *
 * @example
 * # failover to a standby that was never in step
 */
export const streamLedgerLost = (stream: string) =>
  new Problem(
    "STREAM_LEDGER_LOST",
    `The database no longer knows how far the stream ${stream} is: it is not the one that was written to.`,
    {
      hint: "Bring the right database back. To load all anew into this one, start again with --init.",
    },
  );

/**
 * The database knows nothing of a stream that was loaded into it before, as the topic's cluster remembers: a standby
 * that was never in step, a file that was removed.
 *
 * @example
 * rm warehouse.duckdb
 * tsdbt load
 */
export const streamTargetEmpty = (stream: string, partition: number, next: number) =>
  new Problem(
    "STREAM_TARGET_EMPTY",
    `The database knows nothing of the stream ${stream}, which was loaded into it up to offset ${next} of partition ${partition}.`,
    {
      hint: "Bring the right database back. If it is to be loaded from the stream's start, say so once: --init.",
    },
  );

/**
 * Source or database failed in a way that passes; the stream waits and goes on from what the ledger says.
 *
 * @example
 * # the broker is restarted while tsdbt stream runs
 */
export const streamTrouble = (stream: string, attempt: number, cause: Problem) =>
  new Problem("STREAM_TROUBLE", `The stream ${stream} waits (${attempt}): ${cause.message}`, {
    hint: cause.hint,
    cause,
  });
