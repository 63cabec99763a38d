/** What the nodes of a run share, and what one of them has while it runs. Types only. */
import type { Session } from "../adapters/adapter.ts";
import type { Emit } from "../core/events.ts";
import type { ManifestNode } from "../core/nodes.ts";
import type { Compiler } from "./compile.ts";
import type { NodeContext } from "./context/node-context.ts";
import type { RunState, TimeRange } from "./context/run-state.ts";
import type { RunMode } from "./plan.ts";
import type { StreamProgress } from "./streams/follow.ts";
import type { StreamReading } from "./streams/stream-batch.ts";

/** What all nodes of a run share. */
export interface NodeWork {
  readonly run: RunState;
  readonly compiler: Compiler;
  readonly mode: RunMode;
  readonly emit: Emit;
  /** `batch`: the window of a microbatch that is read. */
  readonly contextFor: (
    node: ManifestNode,
    session: Session,
    batch?: TimeRange,
    stream?: StreamReading,
  ) => NodeContext;
  readonly streams?: StreamProgress | undefined;
}

/** One node on one connection. */
export interface Turn {
  readonly session: Session;
  readonly threadId: string;
  /** What the node reads of its streams. */
  readonly stream?: StreamReading | undefined;
  /** Takes a worker that has nothing to do, with a connection of its own, if there is one. */
  borrow(): Promise<BorrowedTurn | undefined>;
}

/** The turn of a worker that would have nothing to do otherwise. */
export interface BorrowedTurn {
  readonly turn: Turn;
  /** Lets the worker go on to nodes of its own. */
  giveBack(): void;
}
