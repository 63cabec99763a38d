/** What can go wrong with models and tests that follow a stream. */
import { Problem } from "../problem.ts";

/**
 * `stream_batch()` stands where nothing remembers what was read: in a view or an ephemeral model.
 *
 * @example
 * -- models/recent.sql
 * {{ config(materialized='view') }}
 * select * from {{ source('shop', 'clicks') }} where {{ stream_batch() }}
 */
export const streamBatchMisplaced = (nodeId: string, materialized: string) =>
  new Problem(
    "STREAM_BATCH_MISPLACED",
    `stream_batch() says what is new to a table, but ${nodeId} is ${materialized === "view" ? "a view" : "ephemeral"}.`,
    { nodeId, hint: "Call it in the incremental model that reads this one." },
  );

/**
 * `stream_batch()` names a stream that the model does not read.
 *
 * @example
 * select * from {{ source('shop', 'clicks') }} where {{ stream_batch('shop.orders') }}
 */
export const streamBatchUnknown = (nodeId: string, name: string, known: readonly string[]) =>
  new Problem("STREAM_BATCH_UNKNOWN", `${nodeId} does not read a stream called ${name}.`, {
    nodeId,
    hint: `It reads ${known.join(", ")}.`,
  });

/**
 * A model reads several streams, and `stream_batch()` does not say which one is meant.
 *
 * @example
 * select * from {{ source('shop', 'clicks') }} where {{ stream_batch() }}
 * union all
 * select * from {{ source('shop', 'orders') }} where {{ stream_batch() }}
 */
export const streamBatchAmbiguous = (nodeId: string, known: readonly string[]) =>
  new Problem(
    "STREAM_BATCH_AMBIGUOUS",
    `${nodeId} reads the streams ${known.join(" and ")}, and stream_batch() names none of them.`,
    { nodeId, hint: `Write stream_batch('${known[0] ?? ""}'), and so on.` },
  );

/**
 * A model that is built in the transaction of each batch failed, so the batch was rolled back.
 *
 * @example
 * {{ config(materialized='incremental', stream='inline') }}
 * select 1 / (price - price) as broken from {{ source('shop', 'clicks') }} where {{ stream_batch() }}
 */
export const streamModelFailed = (stream: string, nodeId: string, cause: Problem) =>
  new Problem(
    "STREAM_MODEL_FAILED",
    `The batch of ${stream} was rolled back, because ${nodeId} failed: ${cause.message}`,
    { at: cause.at, source: cause.source, nodeId, hint: cause.hint, cause },
  );

/**
 * A test on the rows of a batch failed, so the batch was rolled back.
 *
 * @example
 * data_tests:
 *   - not_null: {config: {stream: inline}}
 */
export const streamTestFailed = (stream: string, nodeId: string, failures: number) =>
  new Problem(
    "STREAM_TEST_FAILED",
    `The batch of ${stream} was rolled back: the test ${nodeId} found ${failures} of its rows.`,
    { nodeId, hint: "Mend the model or the test, or give the test severity: warn." },
  );

/**
 * A model of a batch ended the batch's transaction, as a hook with `commit` in it does.
 *
 * @example
 * {{ config(stream='inline', post_hook="insert into log values (1); commit") }}
 */
export const streamTransactionEnded = (statement: string) =>
  new Problem(
    "STREAM_TRANSACTION_ENDED",
    `"${statement.trim()}" would end the transaction in which a batch's rows and positions belong together.`,
    { hint: "Take begin, commit and rollback out of its hooks, or give it stream: deferred." },
  );

/**
 * `stream: inline` stands on something that cannot be built batch by batch.
 *
 * @example
 * {{ config(materialized='table', stream='inline') }}
 */
export const streamInlineImpossible = (nodeId: string, materialized: string) =>
  new Problem(
    "STREAM_INLINE_IMPOSSIBLE",
    `${nodeId} is to follow each batch, but it is materialized as ${materialized}.`,
    {
      nodeId,
      hint: "Make it incremental, or take stream: inline away: run and build bring it up to date.",
    },
  );

/**
 * A model is to follow each batch, but all that it reads of the stream is brought up to date only by run and build.
 *
 * @example
 * -- models/daily.sql, where ref('clicks_copy') is a table
 * {{ config(materialized='incremental', stream='inline') }}
 * select day, count(*) as clicks from {{ ref('clicks_copy') }} group by day
 */
export const streamInlineCutOff = (nodeId: string) =>
  new Problem(
    "STREAM_INLINE_CUT_OFF",
    `${nodeId} is to follow each batch, but nothing that it reads does.`,
    { nodeId, hint: "Give what it reads stream: inline too, or take it away from this one." },
  );

/**
 * A model's table is there, but nobody kept count of what it has read of the stream: another program built it.
 *
 * @example
 * dbt run --select clicks_by_day
 * tsdbt run --select clicks_by_day   # where {{ stream_batch() }}
 */
export const streamProgressUnknown = (nodeId: string) =>
  new Problem(
    "STREAM_PROGRESS_UNKNOWN",
    `${nodeId} is there already, but what it has read of its stream was not written down.`,
    { nodeId, hint: "Build it anew once: tsdbt run --full-refresh --select …" },
  );

/**
 * A run that is published as one keeps its tables aside until its end, and what a model has read of a stream cannot wait.
 *
 * @example
 * tsdbt build --publish together   # with a model that calls stream_batch()
 */
export const streamPublishedTogether = (nodeId: string) =>
  new Problem(
    "STREAM_PUBLISHED_TOGETHER",
    `${nodeId} reads what is new in a stream, which a run that is published together cannot.`,
    { nodeId, hint: "Leave it out with --exclude, and run it by itself." },
  );
