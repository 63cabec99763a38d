/** How far a stream is: reading its positions, writing its start, moving them within a batch. */
import type { Cell } from "../../adapters/adapter.ts";
import { positionsMoved } from "../../core/problems/landing.ts";
import type { Lease, LedgerState } from "../landing.ts";
import type { KnownPartition } from "../record-source.ts";
import { proveLease } from "./lease.ts";
import { inTransaction, type Ledger, millisecondsOf, moment, queryRows } from "./ledger.ts";

/** @throws Problem */
export async function readState({ session }: Ledger, stream: string): Promise<LedgerState> {
  const leases = await queryRows(
    session,
    "select incarnation, source_incarnation from _tsdbt.stream_lease where stream = $1",
    [stream],
  );
  const [incarnation, sourceIncarnation] = leases[0] ?? [0, null];
  const rows = await queryRows(
    session,
    `select "partition", topic, next_offset, fingerprint_offset, fingerprint, ${millisecondsOf("last_record_at")}
     from _tsdbt.stream_offsets where stream = $1 and incarnation = $2 order by 1`,
    [stream, incarnation!],
  );
  const known = rows.map(knownPartition);
  return {
    positions:
      known.length === 0
        ? undefined
        : new Map(known.map(({ partition, next }) => [partition, next])),
    incarnation: Number(incarnation),
    sourceIncarnation: sourceIncarnation === null ? null : String(sourceIncarnation),
    fingerprints: new Map(
      known.flatMap(({ partition, last }) => (last ? [[partition, last] as const] : [])),
    ),
    known,
  };
}

function knownPartition(row: readonly Cell[]): KnownPartition {
  const [partition, topic, next, offset, digest, timestamp] = row;
  const last =
    digest === null
      ? undefined
      : {
          offset: Number(offset),
          digest: String(digest),
          timestamp: timestamp === null ? -1 : Number(timestamp),
        };
  return { partition: Number(partition), topic: String(topic), next: Number(next), last };
}

export interface StartPosition {
  readonly partition: number;
  /** The topic, or the path of the file. */
  readonly topic: string;
  readonly offset: number;
}

export interface Start {
  /** The ledger's count; one more than before when the topic was created again. */
  readonly incarnation: number;
  readonly sourceIncarnation: string | null;
  /** Partitions that are known already keep their position. */
  readonly positions: readonly StartPosition[];
}

/**
 * Writes down where the stream begins, or where partitions begin that came later.
 * @throws Problem `STREAM_FENCED`
 */
export async function writeStart(
  ledger: Ledger,
  lease: Lease,
  { incarnation, sourceIncarnation, positions }: Start,
  now: number,
): Promise<void> {
  const { session } = ledger;
  await inTransaction(session, async () => {
    await proveLease(ledger, lease);
    await session.execute(
      "update _tsdbt.stream_lease set incarnation = $2, source_incarnation = $3 where stream = $1",
      { values: [lease.stream, incarnation, sourceIncarnation] },
    );
    for (const some of portions(positions)) {
      const lines = some.map((_, index) => {
        const [partition, topic, offset] = [4, 5, 6].map((first) => `$${first + 3 * index}`);
        return `($1, $2, ${partition}, ${topic}, ${offset}, ${offset}, $3::timestamptz)`;
      });
      const places = some.flatMap(({ partition, topic, offset }) => [partition, topic, offset]);
      await session.execute(
        `insert into _tsdbt.stream_offsets
           (stream, incarnation, "partition", topic, start_offset, next_offset, moved_at)
         values ${lines.join(", ")}
         on conflict (stream, incarnation, "partition") do nothing`,
        { values: [lease.stream, incarnation, moment(now), ...places] },
      );
    }
  });
}

/** One partition's move within a batch. */
export interface Move {
  readonly partition: number;
  readonly from: number;
  readonly to: number;
  /** Of the last record; undefined where the range holds none. */
  readonly last:
    | { readonly offset: number; readonly digest: string; readonly timestamp: number }
    | undefined;
  readonly maxEventTime: number | undefined;
}

/** A folder may have thousands of files; Postgres takes 65,535 values with a statement. */
const mostAtOnce = 500;

const portions = <T>(all: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / mostAtOnce) }, (_, index) =>
    all.slice(index * mostAtOnce, (index + 1) * mostAtOnce),
  );

/**
 * Moves all positions, or none: each must still be where the batch began.
 * @throws Problem `POSITIONS_MOVED` when one is not
 */
export async function movePositions(
  ledger: Ledger,
  lease: Lease,
  batch: { readonly batchId: number; readonly incarnation: number; readonly now: number },
  moves: readonly Move[],
): Promise<void> {
  for (const some of portions(moves)) await moveSome(ledger, lease, batch, some);
}

async function moveSome(
  { session }: Ledger,
  lease: Lease,
  batch: { readonly batchId: number; readonly incarnation: number; readonly now: number },
  moves: readonly Move[],
): Promise<void> {
  const values: Cell[] = [lease.stream, batch.incarnation, batch.batchId, moment(batch.now)];
  const lines = moves.map((move) => {
    const first = values.length + 1;
    const { last, maxEventTime } = move;
    values.push(move.partition, move.from, move.to, last?.offset ?? null, last?.digest ?? null);
    values.push(timeOrNull(last?.timestamp), timeOrNull(maxEventTime));
    const types = ["integer", "bigint", "bigint", "bigint", "text", "timestamptz", "timestamptz"];
    return `(${types.map((type, index) => `$${first + index}::${type}`).join(", ")})`;
  });
  const moved = await queryRows(
    session,
    `update _tsdbt.stream_offsets as position set
       next_offset = move.next, batch_id = $3, moved_at = $4::timestamptz,
       fingerprint_offset = coalesce(move.last_offset, position.fingerprint_offset),
       fingerprint = coalesce(move.digest, position.fingerprint),
       last_record_at = coalesce(move.recorded, position.last_record_at),
       max_event_time = greatest(position.max_event_time, move.event_time)
     from (values ${lines.join(", ")})
       as move("partition", first, next, last_offset, digest, recorded, event_time)
     where position.stream = $1 and position.incarnation = $2
       and position."partition" = move."partition" and position.next_offset = move.first
     returning position."partition"`,
    values,
  );
  if (moved.length !== moves.length) throw positionsMoved(lease.stream);
}

const timeOrNull = (milliseconds: number | undefined): string | null =>
  milliseconds === undefined || milliseconds < 0 ? null : moment(milliseconds);
