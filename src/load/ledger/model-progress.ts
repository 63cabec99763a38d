/**
 * How far models have read their streams: by offsets, in the transaction that holds their rows. A model is read and
 * moved by one transaction at a time.
 */
import type { Adapter, Cell, Session } from "../../adapters/adapter.ts";
import type { StreamRange, StreamSlice, StreamWindow } from "../../core/stream-window.ts";
import type { LandedBatch } from "../landing.ts";

/**
 * Present as soon as a model has read a stream, even one without partitions. Its offset is the last batch that the model
 * has seen, where that matters: dead letters that became rows lie at offsets that it has passed, as do rows made anew.
 */
const marker = -1;

/** Stands for a partition in rows that tell of a batch which that offset does not know yet. */
const retriedMark = -2;

export interface ProgressOptions {
  readonly adapter: Adapter;
  /** Names of the streams above a node. */
  readonly streamsAbove: (nodeId: string) => readonly string[];
  /** The batch that is open in the transaction, whose positions are not moved yet. */
  readonly batch?: Pick<LandedBatch, "stream" | "batchId" | "ranges"> | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface ModelProgress {
  follows(nodeId: string): boolean;
  /** Opens a transaction that sees one state of the database, and keeps others from the same model. */
  begin(session: Session, nodeId: string): Promise<void>;
  /** The transaction of `begin` is over. */
  end(session: Session, nodeId: string): Promise<void>;
  /** What the model has not read yet, in the open transaction. */
  window(session: Session, nodeId: string): Promise<StreamWindow>;
  /** Writes down that it has read that. */
  save(session: Session, nodeId: string, window: StreamWindow): Promise<void>;
}

/** The ledger's tables have to be there. */
export function createModelProgress(options: ProgressOptions): ModelProgress {
  const { adapter, streamsAbove } = options;
  return {
    follows: (nodeId) => streamsAbove(nodeId).length > 0,
    async begin(session, nodeId) {
      // Before the transaction, whose one state of the database would else be older than the lock.
      await lockModel(adapter, session, nodeId, "pg_advisory_lock");
      await session.begin();
      if (adapter.name === "postgres")
        await session.execute("set transaction isolation level repeatable read");
    },
    end: (session, nodeId) => lockModel(adapter, session, nodeId, "pg_advisory_unlock"),
    async window(session, nodeId) {
      if (options.batch !== undefined)
        await lockModel(adapter, session, nodeId, "pg_advisory_xact_lock");
      const streams = streamsAbove(nodeId);
      const window = new Map<string, StreamSlice>();
      for (const stream of streams)
        window.set(stream, await sliceOf(session, nodeId, stream, options));
      return window;
    },
    async save(session, nodeId, window) {
      for (const [stream, slice] of window)
        await saveSlice(session, nodeId, stream, slice, options);
    },
  };
}

/** DuckDB has one writer process, whose transactions notice when they change the same row. */
async function lockModel(
  adapter: Adapter,
  session: Session,
  nodeId: string,
  lock: "pg_advisory_lock" | "pg_advisory_unlock" | "pg_advisory_xact_lock",
): Promise<void> {
  if (adapter.name !== "postgres") return;
  await session.execute(`select ${lock}(hashtextextended($1, 7))`, {
    values: [`tsdbt model ${nodeId}`],
  });
}

/** Batches of rows at offsets that may have been passed, behind the last batch that the model has seen. */
const retriedSince = `select 0, ${retriedMark}, batch_id, 0, null from _tsdbt.stream_batches
  where stream = $1 and kind in ('dlq_retry', 'reload') and batch_id > coalesce(
    (select max(next_offset) from _tsdbt.model_progress
     where model = $2 and stream = $1 and "partition" = ${marker}), 0)`;

async function sliceOf(
  session: Session,
  nodeId: string,
  stream: string,
  { batch }: ProgressOptions,
): Promise<StreamSlice> {
  const { rows } = await session.execute(
    `select position.incarnation, position."partition", position.start_offset, position.next_offset,
       progress.next_offset
     from _tsdbt.stream_offsets as position
     left join _tsdbt.model_progress as progress
       on progress.model = $2 and progress.stream = position.stream
       and progress.incarnation = position.incarnation and progress."partition" = position."partition"
     where position.stream = $1
     union all
     select incarnation, "partition", 0, 0, next_offset from _tsdbt.model_progress
     where model = $2 and stream = $1 and "partition" = ${marker}
     union all
     ${retriedSince}
     order by 1, 2, 3`,
    { fetch: true, values: [stream, nodeId] },
  );
  const own = rows.find(([, partition]) => Number(partition) === marker);
  const retried = rows
    .filter(([, partition]) => Number(partition) === retriedMark)
    .map(([, , batchId]) => Number(batchId));
  const current = Math.max(0, ...rows.map(([incarnation]) => Number(incarnation)));
  const open = batch?.stream === stream ? batch : undefined;
  const ranges = rows
    .filter(([, partition]) => Number(partition) >= 0)
    .map((row) => rangeOf(row, open, current));
  const isUpToDate =
    retried.length === 0 &&
    ranges.every(
      ({ incarnation, partition, from, to }) =>
        from === (incarnation === current ? (open?.ranges.get(partition)?.[0] ?? to) : to),
    );
  const batchId = isUpToDate ? open?.batchId : undefined;
  return { batchId, known: own !== undefined, ranges, retried };
}

function rangeOf(
  [incarnation, partition, start, next, read]: readonly Cell[],
  open: ProgressOptions["batch"],
  current: number,
): StreamRange {
  const ahead =
    Number(incarnation) === current ? open?.ranges.get(Number(partition))?.[1] : undefined;
  return {
    incarnation: Number(incarnation),
    partition: Number(partition),
    from: Number(read ?? start),
    to: ahead ?? Number(next),
  };
}

async function saveSlice(
  session: Session,
  nodeId: string,
  stream: string,
  { ranges, retried }: StreamSlice,
  { batch, now }: ProgressOptions,
): Promise<void> {
  const seen = Math.max(0, ...retried, batch?.stream === stream ? batch.batchId : 0);
  const moved = ranges.filter(({ from, to }) => from !== to);
  const lines = [{ incarnation: 0, partition: marker, to: seen }, ...moved].map(
    ({ incarnation, partition, to }) =>
      `($1, $2, ${incarnation}, ${partition}, ${to}, $3::timestamptz)`,
  );
  await session.execute(
    `insert into _tsdbt.model_progress as known
       (model, stream, incarnation, "partition", next_offset, moved_at)
     values ${lines.join(", ")}
     on conflict (model, stream, incarnation, "partition") do update
       set next_offset = case when excluded."partition" = ${marker}
           then greatest(known.next_offset, excluded.next_offset) else excluded.next_offset end,
         moved_at = excluded.moved_at`,
    { values: [nodeId, stream, new Date(now()).toISOString()] },
  );
}
