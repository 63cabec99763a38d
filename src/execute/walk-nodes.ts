/** Takes the run's workers through the graph: numbers the nodes, skips what a failure holds back, stops when told to. */
import type { Emit } from "../core/events.ts";
import { type GraphNode, isEphemeral } from "../core/nodes.ts";
import type { Outcome, Status } from "../core/outcomes.ts";
import { ephemeralFailed } from "../core/problems/execute.ts";
import { type Loan, walkGraph } from "../graph/walk.ts";
import type { NodeWork, Turn } from "./node-work.ts";
import { now, skippedOutcome } from "./outcomes.ts";
import { createSkips, type Plan, type Skips } from "./plan.ts";
import { runNode } from "./run-node.ts";
import type { SessionPool } from "./sessions.ts";

export interface Walk {
  readonly plan: Plan;
  readonly work: NodeWork;
  readonly sessions: SessionPool;
  readonly threads: number;
  readonly emit: Emit;
  readonly signal: AbortSignal | undefined;
  /** Where every outcome is put as it comes. */
  readonly outcomes: Outcome[];
}

const failFastStatuses: readonly Status[] = ["error", "fail", "partial success"];
const failFastMessage = "Skipping due to fail_fast";
const cancelledMessage = "Cancelled";

/**
 * Runs every node of the plan.
 * @returns whether the signal stopped it; what did not run has a skipped outcome then, as after `--fail-fast`
 */
export async function walkNodes(walk: Walk): Promise<boolean> {
  const { plan, sessions, threads, signal } = walk;
  const state = newState(walk);
  const cancel = () => {
    walk.emit({ type: "cancelling", nodeIds: [...state.running] });
    sessions.cancel();
  };
  state.stop.signal.addEventListener("abort", cancel, { once: true });
  const interrupt = () => state.stop.abort(cancelledMessage);
  if (signal?.aborted) interrupt();
  signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const left = await walkGraph({
      dependsOn: plan.dependsOn,
      workers: threads,
      signal: state.stop.signal,
      visit: async (id, worker, borrow) => {
        await visit(walk, state, id, await turnOf(sessions, worker, borrow));
      },
    });
    const message = String(state.stop.signal.reason ?? cancelledMessage);
    for (const id of left) skipLeft(walk, state, id, message);
    return signal?.aborted === true && left.length + state.cancelled > 0;
  } finally {
    signal?.removeEventListener("abort", interrupt);
  }
}

async function turnOf(
  sessions: SessionPool,
  worker: number,
  borrow: () => Loan | undefined,
): Promise<Turn> {
  return {
    session: await sessions.session(worker),
    threadId: threadName(worker),
    async borrow() {
      const loan = borrow();
      if (loan === undefined) return undefined;
      try {
        return { turn: await turnOf(sessions, loan.worker, borrow), giveBack: loan.giveBack };
      } catch (thrown) {
        loan.giveBack();
        throw thrown;
      }
    },
  };
}

const threadNames: string[] = [];

/** The same text each time, as logs look much up by it. */
function threadName(worker: number): string {
  threadNames[worker] ??= `Thread-${worker + 1} (worker)`;
  return threadNames[worker];
}

interface WalkState {
  readonly skips: Skips;
  readonly stop: AbortController;
  readonly running: Set<string>;
  /** Nodes that have an outcome. */
  readonly ended: Set<string>;
  index: number;
  /** How many nodes were stopped while they ran. */
  cancelled: number;
}

const newState = ({ plan, work }: Walk): WalkState => ({
  skips: createSkips(plan, work.mode),
  stop: new AbortController(),
  running: new Set(),
  ended: new Set(),
  index: 0,
  cancelled: 0,
});

/** In `build`, a model's unit tests come first; if one fails, the model is skipped. */
async function visit(walk: Walk, state: WalkState, id: string, turn: Turn): Promise<void> {
  for (const test of walk.plan.unitTestsOf.get(id) ?? []) {
    if (state.stop.signal.aborted) return skipLeft(walk, state, id, stopMessage(state));
    await visitOne(walk, state, test, turn, state.skips.reason(id) !== undefined);
  }
  if (state.stop.signal.aborted) return skipLeft(walk, state, id, stopMessage(state));
  await visitOne(walk, state, id, turn, false);
}

async function visitOne(
  walk: Walk,
  state: WalkState,
  id: string,
  turn: Turn,
  skip: boolean,
): Promise<void> {
  const node = walk.plan.node(id);
  const counted = !isEphemeral(node);
  if (counted) state.index += 1;
  const at = { node, index: state.index, total: walk.plan.total };
  const reason = state.skips.reason(id);
  if (skip || reason !== undefined) {
    return end(walk, state, at, skipped(node, turn.threadId, reason?.ephemeral));
  }
  if (counted) walk.emit({ type: "node-started", ...at, thread: turn.threadId, at: now() });
  state.running.add(id);
  const outcome = await runNode(walk.work, node, turn);
  state.running.delete(id);
  end(walk, state, at, state.stop.signal.aborted ? stopped(state, node, outcome) : outcome);
}

/** A statement that was cancelled is no failure of the node's own. */
function stopped(state: WalkState, node: GraphNode, outcome: Outcome): Outcome {
  if (outcome.problem?.code !== "SQL_CANCELLED") return outcome;
  state.cancelled += 1;
  return skippedOutcome(node, outcome.threadId, stopMessage(state));
}

const stopMessage = (state: WalkState): string => String(state.stop.signal.reason);

function skipped(node: GraphNode, threadId: string, cause: Outcome | undefined): Outcome {
  if (cause === undefined) return skippedOutcome(node, threadId, null);
  const problem = ephemeralFailed(node.unique_id, cause.nodeId);
  return { ...skippedOutcome(node, threadId, problem.message), problem };
}

interface Position {
  readonly node: GraphNode;
  readonly index: number;
  readonly total: number;
}

function end(walk: Walk, state: WalkState, at: Position, outcome: Outcome): void {
  state.skips.ended(at.node, outcome);
  // An ephemeral model is part of others; only that it does not compile is worth a word.
  if (isEphemeral(at.node)) {
    reportEphemeral(walk, outcome);
    return;
  }
  note(walk, state, at, outcome);
  const { failFast } = walk.work.run.project.flags;
  if (failFast && failFastStatuses.includes(outcome.status)) state.stop.abort(failFastMessage);
}

function reportEphemeral(walk: Walk, outcome: Outcome): void {
  if (outcome.problem !== undefined) walk.emit({ type: "problem", problem: outcome.problem });
}

function note(
  { outcomes, emit }: Walk,
  { ended }: WalkState,
  at: Position,
  outcome: Outcome,
): void {
  ended.add(at.node.unique_id);
  outcomes.push(outcome);
  emit({ type: "node-finished", ...at, outcome, at: now() });
}

/** Skips a node and its unit tests, so far as they have no outcome yet. */
function skipLeft(walk: Walk, state: WalkState, id: string, message: string | null): void {
  for (const left of [...(walk.plan.unitTestsOf.get(id) ?? []), id]) {
    const node = walk.plan.node(left);
    if (state.ended.has(left) || isEphemeral(node)) continue;
    state.index += 1;
    const at = { node, index: state.index, total: walk.plan.total };
    note(walk, state, at, skippedOutcome(node, "main", message));
  }
}

/** Skips every node, because the run could not begin. Nothing was interrupted by that. */
export function skipAll(walk: Walk): false {
  const state = newState(walk);
  for (const id of walk.plan.dependsOn.keys()) skipLeft(walk, state, id, null);
  return false;
}
