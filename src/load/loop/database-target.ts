/** The loop's target in a database: a connection and a lease of its own for each stream, taken anew after a failure. */
import type { Adapter, Session } from "../../adapters/adapter.ts";
import { landBatch } from "../landing/land-batch.ts";
import { type Landing, openLanding } from "../landing/landing-table.ts";
import type { LandedBatch, Lease } from "../landing.ts";
import { skipGap } from "../ledger/gaps.ts";
import { proveLease, releaseLease, takeLease } from "../ledger/lease.ts";
import { openLedger } from "../ledger/ledger.ts";
import { readState, writeStart } from "../ledger/positions.ts";
import type { Stream } from "../stream.ts";
import type { ValueDecoder } from "../value-decoder.ts";
import type { StreamTarget } from "./target.ts";

/** A database that several streams of one process share. */
export interface SharedDatabase {
  /** Opens the database, unless it is open. */
  open(): Promise<Adapter>;
  /** Runs work that no other stream's work may run beside, where the database has one writer. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;
  /** A stream has nothing to do: others may have the database, where it is set up so. */
  idle(): Promise<void>;
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

interface Opened {
  readonly session: Session;
  readonly landing: Landing;
  readonly lease: Lease;
}

export function createDatabaseTarget(options: DatabaseTargetOptions): DatabaseTarget {
  const { stream, database, now } = options;
  let opened: Promise<Opened> | undefined;
  let current: Session | undefined;
  let lease: Lease | undefined;

  async function connect(): Promise<Opened> {
    const adapter = await database.open();
    const session = await adapter.connect(`stream ${stream.name}`);
    current = session;
    const ledger = await openLedger(adapter, session);
    if (lease === undefined) {
      const taking = { stream: stream.name, owner: options.owner, durationMs: leaseMs, now };
      lease = await takeLease(ledger, taking);
    } else await proveLease(ledger, lease);
    return { session, lease, landing: await openLanding(ledger, stream, now()) };
  }

  const open = (): Promise<Opened> => {
    opened ??= connect();
    return opened;
  };

  async function reset(): Promise<void> {
    opened = undefined;
    const session = current;
    current = undefined;
    await Promise.resolve(session?.[Symbol.asyncDispose]()).catch(() => undefined);
  }

  const working = <Result>(work: (on: Opened) => Promise<Result>): Promise<Result> =>
    database.exclusively(async () => await work(await open()));

  return {
    state: () => working(({ landing }) => readState(landing.ledger, stream.name)),
    start: (request) =>
      working(({ landing, lease: own }) => writeStart(landing.ledger, own, request, now())),
    land: (blocks, check) =>
      working(({ landing, lease: own, session }) =>
        landBatch({
          landing,
          lease: own,
          blocks,
          decoder: options.decoder,
          async inBatch(batch) {
            check(batch);
            await options.inBatch(session, batch);
          },
          now,
          leaseMs,
        }),
      ),
    skip: (partition, from, to) =>
      working(({ landing, lease: own }) =>
        skipGap(landing.ledger, own, { partition, from, to, reason: "retention" }, now()),
      ),
    reset,
    cancel: () => current?.cancel(),
    async close() {
      const own = await opened?.catch(() => undefined);
      if (own !== undefined)
        await releaseLease(own.landing.ledger, own.lease, now()).catch(() => undefined);
      await reset();
    },
  };
}
