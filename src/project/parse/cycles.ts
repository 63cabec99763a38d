/** Reports nodes that depend on each other, with the ref that closes the circle. */

import { Problem } from "../../core/problem.ts";
import { dependencyCycle } from "../../core/problems/graph.ts";
import { findCycles, hasCycle, makeGraph } from "../../graph/graph.ts";
import { placeOfCall } from "./places.ts";
import type { Workspace } from "./workspace.ts";

const noParents: readonly string[] = [];

export function checkCycles(workspace: Workspace): void {
  const { nodes } = workspace;
  // Nothing can refer to a test, so that no test is in a circle.
  const ids: string[] = [];
  nodes.forEach(({ node }, id) => {
    if (node.resource_type !== "test") ids.push(id);
  });
  if (!hasCycle(ids, (id) => nodes.get(id)?.node.depends_on.nodes ?? noParents)) return;
  const edges = ids.flatMap((id) =>
    (nodes.get(id)?.node.depends_on.nodes ?? [])
      .filter((parent) => nodes.has(parent))
      .map((parent): readonly [string, string] => [parent, id]),
  );
  for (const cycle of findCycles(makeGraph(ids, edges))) {
    const [first, second] = cycle;
    const child = nodes.get(second ?? first ?? "");
    const parent = nodes.get(first ?? "");
    const problem = dependencyCycle(cycle);
    const at = child && parent && placeOfCall(child, workspace, "ref", [parent.node.name]);
    workspace.problems.push(new Problem(problem.code, problem.message, { hint: problem.hint, at }));
  }
}
