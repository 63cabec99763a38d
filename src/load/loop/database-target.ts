/** The loop's target in a database: a connection and a lease of its own for each stream, taken anew after a failure. */
import type { Adapter, Session } from "../../adapters/adapter.ts";
import { landBatch } from "../landing/land-batch.ts";
import { type Landing, openLanding } from "../landing/landing-table.ts";
import { makeRowsAhead, type RowsAhead } from "../landing/prepare-batch.ts";
import { removeOldRows } from "../landing/retention.ts";
import type { LandedBatch, Lease, Portion } from "../landing.ts";
import { skipGap } from "../ledger/gaps.ts";
import { extendLease, proveLease, releaseLease, takeLease } from "../ledger/lease.ts";
import { openLedger } from "../ledger/ledger.ts";
import { readState, writeStart } from "../ledger/positions.ts";
import type { RecordBlock } from "../record-source.ts";
import type { Stream } from "../stream.ts";
import type { ValueDecoder } from "../value-decoder.ts";
import type { StreamTarget } from "./target.ts";

/** A database that several streams of one process share. */
export interface SharedDatabase {
  /** Opens the database, unless it is open. */
  open(): Promise<Adapter>;
  /** Runs work that no other stream's work may run beside, where the database has one writer. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Closes the database, while no stream works, and leaves it so for a time; absent where it stays open. */
  readonly release?: ((leaveMs?: number) => Promise<void>) | undefined;
}

