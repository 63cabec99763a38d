/**
 * The loop of a stream: reads ahead while a batch is landed, one transaction after the other, and begins again from what
 * the ledger says whenever something failed. It knows neither databases nor brokers.
 */
import { type Problem, problemsIn } from "../../core/problem.ts";
import { streamLedgerLost, streamTargetEmpty } from "../../core/problems/loading.ts";
import type { LandedBatch, LedgerState } from "../landing.ts";
import {
  type Positions,
  type RecordSource,
  SourceDiverged,
  type SourceState,
} from "../record-source.ts";
import type { Stream } from "../stream.ts";
import { type Backoff, createBackoff } from "./backoff.ts";
import { createDlqRatio, type DlqRatio } from "./dlq-ratio.ts";
import { continuityOf, divergedFrom, newPartitions, startPositions } from "./start.ts";
import { createStretch } from "./stretch.ts";
import type { StreamTarget } from "./target.ts";
import { isStopped, troubleOf } from "./troubles.ts";

export type StreamEvent =
  /** Positions are known and reading begins. */
  | { readonly type: "ready"; readonly positions: Positions; readonly state: SourceState }
  /** What the source holds was asked again. */
  | { readonly type: "looked"; readonly state: SourceState }
  | {
      readonly type: "landed";
      readonly batch: LandedBatch;
      readonly positions: Positions;
      /** Wall time of the transaction. */
      readonly seconds: number;
      /** Of the newest record, in milliseconds since 1970; undefined where records have none. */
      readonly newest: number | undefined;
    }
  | {
      readonly type: "skipped";
      readonly partition: number;
      readonly from: number;
      readonly to: number;
    }
  /** Something failed that may pass; the loop waits and begins again. */
  | { readonly type: "trouble"; readonly problem: Problem; readonly attempt: number };

export interface LoopOptions {
  readonly stream: Stream;
  readonly openSource: () => Promise<RecordSource>;
  readonly target: StreamTarget;
  /** Stop at the ends that the source had at the beginning. */
  readonly drain: boolean;
  /** Begins in a target that knows nothing of the stream, although it has known it before. */
  readonly init: boolean;
  /** Ends the loop between two batches. */
  readonly signal: AbortSignal;
  readonly observe: (event: StreamEvent) => void;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Of [0, 1). */
  readonly random: () => number;
}

/** How often what may pass is tried in vain. */
const doubtfulAttempts = 4;
/** A drain gives up then; a stream goes on for ever. */
const drainAttempts = 8;

/** What outlives an attempt. */
export interface Run extends LoopOptions {
  readonly ratio: DlqRatio;
  readonly backoff: Backoff;
  doubts: number;
  /** Set once the ledger knew the stream. */
  begun: boolean;
  /** What the source has said of its log since the ledger's positions were read. */
  diverged: SourceDiverged | undefined;
}

/**
 * Loads the stream until the signal fires, or with `drain` until all is read.
 * @throws Problem that does not pass
 */
export async function runLoop(options: LoopOptions): Promise<void> {
  const { signal, random, stream } = options;
  const backoff = createBackoff(signal, random);
  const ratio = createDlqRatio(stream.maxDlqRatio);
  const run: Run = { ...options, ratio, backoff, doubts: 0, begun: false, diverged: undefined };
  while (!signal.aborted) {
    try {
      if ((await attempt(run)) === "done") return;
    } catch (thrown) {
      if (thrown instanceof SourceDiverged) {
        run.diverged = thrown;
        continue;
      }
      if (signal.aborted && isNothingToTell(thrown)) return;
      const problem = mayPass(thrown, run);
      if (problem === undefined) throw thrown;
      options.observe({ type: "trouble", problem, attempt: backoff.attempts + 1 });
      await options.target.reset();
      await backoff.wait();
    }
  }
}

/** At the end: what passes, and a batch that was rolled back because it took too long. */
const isNothingToTell = (thrown: unknown): boolean =>
  troubleOf(thrown) === "passing" || isStopped(thrown);

function mayPass(thrown: unknown, run: Run): Problem | undefined {
  const trouble = troubleOf(thrown);
  if (trouble === "lasting" || run.signal.aborted) return undefined;
  if (run.drain && run.backoff.attempts >= drainAttempts) return undefined;
  if (trouble === "doubtful") {
    run.doubts += 1;
    if (run.doubts >= doubtfulAttempts) return undefined;
  }
  return problemsIn(thrown)?.[0];
}

/** One stretch from what the ledger says to the end, or to the first failure. */
async function attempt(run: Run): Promise<"done" | "again"> {
  await using source = await run.openSource();
  const ledger = await run.target.state();
  if (run.begun && ledger.positions === undefined) throw streamLedgerLost(run.stream.name);
  source.recall?.(ledger.known);
  const state = await source.state();
  const positions = await begin(run, source, ledger, state);
  run.begun = true;
  run.observe({ type: "ready", positions, state });
  const ending = new AbortController();
  // Also where the signal fired while source and ledger were opened.
  const signal = AbortSignal.any([run.signal, ending.signal]);
  const stretch = createStretch({ run, source, state, positions, signal });
  try {
    return await stretch.run();
  } finally {
    ending.abort();
    await stretch.settled();
  }
}

/** Where the stream is: from the ledger, or from its start, written down before the first batch. */
async function begin(
  run: Run,
  source: RecordSource,
  ledger: LedgerState,
  state: SourceState,
): Promise<Positions> {
  const { stream, target } = run;
  const known = ledger.positions;
  const write = async (incarnation: number, positions: Positions): Promise<void> =>
    await target.start({
      incarnation,
      sourceIncarnation: state.incarnation,
      positions: state.partitions.flatMap(({ partition, topic }) => {
        const offset = positions.get(partition);
        return offset === undefined ? [] : [{ partition, topic, offset }];
      }),
    });
  if (known === undefined) {
    if (!run.init) await refuseEmptyTarget(stream.name, source);
    const positions = await startPositions(stream, source, state);
    await write(ledger.incarnation, positions);
    return positions;
  }
  const continuity =
    run.diverged === undefined
      ? await continuityOf(stream, source, ledger, state)
      : divergedFrom(stream, run.diverged);
  if (continuity.kind === "another") {
    if (stream.onRecreate === "fail") throw continuity.problem;
    const positions = newPartitions(new Map(), state);
    await write(ledger.incarnation + 1, positions);
    run.diverged = undefined;
    return positions;
  }
  const added = newPartitions(known, state);
  if (added.size > 0 || ledger.sourceIncarnation !== state.incarnation)
    await write(ledger.incarnation, added);
  return new Map([...known, ...added]);
}

/**
 * A target that knows nothing of the stream may be new, or the empty stand-in of one that is lost.
 * @throws Problem STREAM_TARGET_EMPTY where somebody remembers that it was loaded into
 */
async function refuseEmptyTarget(stream: string, source: RecordSource): Promise<void> {
  const noted = await source.notedPositions?.();
  const furthest = [...(noted ?? [])].toSorted(([, one], [, other]) => other - one)[0];
  if (furthest !== undefined && furthest[1] > 0) throw streamTargetEmpty(stream, ...furthest);
}
