/** Does something in the context of one node, on a connection of its own, without building the node. */
import type { Adapter } from "../adapters/adapter.ts";
import type { ManifestNode } from "../core/nodes.ts";
import type { Compiler } from "../execute/compile.ts";
import type { NodeContext } from "../execute/context/node-context.ts";
import { placedProblem } from "../execute/placed-problem.ts";
import type { RunMode } from "../execute/plan.ts";
import { setStage } from "../execute/run.ts";
import type { Project } from "../project/load.ts";
import type { Context } from "./context.ts";

export interface NodeTask {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly node: ManifestNode;
  readonly mode: RunMode;
}

/**
 * @param task may use the context until its promise is settled
 * @throws Problem with its place in the node's source, when the template or its SQL fails
 */
export async function onNode<Result>(
  { emit, signal }: Context,
  { project, adapter, node, mode }: NodeTask,
  task: (context: NodeContext, compiler: Compiler) => Promise<Result>,
): Promise<Result> {
  const selected = new Set([node.unique_id]);
  const { work } = setStage({ project, selected, adapter, mode, threads: 1, emit });
  await using session = await adapter.connect(node.name);
  const cancel = () => session.cancel();
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await task(work.contextFor(node, session), work.compiler);
  } catch (thrown) {
    throw placedProblem(work, node, thrown) ?? thrown;
  } finally {
    signal.removeEventListener("abort", cancel);
  }
}
