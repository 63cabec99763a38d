/** Which expressions Jinja2 works out when it compiles: those without names and calls. */
import { eachOperand } from "./children.ts";
import type { Expression } from "./expression-tree.ts";

const impureFilters = new Set(["random", "map", "select", "reject", "selectattr", "rejectattr"]);

/** True when Jinja2 folds the expression into a constant; filters that want the context are not folded. */
export function isFolded(node: Expression): boolean {
  if (node.kind === "name" || node.kind === "call") return false;
  if (node.kind === "filter" && impureFilters.has(node.name)) return false;
  if (node.kind === "conditional" && node.otherwise === undefined) return false;
  let folded = true;
  eachOperand(node, (child) => {
    folded &&= isFolded(child);
  });
  return folded;
}
