/** The way to a stream's books for commands that do not load: its ledger, its table and, where they write, its lease. */
import { hostname } from "node:os";
import type { Adapter } from "../../adapters/adapter.ts";
import { type Landing, openLanding } from "../../load/landing/landing-table.ts";
import type { Lease } from "../../load/landing.ts";
import { releaseLease, takeLease } from "../../load/ledger/lease.ts";
import { openLedger } from "../../load/ledger/ledger.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { Context } from "../context.ts";

export const leaseMs = 30_000;

/** Moments in the ledger are whole milliseconds. */
export const momentOf = ({ now }: Context): number => Math.floor(now());

/** Does something with each stream's books; reads only. */
export async function withLandings<Result>(
  context: Context,
  adapter: Adapter,
  streams: readonly ConnectedStream[],
  work: (landing: Landing, connected: ConnectedStream) => Promise<Result>,
): Promise<Result[]> {
  await using session = await adapter.connect("books");
  const ledger = await openLedger(adapter, session);
  const results: Result[] = [];
  for (const connected of streams) {
    const landing = await openLanding(ledger, connected.stream, momentOf(context));
    results.push(await work(landing, connected));
  }
  return results;
}

/**
 * The same with the right to write, which no loader has meanwhile.
 * @throws Problem `STREAM_HELD` while one works
 */
export const withLeases = <Result>(
  context: Context,
  adapter: Adapter,
  streams: readonly ConnectedStream[],
  work: (landing: Landing, lease: Lease, connected: ConnectedStream) => Promise<Result>,
): Promise<Result[]> =>
  withLandings(context, adapter, streams, async (landing, connected) => {
    const lease = await takeLease(landing.ledger, {
      stream: connected.stream.name,
      owner: `${hostname()} (process ${context.pid})`,
      durationMs: leaseMs,
      now: () => momentOf(context),
    });
    try {
      return await work(landing, lease, connected);
    } finally {
      await releaseLease(landing.ledger, lease, momentOf(context));
    }
  });
