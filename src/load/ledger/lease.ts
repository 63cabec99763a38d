/** Who may write a stream: a lease with an epoch, taken at the start and proved in every transaction. */
import type { Problem } from "../../core/problem.ts";
import { streamFenced, streamHeld } from "../../core/problems/landing.ts";
import { streamLedgerLost } from "../../core/problems/loading.ts";
import type { Lease } from "../landing.ts";
import { inTransaction, type Ledger, millisecondsOf, moment, queryRows } from "./ledger.ts";

export interface LeaseOptions {
  readonly stream: string;
  /** Tells people who it is: host and process. */
  readonly owner: string;
  /** How long, in milliseconds, a loader that cannot be reached is waited for. */
  readonly durationMs: number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * Takes the stream: whoever had it before can write no more. Where the database can tell that the holder still lives
 * (Postgres), it is taken only once the holder has been silent for as long as its lease lasts; its connection is then
 * ended, so that a transaction that it left open does not stand in the way.
 * @throws Problem `STREAM_HELD` while another loader works on it
 */
export async function takeLease(ledger: Ledger, options: LeaseOptions): Promise<Lease> {
  const { stream, owner, durationMs, now } = options;
  const { session } = ledger;
  await endSilentHolder(ledger, options);
  return await inTransaction(session, async () => {
    const expires = moment(now() + durationMs);
    const rows = await queryRows(
      session,
      `insert into _tsdbt.stream_lease as lease
         (stream, epoch, owner, backend, expires_at, incarnation, last_batch_id)
       values ($1, 1, $2, ${backendSql(ledger)}, $3::timestamptz, 0, 0)
       on conflict (stream) do update
         set epoch = lease.epoch + 1, owner = excluded.owner, backend = excluded.backend,
             expires_at = excluded.expires_at
       returning epoch`,
      [stream, owner, expires],
    );
    return { stream, owner, epoch: Number(rows[0]![0]) };
  });
}

/** How Postgres names the connection, so that others can see whether it still lives. */
const backendSql = ({ adapter }: Ledger): string =>
  adapter.name === "postgres" ? "pg_backend_pid()::text" : "null";

/** A statement that runs is a sign of life, one that waits for its client is not. */
async function endSilentHolder(ledger: Ledger, options: LeaseOptions): Promise<void> {
  const { adapter, session } = ledger;
  const { stream, durationMs, now } = options;
  if (adapter.name !== "postgres") return;
  const rows = await queryRows(
    session,
    `select lease.owner, ${millisecondsOf("lease.expires_at")}, activity.pid,
       (activity.state = 'active' and activity.wait_event is distinct from 'ClientRead')
         or activity.state_change > clock_timestamp() - $2::bigint * interval '1 millisecond'
     from _tsdbt.stream_lease as lease join pg_stat_activity as activity
       on activity.pid::text = lease.backend and activity.pid <> pg_backend_pid()
     where lease.stream = $1`,
    [stream, Math.ceil(durationMs)],
  );
  const [owner, expires, backend, isBusy] = rows[0] ?? [];
  if (backend === undefined) return;
  if (isBusy === true || Number(expires) > now())
    throw streamHeld(stream, String(owner), Number(expires));
  await session.execute("select pg_terminate_backend($1::integer)", { values: [backend] });
}

/**
 * Tells others that the loader lives, while there is nothing to load.
 * @param expiresAt milliseconds since 1970
 * @throws Problem `STREAM_FENCED` when somebody else has taken the stream, `STREAM_LEDGER_LOST` where nobody has it
 */
export async function extendLease(ledger: Ledger, lease: Lease, expiresAt: number): Promise<void> {
  const rows = await queryRows(
    ledger.session,
    `update _tsdbt.stream_lease set expires_at = $3::timestamptz, backend = ${backendSql(ledger)}
     where stream = $1 and epoch = $2 returning epoch`,
    [lease.stream, lease.epoch, moment(expiresAt)],
  );
  if (rows.length === 0) throw await lossOf(ledger, lease);
}

/** What the lease's row says once it is renewed. */
export interface Renewed {
  /** The number for the batch that now begins. */
  readonly batchId: number;
  readonly incarnation: number;
  readonly watermark: number | undefined;
}

/**
 * Proves, within the transaction, that the lease is still ours, and keeps others from taking it until the end of the
 * transaction.
 * @throws Problem `STREAM_FENCED` when somebody else has taken the stream, `STREAM_LEDGER_LOST` where nobody has it
 */
export async function renewLease(
  ledger: Ledger,
  lease: Lease,
  expiresAt: number,
): Promise<Renewed> {
  const rows = await queryRows(
    ledger.session,
    `update _tsdbt.stream_lease
     set last_batch_id = last_batch_id + 1, expires_at = $3::timestamptz, backend = ${backendSql(ledger)}
     where stream = $1 and epoch = $2
     returning last_batch_id, incarnation, ${millisecondsOf("watermark")}`,
    [lease.stream, lease.epoch, moment(expiresAt)],
  );
  const [batchId, incarnation, watermark] = rows[0] ?? [];
  if (batchId === undefined) throw await lossOf(ledger, lease);
  return {
    batchId: Number(batchId),
    incarnation: Number(incarnation),
    watermark: watermark === null ? undefined : Number(watermark),
  };
}

/** Somebody has taken the stream, or the database is another one, which never heard of it. */
async function lossOf({ session }: Ledger, { stream, epoch }: Lease): Promise<Problem> {
  const sql = "select 1 from _tsdbt.stream_lease where stream = $1";
  const known = await queryRows(session, sql, [stream]);
  return known.length === 0 ? streamLedgerLost(stream) : streamFenced(stream, epoch);
}

/** @param watermark milliseconds since 1970 */
export async function writeWatermark(
  { session }: Ledger,
  { stream }: Lease,
  watermark: number,
): Promise<void> {
  await session.execute(
    "update _tsdbt.stream_lease set watermark = $2::timestamptz where stream = $1",
    { values: [stream, moment(watermark)] },
  );
}

/** Lets others take the stream at once. */
export async function releaseLease(ledger: Ledger, lease: Lease, now: number): Promise<void> {
  await ledger.session.execute(
    `update _tsdbt.stream_lease set expires_at = $3::timestamptz, backend = null
     where stream = $1 and epoch = $2`,
    { values: [lease.stream, lease.epoch, moment(now)] },
  );
}

/**
 * Proves the lease in a transaction that is no batch.
 * @throws Problem `STREAM_FENCED` when somebody else has taken the stream, `STREAM_LEDGER_LOST` where nobody has it
 */
export async function proveLease(ledger: Ledger, lease: Lease): Promise<void> {
  const rows = await queryRows(
    ledger.session,
    "update _tsdbt.stream_lease set owner = owner where stream = $1 and epoch = $2 returning epoch",
    [lease.stream, lease.epoch],
  );
  if (rows.length === 0) throw await lossOf(ledger, lease);
}
