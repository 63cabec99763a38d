/** Runs for loops. The sync form. */
// Derived from ../suspending/loops.ts by scripts/derive-sync-jinja.mjs: do not edit.
import type { MakeUndefined } from "../../methods/access.ts";
import type { Expression } from "../../syntax/expression-tree.ts";
import type { ForNode, Statement } from "../../syntax/tree.ts";
import { isTrue } from "../../values/compare.ts";
import { ReturnSignal } from "../../values/error.ts";
import { iterate, lengthOf } from "../../values/iterate.ts";
import type { Value } from "../../values/value.ts";
import { type Activation, activate, enterScope, leaveScope } from "../activation.ts";
import { write } from "../apply.ts";
import { assign } from "../assign.ts";
import type { Completion, LoopCompletion } from "../completion.ts";
import { lazilyFiltered } from "../lazy-filter.ts";
import { LoopContext } from "../loop-context.ts";
import { evaluate } from "./expressions.ts";
import type { Steps } from "./suspension.ts";

type Execute = (body: readonly Statement[], frame: Activation) => Steps<Completion>;

/** Runs a for loop; the jumps of its body end here. */
export function runFor(node: ForNode, frame: Activation, execute: Execute): Steps<Completion> {
  const iterable = evaluate(node.iterable, frame);
  frame.at = node.iterable.offset;
  if (node.recursive) {
    write(frame, recurseInto(node, iterable, frame, execute, 0));
    return "done";
  }
  const loop = node.loopSlot < 0 ? undefined : new LoopContext(...loopItems(node, iterable, frame));
  const ran = loop
    ? runWithLoop(node, loop, frame, execute)
    : runPlain(node, iterate(iterable), frame, execute);
  leaveScope(frame, node.scope);
  if (ran === "return") return ran;
  return ran === "ran" || node.otherwise.length === 0 ? "done" : runOtherwise(node, frame, execute);
}

function runOtherwise(node: ForNode, frame: Activation, execute: Execute): Steps<Completion> {
  enterScope(frame, node.otherwiseScope);
  const completion = execute(node.otherwise, frame);
  leaveScope(frame, node.otherwiseScope);
  return completion;
}

// The items of a loop that can look ahead: what the filter has to call for is filtered at once, the rest item by item.
function itemsOf(node: ForNode, iterable: Value, frame: Activation): Steps<Iterable<Value>> {
  const items = iterate(iterable);
  if (!node.filter) return items;
  return node.filter.calls
    ? filtered(node, node.filter, items, frame)
    : lazilyFiltered(node, node.filter, items, frame);
}

function filtered(
  node: ForNode,
  filter: Expression,
  items: Iterable<Value>,
  frame: Activation,
): Steps<Value[]> {
  enterScope(frame, node.filterScope);
  const kept: Value[] = [];
  for (const item of items) {
    assign(node.filterTarget, item, frame);
    if (isTrue(evaluate(filter, frame))) kept.push(item);
  }
  leaveScope(frame, node.filterScope);
  return kept;
}

function loopItems(
  node: ForNode,
  iterable: Value,
  frame: Activation,
): Steps<[Iterable<Value>, MakeUndefined, { length?: number | undefined }]> {
  const items = itemsOf(node, iterable, frame);
  return [items, frame.run.missing, { length: node.filter ? undefined : lengthOf(iterable) }];
}

function runPlain(
  node: ForNode,
  items: Iterable<Value>,
  frame: Activation,
  execute: Execute,
): Steps<LoopCompletion> {
  let ran: LoopCompletion = "skipped";
  if (node.filter) enterScope(frame, node.filterScope);
  for (const item of items) {
    if (node.filter) {
      assign(node.filterTarget, item, frame);
      if (!isTrue(evaluate(node.filter, frame))) continue;
    }
    assign(node.target, item, frame);
    enterScope(frame, node.scope);
    const completion = execute(node.body, frame);
    if (completion === "return") return completion;
    if (completion === "break") break;
    if (completion === "done") ran = "ran";
  }
  return ran;
}

function runWithLoop(
  node: ForNode,
  loop: LoopContext,
  frame: Activation,
  execute: Execute,
): Steps<LoopCompletion> {
  let ran: LoopCompletion = "skipped";
  for (let item = loop.next(); item !== undefined; item = loop.next()) {
    frame.slots[node.loopSlot] = loop;
    assign(node.target, item, frame);
    enterScope(frame, node.scope);
    const completion = execute(node.body, frame);
    if (completion === "return") return completion;
    if (completion === "break") break;
    if (completion === "done") ran = "ran";
  }
  return ran;
}

function recurseInto(
  node: ForNode,
  iterable: Value,
  frame: Activation,
  execute: Execute,
  depth0: number,
): Steps<string> {
  const { run, origin, label } = frame;
  const size = node.scope.size;
  const inner = activate({ run, origin, label, size, outer: frame, at: node.offset });
  const [items, missing, { length }] = loopItems(node, iterable, inner);
  const recurse = (more: Value, depth: number) => recurseInto(node, more, frame, execute, depth);
  const loop = new LoopContext(items, missing, { length, recurse, depth0 });
  const ran = runWithLoop(node, loop, inner, execute);
  const end =
    ran === "skipped" && node.otherwise.length > 0 ? runOtherwise(node, inner, execute) : ran;
  if (end === "return") throw new ReturnSignal(inner.returned);
  return inner.out;
}

/** Calls a recursive loop over other items, from within its body. */
export function recurseLoop(loop: LoopContext, items: Value): Steps<Value> {
  const recurse = loop.recurse as (items: Value, depth: number) => Steps<string>;
  return recurse(items, loop.depth0 + 1);
}
