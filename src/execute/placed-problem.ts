/** Makes a problem with a place of whatever a node's work threw. */
import { type GraphNode, isEphemeral, isRefable } from "../core/nodes.ts";
import { type Problem, problemWith } from "../core/problem.ts";
import { notBuilt } from "../core/problems/wording.ts";
import { dependenciesOf } from "../graph/graph.ts";
import type { Compilation } from "./compile.ts";
import type { RunState } from "./context/run-state.ts";
import { failedHookHint } from "./failed-hooks.ts";
import type { NodeWork } from "./node-work.ts";
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
  const placed = placeProblem(problem, failed, run.project, compiler.compiled);
  const inHook = failedHookHint(thrown);
  if (inHook !== undefined)
    return problemWith(placed, { hint: [inHook, placed.hint].filter(Boolean).join(" ") });
  const missing = missingInput(run, node, problem);
  return missing === undefined
    ? placed
    : problemWith(placed, { hint: notBuilt(missing.resource_type, missing.name) });
}

const noSuchRelation = /\b(?:table with name|relation) "?\S*? does not exist/i;

/** What the node reads and the database has not, where that is what it complains of. */
function missingInput(run: RunState, node: GraphNode, { code, hint, message }: Problem) {
  const [complaint] = noSuchRelation.exec(message) ?? [];
  if (code !== "SQL_NAME_NOT_FOUND" || hint !== undefined || !complaint) return undefined;
  return dependenciesOf(node)
    .map((id) => run.project.manifest.nodes[id])
    .find((read) => {
      if (read === undefined || !isRefable(read) || isEphemeral(read)) return false;
      const { database, schema, alias: identifier } = read;
      const known = run.cache.findKnown({ database, schema, identifier });
      return known === undefined && complaint.includes(identifier);
    });
}
