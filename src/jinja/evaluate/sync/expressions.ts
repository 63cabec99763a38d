/** Works out expressions. The sync form. */
// Derived from ../suspending/expressions.ts by scripts/derive-sync-jinja.mjs: do not edit.

import { getAttribute, getItem, methodOf } from "../../methods/access.ts";
import { keywordsOf } from "../../methods/dicts.ts";
import type {
  CallArguments,
  CallNode,
  CompareNode,
  ConditionalNode,
  DictNode,
  Expression,
  FilterNode,
  ItemNode,
  SliceNode,
  TestNode,
} from "../../syntax/expression-tree.ts";
import { isTrue } from "../../values/compare.ts";
import { Dict } from "../../values/dict.ts";
import { iterate } from "../../values/iterate.ts";
import { binary, negative, positive } from "../../values/operators.ts";
import { type Slice, sliceOf } from "../../values/slices.ts";
import { Tuple } from "../../values/tuple.ts";
import { Undefined } from "../../values/undefined.ts";
import type { Value } from "../../values/value.ts";
import { type Activation, readName } from "../activation.ts";
import { applyFilter, applyTest, compareWith, concatenated } from "../apply.ts";
import { invoke } from "./calls.ts";
import type { Steps } from "./suspension.ts";

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** The value of an expression. */
export function evaluate(node: Expression, frame: Activation): Steps<Value> {
  switch (node.kind) {
    case "constant":
      return node.value;
    case "name":
      return readName(frame, node);
    case "call":
      return evaluateCall(node, frame, undefined);
    case "attribute": {
      const object = evaluate(node.object, frame);
      frame.at = node.object.offset;
      return getAttribute(object, node.name, frame.run.missing);
    }
    case "item":
      return evaluateItem(node, frame);
    case "filter":
      return evaluateFilter(node, frame, undefined);
    case "test":
      return evaluateTest(node, frame);
    case "binary": {
      const left = evaluate(node.left, frame);
      const right = evaluate(node.right, frame);
      frame.at = node.offset;
      return binary(node.operator, left, right);
    }
    case "compare":
      return evaluateCompare(node, frame);
    case "concat":
      return concatenated(evaluateAll(node.parts, frame), frame);
    case "conditional":
      return evaluateConditional(node, frame);
    default:
      return evaluateOther(node, frame);
  }
}

type OtherExpression = Exclude<
  Expression,
  {
    kind:
      | "constant"
      | "name"
      | "call"
      | "attribute"
      | "item"
      | "filter"
      | "test"
      | "binary"
      | "compare"
      | "concat"
      | "conditional";
  }
>;

function evaluateOther(node: OtherExpression, frame: Activation): Steps<Value> {
  switch (node.kind) {
    case "and": {
      const left = evaluate(node.left, frame);
      return isTrue(left) ? evaluate(node.right, frame) : left;
    }
    case "or": {
      const left = evaluate(node.left, frame);
      return isTrue(left) ? left : evaluate(node.right, frame);
    }
    case "not":
      return !isTrue(evaluate(node.operand, frame));
    case "negative": {
      const operand = evaluate(node.operand, frame);
      frame.at = node.offset;
      return negative(operand);
    }
    case "positive": {
      const operand = evaluate(node.operand, frame);
      frame.at = node.offset;
      return positive(operand);
    }
    case "list":
      return evaluateAll(node.items, frame);
    case "tuple":
      return new Tuple(evaluateAll(node.items, frame));
    case "dict":
      return evaluateDict(node, frame);
    default:
      throw new Error(`Bug: a ${node.kind} is no value`);
  }
}

function evaluateAll(nodes: readonly Expression[], frame: Activation): Steps<Value[]> {
  const values: Value[] = [];
  for (const node of nodes) values.push(evaluate(node, frame));
  return values;
}

function evaluateDict(node: DictNode, frame: Activation): Steps<Value> {
  const dict = new Dict();
  for (const { key, value } of node.entries) {
    const keyValue = evaluate(key, frame);
    const item = evaluate(value, frame);
    frame.at = key.offset;
    dict.set(keyValue, item);
  }
  return dict;
}

