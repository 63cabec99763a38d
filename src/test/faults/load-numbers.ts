/** A loader of numbered records with a model below them, as small as can be: what fault tests let crash. */
import type { Adapter, Session } from "../../adapters/adapter.ts";
import type { AdapterType } from "../../adapters/dialects.ts";
import { Problem } from "../../core/problem.ts";
import { makeDecoder } from "../../load/formats/make-decoder.ts";
import { landBatch } from "../../load/landing/land-batch.ts";
import { type Landing, openLanding } from "../../load/landing/landing-table.ts";
import { replayFrom } from "../../load/landing/replay.ts";
import type { Lease } from "../../load/landing.ts";
import { proveLease, takeLease } from "../../load/ledger/lease.ts";
import { type Ledger, openLedger } from "../../load/ledger/ledger.ts";
import { readState, writeStart } from "../../load/ledger/positions.ts";
import type { Stream } from "../../load/stream.ts";
import { testStream } from "../stream-fixture.ts";
import { blockAt, type Numbers } from "./numbered-source.ts";

/** Moments of a batch at which a fault can strike. */
export const steps = ["decoded", "appended", "modelled", "before commit", "committed"] as const;

/** `replayed`: before a replay is committed. */
export type Step = (typeof steps)[number] | "replayed";

export interface LoadOptions {
  readonly type: AdapterType;
  readonly numbers: Numbers;
  readonly batchRows: number;
  readonly owner: string;
  /** How long, in milliseconds, a silent holder of the lease is waited for. */
  readonly leaseMs: number;
  /** Taken before, by this loader, which lost its connection since. */
  readonly lease?: Lease | undefined;
  /** Told of the lease once it is taken. */
  readonly onLease?: (lease: Lease) => void;
  /** Goes back to this offset in all partitions first. */
  readonly replayFrom?: number | undefined;
  /** Called at each step of each batch, counted from 1. */
  readonly at: (step: Step, batch: number) => Promise<void> | void;
  /** Asked before each batch. */
  readonly goesOn?: () => boolean;
}

export const numbersStream = ({ driftAt }: Numbers): Stream => {
  const contract = driftAt === undefined ? "capture" : "evolve";
  return testStream({
    name: "test.numbers",
    table: { database: null, schema: "main", identifier: "numbers" },
    contract,
    columns: [
      { name: "key", dataType: "varchar", nullable: true, contract },
      { name: "amount", dataType: "integer", nullable: true, contract },
    ],
  });
};

export interface OpenedNumbers {
  readonly ledger: Ledger;
  readonly landing: Landing;
  readonly lease: Lease;
}

/** Takes the stream, and makes what is not there. */
export async function openNumbers(
  adapter: Adapter,
  session: Session,
  options: LoadOptions,
): Promise<OpenedNumbers> {
  const { numbers } = options;
  const stream = numbersStream(numbers);
  const ledger = await openLedger(adapter, session);
  const now = Date.now;
  const lease = await leaseFor(ledger, stream, options);
  const landing = await openLanding(ledger, stream, now());
  await session.execute(
    "create table if not exists main.totals (key varchar, rows bigint, amount bigint)",
  );
  const positions = Array.from({ length: numbers.partitions }, (_, partition) => ({
    ...{ partition, topic: "numbers", offset: 0 },
  }));
  await writeStart(ledger, lease, { incarnation: 0, sourceIncarnation: null, positions }, now());
  return { ledger, landing, lease };
}

async function leaseFor(
  ledger: Ledger,
  { name }: Stream,
  { lease: known, owner, leaseMs, onLease }: LoadOptions,
): Promise<Lease> {
  if (known !== undefined) {
    await proveLease(ledger, known);
    return known;
  }
  const taking = { stream: name, owner, durationMs: leaseMs, now: Date.now };
  const lease = await takeLease(ledger, taking);
  onLease?.(lease);
  return lease;
}

const passing: ReadonlySet<string> = new Set([
  ...["CONNECTION_LOST", "COMMIT_UNCERTAIN", "CONNECTION_CLOSED"],
  ...["SERVER_UNREACHABLE", "SERVER_NOT_READY"],
]);

/**
 * The same, on a new connection whenever one was lost.
 * @throws Problem that does not pass
 */
export async function loadPersistently(adapter: Adapter, options: LoadOptions): Promise<void> {
  let { lease, replayFrom } = options;
  for (;;) {
    const session = await adapter.connect("loader").catch(() => undefined);
    try {
      const onLease = (taken: Lease): void => {
        lease = taken;
      };
      if (session !== undefined)
        await loadNumbers(adapter, session, { ...options, lease, onLease, replayFrom });
      if (session !== undefined) return;
    } catch (thrown) {
      if (!(thrown instanceof Problem) || !passing.has(thrown.code)) throw thrown;
      replayFrom = undefined;
    } finally {
      await session?.[Symbol.asyncDispose]();
    }
  }
}

/**
 * Loads all records from where the ledger stands, in batches over all partitions.
 * @throws what a batch throws
 */
export async function loadNumbers(
  adapter: Adapter,
  session: Session,
  options: LoadOptions,
): Promise<void> {
  const { numbers, at, goesOn = () => true } = options;
  const opened = await openNumbers(adapter, session, options);
  const { ledger, landing, lease } = opened;
  if (options.replayFrom !== undefined) await replay(opened, options, options.replayFrom);
  for (let batch = 1; goesOn(); batch++) {
    const { positions = new Map() } = await readState(ledger, lease.stream);
    const blocks = [...positions].flatMap(([partition, from]) => {
      const to = Math.min(from + options.batchRows, numbers.length);
      return from < to ? [blockAt(numbers, partition, from, to)] : [];
    });
    if (blocks.length === 0) return;
    const watched = { ...landing, ledger: { adapter, session: watch(session, batch, at) } };
    await at("decoded", batch);
    await landBatch({
      landing: watched,
      lease,
      blocks,
      decoder: makeDecoder(landing.stream),
      async inBatch({ batchId }) {
        await updateTotals(session, batchId);
        await at("modelled", batch);
      },
      now: Date.now,
      leaseMs: options.leaseMs,
    });
    landing.shape = watched.shape;
    await at("committed", batch);
  }
}

async function replay(
  { landing, lease }: OpenedNumbers,
  { numbers, at, leaseMs }: LoadOptions,
  offset: number,
): Promise<void> {
  const { adapter, session } = landing.ledger;
  const commit = async (): Promise<void> => {
    await at("replayed", 0);
    await session.commit();
  };
  const watched = { ...landing, ledger: { adapter, session: { ...session, commit } } };
  const offsets = new Map(
    Array.from({ length: numbers.partitions }, (_, partition) => [partition, offset]),
  );
  await replayFrom(watched, lease, offsets, { now: Date.now(), leaseMs });
}

/** The session, with the steps that pass by on it. */
function watch(session: Session, batch: number, at: LoadOptions["at"]): Session {
  return {
    ...session,
    get inTransaction() {
      return session.inTransaction;
    },
    async append(table, rows) {
      await session.append(table, rows);
      if (table.identifier === "numbers") await at("appended", batch);
    },
    async commit() {
      await at("before commit", batch);
      await session.commit();
    },
  };
}

/** Recomputes the groups that the batch touches. */
async function updateTotals(session: Session, batchId: number): Promise<void> {
  const touched = `select distinct key from main.numbers where _batch_id = ${batchId}`;
  await session.execute(`delete from main.totals where key in (${touched})`);
  await session.execute(
    `insert into main.totals select key, count(*), sum(amount) from main.numbers
     where key in (${touched}) group by key`,
  );
}