export interface DatabaseTargetOptions {
  readonly stream: Stream;
  readonly database: SharedDatabase;
  readonly decoder: ValueDecoder;
  /** Tells people who holds the lease: host and process. */
  readonly owner: string;
  /** What belongs to the batch besides its rows; in its transaction. */
  readonly inBatch: (session: Session, batch: LandedBatch) => Promise<void>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

export interface DatabaseTarget extends StreamTarget {
  /** Stops the statement that is running, so that the batch is rolled back. */
  cancel(): void;
  /** Gives the lease back and closes the connection. */
  close(): Promise<void>;
}

const leaseMs = 30_000;
/** Between two looks for rows that are too old, in milliseconds. */
const longestWait = 3_600_000;
/** While batches come without a pause, others get the database after that, for so long; in milliseconds. */
const holdAtMost = 2_000;
const leaveFor = 200;

interface Opened {
  readonly session: Session;
  readonly landing: Landing;
  readonly lease: Lease;
}

interface OpenStream {
  /** Connects anew where the connection was dropped, or the database was closed in between. */
  open(): Promise<Opened>;
  /** What is open, if anything is. */
  current(): Session | undefined;
  /** The table, as it was when it was opened last. */
  landing(): Landing | undefined;
  reset(): Promise<void>;
  /** Gives the lease back and closes the connection. */
  close(): Promise<void>;
}

/** The stream's connection; the lease outlives it. */
function createOpenStream({ stream, database, owner, now }: DatabaseTargetOptions): OpenStream {
  let opened: Promise<Opened> | undefined;
  let current: Session | undefined;
  let connectedTo: Adapter | undefined;
  let lease: Lease | undefined;
  let landing: Landing | undefined;

  async function connect(adapter: Adapter): Promise<Opened> {
    const session = await adapter.connect(`stream ${stream.name}`);
    current = session;
    const ledger = await openLedger(adapter, session);
    if (lease === undefined)
      lease = await takeLease(ledger, { stream: stream.name, owner, durationMs: leaseMs, now });
    else await proveLease(ledger, lease);
    landing = await openLanding(ledger, stream, now());
    return { session, lease, landing };
  }

  async function reset(): Promise<void> {
    opened = undefined;
    const session = current;
    current = undefined;
    await Promise.resolve(session?.[Symbol.asyncDispose]()).catch(() => undefined);
  }

  return {
    async open() {
      const adapter = await database.open();
      if (adapter !== connectedTo) opened = undefined;
      connectedTo = adapter;
      opened ??= connect(adapter);
      return await opened;
    },
    current: () => current,
    landing: () => landing,
    reset,
    async close() {
      const own = await opened?.catch(() => undefined);
      if (own !== undefined)
        await releaseLease(own.landing.ledger, own.lease, now()).catch(() => undefined);
      await reset();
    },
  };
}

interface MadeAhead {
  prepare(blocks: readonly RecordBlock[]): Promise<void>;
  /** The blocks with their rows, if they were made; once. */
  portion(blocks: readonly RecordBlock[]): Portion;
}

function createRowsAhead(own: OpenStream, decoder: ValueDecoder): MadeAhead {
  const made = new WeakMap<readonly RecordBlock[], RowsAhead>();
  return {
    async prepare(blocks) {
      const landing = own.landing();
      if (landing === undefined) return;
      // Whatever is wrong is found again, and told, when the batch is landed.
      const rows = await makeRowsAhead(landing, blocks, decoder).catch(() => undefined);
      if (rows !== undefined) made.set(blocks, rows);
    },
    portion(blocks) {
      const ahead = made.get(blocks);
      made.delete(blocks);
      return { blocks, ahead };
    },
  };
}

/** Gives the database to others in between, where it can be opened by one process at a time. */
function createGiving(own: OpenStream, { database: { release }, now }: DatabaseTargetOptions) {
  if (release === undefined) return undefined;
  let givenAt = now();
  const give = async (leaveMs?: number): Promise<void> => {
    await own.reset();
    await release(leaveMs);
    givenAt = now();
  };
  return {
    whileIdle: () => give(),
    /** A stream that is never idle would keep others out for ever. */
    async afterBatch() {
      if (now() - givenAt >= holdAtMost) await give(leaveFor);
    },
  };
}

export function createDatabaseTarget(options: DatabaseTargetOptions): DatabaseTarget {
  const { stream, database, decoder, now } = options;
  const own = createOpenStream(options);
  const rowsAhead = createRowsAhead(own, decoder);
  let busy = 0;
  async function working<Result>(work: (on: Opened) => Promise<Result>): Promise<Result> {
    busy += 1;
    try {
      return await database.exclusively(async () => await work(await own.open()));
    } finally {
      busy -= 1;
    }
  }
  const giving = createGiving(own, options);
  let nextRetention = 0;
  const heartbeat = setInterval(() => {
    // Whatever works on the connection is a sign of life too, and nothing may come between its statements.
    if (own.current() === undefined || busy > 0) return;
    // What is wrong shows in the next batch.
    void working(tellAlive).catch(() => undefined);
  }, leaseMs / 3).unref();
  return {
    state: () => working(({ landing }) => readState(landing.ledger, stream.name)),
    start: (request) =>
      working(({ landing, lease }) => writeStart(landing.ledger, lease, request, now())),
    prepare: rowsAhead.prepare,
    async land(blocks, nextBlocks, check) {
      const first = rowsAhead.portion(blocks);
      const more = async (): Promise<Portion | undefined> => {
        const next = await nextBlocks();
        return next && rowsAhead.portion(next);
      };
      const landed = await working(async ({ landing, lease, session }) => {
        const inBatch = async (batch: LandedBatch): Promise<void> => {
          check(batch);
          await options.inBatch(session, batch);
        };
        const request = { ...first, more, landing, lease, decoder, inBatch, now, leaseMs };
        const batch = await landBatch(request);
        await retain(landing, lease);
        return batch;
      });
      await giving?.afterBatch();
      return landed;
    },
    skip: (partition, from, to) =>
      working(({ landing, lease }) =>
        skipGap(landing.ledger, lease, { partition, from, to, reason: "retention" }, now()),
      ),
    upkeep: async () => {
      if (stream.retainMs !== undefined)
        await working(({ landing, lease }) => removeOldRows(landing, lease, now()));
    },
    ...(giving && { idle: giving.whileIdle }),
    reset: own.reset,
    cancel: () => own.current()?.cancel(),
    async close() {
      clearInterval(heartbeat);
      await own.close();
    },
  };

  /** Now and then removes rows that are too old, in a transaction of its own. */
  async function retain(landing: Landing, lease: Lease): Promise<void> {
    if (stream.retainMs === undefined || now() < nextRetention) return;
    await removeOldRows(landing, lease, now());
    nextRetention = now() + Math.min(stream.retainMs / 10, longestWait);
  }

  /** So that nobody takes the stream for abandoned while there is nothing to load; DuckDB has one process anyway. */
  async function tellAlive({ landing: { ledger }, lease }: Opened): Promise<void> {
    if (ledger.adapter.name === "postgres") await extendLease(ledger, lease, now() + leaseMs);
  }
}
