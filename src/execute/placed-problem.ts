/** Makes a problem with a place of whatever a node's work threw. */
import type { GraphNode } from "../core/nodes.ts";
import type { Problem } from "../core/problem.ts";
import type { Compilation } from "./compile.ts";
import type { NodeWork } from "./run-node.ts";
import { placeProblem } from "./sql-place.ts";
import { callIn, templateProblemIn } from "./template-problem.ts";

/**
 * The problem in what compiling a node or running its SQL threw, with its place in the node's source.
 * @returns undefined when it is a bug of ours
 */
export function placedProblem(
  { run, compiler }: NodeWork,
  node: GraphNode,
  thrown: unknown,
  compilation: Compilation | undefined = compiler.compiled.get(node.unique_id),
): Problem | undefined {
  const problem = templateProblemIn(thrown, node.unique_id);
  if (problem === undefined) return undefined;
  const failed = { node, compilation, call: callIn(thrown) };
  return placeProblem(problem, failed, run.project, compiler.compiled);
}