function evaluateItem(node: ItemNode, frame: Activation): Steps<Value> {
  const object = evaluate(node.object, frame);
  if (node.key.kind === "slice") {
    const slice = evaluateSlice(node.key, frame);
    frame.at = node.object.offset;
    return sliceOf(object, slice);
  }
  const key = evaluate(node.key, frame);
  frame.at = node.object.offset;
  return getItem(object, key, frame.run.missing);
}

function evaluateSlice(node: SliceNode, frame: Activation): Steps<Slice> {
  const start = node.start ? evaluate(node.start, frame) : null;
  const stop = node.stop ? evaluate(node.stop, frame) : null;
  const step = node.step ? evaluate(node.step, frame) : null;
  return { start, stop, step };
}

function evaluateConditional(node: ConditionalNode, frame: Activation): Steps<Value> {
  if (isTrue(evaluate(node.test, frame))) return evaluate(node.whenTrue, frame);
  if (node.otherwise) return evaluate(node.otherwise, frame);
  return new Undefined({
    message: "the inline if-expression evaluated to false and no else section was defined.",
  });
}

function evaluateCompare(node: CompareNode, frame: Activation): Steps<Value> {
  let left = evaluate(node.first, frame);
  for (const { operator, operand } of node.rest) {
    const right = evaluate(operand, frame);
    frame.at = node.offset;
    if (!compareWith(operator, left, right)) return false;
    left = right;
  }
  return true;
}

interface Arguments {
  readonly args: Value[];
  readonly kwargs: ReadonlyMap<string, Value>;
}

/** The values of a call's arguments. */
export function evaluateArguments(
  passed: CallArguments,
  frame: Activation,
  caller: Value | undefined,
): Steps<Arguments> {
  const args = evaluateAll(passed.args, frame);
  if (passed.starArgs) {
    const more = evaluate(passed.starArgs, frame);
    frame.at = passed.starArgs.offset;
    for (const arg of iterate(more)) args.push(arg);
  }
  if (passed.kwargs.length === 0 && !passed.starKwargs && caller === undefined) {
    return { args, kwargs: noKeywords };
  }
  const kwargs = new Map<string, Value>();
  for (const { name, value } of passed.kwargs) kwargs.set(name, evaluate(value, frame));
  if (caller !== undefined) kwargs.set("caller", caller);
  if (passed.starKwargs) {
    const more = evaluate(passed.starKwargs, frame);
    frame.at = passed.starKwargs.offset;
    for (const [name, value] of keywordsOf(more, kwargs)) kwargs.set(name, value);
  }
  return { args, kwargs };
}

/** A call; `caller` is the body of a call block. */
export function evaluateCall(
  node: CallNode,
  frame: Activation,
  caller: Value | undefined,
): Steps<Value> {
  const { callee, passed } = node;
  let target: Value;
  if (callee.kind === "attribute") {
    const object = evaluate(callee.object, frame);
    frame.at = callee.object.offset;
    const method = methodOf(object, callee.name);
    if (method !== undefined) {
      const { args, kwargs } = evaluateArguments(passed, frame, caller);
      frame.at = node.offset;
      const { interpreter, suspends } = frame.run;
      return method(object as never, { args, kwargs, interpreter, suspends });
    }
    target = getAttribute(object, callee.name, frame.run.missing);
  } else {
    target = evaluate(callee, frame);
  }
  const { args, kwargs } = evaluateArguments(passed, frame, caller);
  frame.at = node.offset;
  return invoke(target, args, kwargs, frame.run);
}

/** A filter applied to its input, or to the text of a block. */
export function evaluateFilter(
  node: FilterNode,
  frame: Activation,
  text: Value | undefined,
): Steps<Value> {
  const input = node.input ? evaluateFilterInput(node.input, frame, text) : (text ?? "");
  const { args, kwargs } = evaluateArguments(node.passed, frame, undefined);
  frame.at = node.offset;
  return applyFilter(node.name, input, args, kwargs, frame);
}

function evaluateFilterInput(
  input: Expression,
  frame: Activation,
  text: Value | undefined,
): Steps<Value> {
  return input.kind === "filter" && text !== undefined
    ? evaluateFilter(input, frame, text)
    : evaluate(input, frame);
}

function evaluateTest(node: TestNode, frame: Activation): Steps<Value> {
  const input = evaluate(node.input, frame);
  const { args, kwargs } = evaluateArguments(node.passed, frame, undefined);
  frame.at = node.offset;
  return applyTest(node.name, input, args, kwargs, frame);
}
