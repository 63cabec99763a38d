/** The items of a `for … if`, each tested only when the loop comes to it. */
import type { Expression } from "../syntax/expression-tree.ts";
import type { ForNode } from "../syntax/tree.ts";
import { isTrue } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import { type Activation, enterScope, leaveScope } from "./activation.ts";
import { assign } from "./assign.ts";
import { evaluate } from "./sync/expressions.ts";

/** The items that pass a filter in which nothing is called. */
export function* lazilyFiltered(
  node: ForNode,
  filter: Expression,
  items: Iterable<Value>,
  frame: Activation,
): Iterable<Value> {
  enterScope(frame, node.filterScope);
  for (const item of items) {
    assign(node.filterTarget, item, frame);
    if (isTrue(evaluate(filter, frame))) yield item;
  }
  leaveScope(frame, node.filterScope);
}
