/**
 * Builds the models of a batch, and tests its rows, inside the transaction that lands it. Compiles anew for each batch,
 * because what a model reads of the stream stands in its SQL; ends no transaction.
 */
import type { Adapter, Session } from "../../adapters/adapter.ts";
import type { Emit, Event } from "../../core/events.ts";
import type { ManifestNode } from "../../core/nodes.ts";
import { failedStatuses, type Outcome } from "../../core/outcomes.ts";
import { streamModelFailed, streamTestFailed } from "../../core/problems/stream-models.ts";
import type { Project } from "../../project/load.ts";
import { problemOf } from "../outcomes.ts";
import { planRun } from "../plan.ts";
import { setStage } from "../run.ts";
import { runNode } from "../run-node.ts";
import { readingOf, readsBatch, type StreamProgress } from "./follow.ts";
import { joinSession } from "./joined-session.ts";

export interface InlineOptions {
  readonly project: Project;
  readonly adapter: Adapter;
  /** What `inlineNodes` found. */
  readonly nodeIds: ReadonlySet<string>;
  /** The stream's name, for messages. */
  readonly stream: string;
  readonly emit: Emit;
}

export interface InlineRunner {
  /**
   * Runs the nodes in the session's open transaction.
   * @param batchId the open batch: tests see its rows
   * @returns how each ended: all of them well, or with a warning
   * @throws Problem of the first that failed; the caller rolls back, and takes a new runner for the next attempt
   */
  run(session: Session, batchId: number, progress: StreamProgress): Promise<readonly Outcome[]>;
}

/** A runner for many batches, as long as none fails. */
export function createInlineRunner(options: InlineOptions): InlineRunner {
  const { project, adapter, nodeIds } = options;
  const quiet = { write: () => undefined, replace: () => undefined };
  const { work } = setStage(
    { project, adapter, selected: nodeIds, mode: "run", threads: 1, emit: told(options.emit) },
    { shown: undefined, files: quiet },
  );
  const nodes = orderOf(options).map((id) => project.manifest.nodes[id]!);
  return {
    async run(session, batchId, progress) {
      const outcomes: Outcome[] = [];
      const joining = joinSession(session);
      for (const node of nodes) {
        const stream = readingOf(progress, session, node, joining);
        const turn = { session: joining.session, threadId: "stream", stream, borrow };
        if (readsBatch(node)) await stream.window();
        const outcome = await runNode(work, ofBatch(node, batchId), turn);
        outcomes.push(outcome);
        check(options.stream, outcome);
        await stream.save();
      }
      return outcomes;
    },
  };
}

/** There is one connection: nobody can help. */
const borrow = () => Promise.resolve(undefined);

/** As `build` would: a model after what it reads, and after the tests of that. */
function orderOf({ project: { manifest }, nodeIds }: InlineOptions): string[] {
  const { dependsOn } = planRun(manifest, nodeIds, "build");
  const ordered = new Set<string>();
  const visit = (id: string): void => {
    if (ordered.has(id)) return;
    for (const before of dependsOn.get(id) ?? []) visit(before);
    ordered.add(id);
  };
  for (const id of dependsOn.keys()) visit(id);
  return [...ordered];
}

/** Warnings and words of templates; not each statement of each batch. */
function told(emit: Emit): Emit {
  const kinds: readonly Event["type"][] = ["warning", "template-log", "template-print"];
  return (event) => {
    if (kinds.includes(event.type)) emit(event);
  };
}

/** A test sees the rows of the batch alone. */
function ofBatch(node: ManifestNode, batchId: number): ManifestNode {
  if (node.resource_type !== "test") return node;
  const own = typeof node.config.where === "string" ? `(${node.config.where}) and ` : "";
  return { ...node, config: { ...node.config, where: `${own}_batch_id = ${batchId}` } };
}

function check(stream: string, outcome: Outcome): void {
  const { nodeId, status, failures, problem } = outcome;
  if (!failedStatuses.includes(status)) return;
  if (status === "fail") throw streamTestFailed(stream, nodeId, failures ?? 0);
  throw streamModelFailed(stream, nodeId, problem ?? problemOf(outcome.message, nodeId));
}
