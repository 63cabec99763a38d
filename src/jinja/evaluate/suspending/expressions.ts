/** Works out expressions. The source of both forms: `../sync` is derived from it by scripts/derive-sync-jinja.mjs. */

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
import * as sync from "../sync/expressions.ts"; // suspending only
import { invoke } from "./calls.ts";
import type { Steps } from "./suspension.ts";

const noKeywords: ReadonlyMap<string, Value> = new Map();

/** The value of an expression. */
export function* evaluate(node: Expression, frame: Activation): Steps<Value> {
  if (!node.calls) return sync.evaluate(node, frame); // suspending only
  switch (node.kind) {
    case "constant":
      return node.value;
    case "name":
      return readName(frame, node);
    case "call":
      return yield* evaluateCall(node, frame, undefined);
    case "attribute": {
      const object = yield* evaluate(node.object, frame);
      frame.at = node.object.offset;
      return getAttribute(object, node.name, frame.run.missing);
    }
    case "item":
      return yield* evaluateItem(node, frame);
    case "filter":
      return yield* evaluateFilter(node, frame, undefined);
    case "test":
      return yield* evaluateTest(node, frame);
    case "binary": {
      const left = yield* evaluate(node.left, frame);
      const right = yield* evaluate(node.right, frame);
      frame.at = node.offset;
      return binary(node.operator, left, right);
    }
    case "compare":
      return yield* evaluateCompare(node, frame);
    case "concat":
      return concatenated(yield* evaluateAll(node.parts, frame), frame);
    case "conditional":
      return yield* evaluateConditional(node, frame);
    default:
      return yield* evaluateOther(node, frame);
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

function* evaluateOther(node: OtherExpression, frame: Activation): Steps<Value> {
  switch (node.kind) {
    case "and": {
      const left = yield* evaluate(node.left, frame);
      return isTrue(left) ? yield* evaluate(node.right, frame) : left;
    }
    case "or": {
      const left = yield* evaluate(node.left, frame);
      return isTrue(left) ? left : yield* evaluate(node.right, frame);
    }
    case "not":
      return !isTrue(yield* evaluate(node.operand, frame));
    case "negative": {
      const operand = yield* evaluate(node.operand, frame);
      frame.at = node.offset;
      return negative(operand);
    }
    case "positive": {
      const operand = yield* evaluate(node.operand, frame);
      frame.at = node.offset;
      return positive(operand);
    }
    case "list":
      return yield* evaluateAll(node.items, frame);
    case "tuple":
      return new Tuple(yield* evaluateAll(node.items, frame));
    case "dict":
      return yield* evaluateDict(node, frame);
    default:
      throw new Error(`Bug: a ${node.kind} is no value`);
  }
}

function* evaluateAll(nodes: readonly Expression[], frame: Activation): Steps<Value[]> {
  const values: Value[] = [];
  for (const node of nodes) values.push(yield* evaluate(node, frame));
  return values;
}

function* evaluateDict(node: DictNode, frame: Activation): Steps<Value> {
  const dict = new Dict();
  for (const { key, value } of node.entries) {
    const keyValue = yield* evaluate(key, frame);
    const item = yield* evaluate(value, frame);
    frame.at = key.offset;
    dict.set(keyValue, item);
  }
  return dict;
}

function* evaluateItem(node: ItemNode, frame: Activation): Steps<Value> {
  const object = yield* evaluate(node.object, frame);
  if (node.key.kind === "slice") {
    const slice = yield* evaluateSlice(node.key, frame);
    frame.at = node.object.offset;
    return sliceOf(object, slice);
  }
  const key = yield* evaluate(node.key, frame);
  frame.at = node.object.offset;
  return getItem(object, key, frame.run.missing);
}

function* evaluateSlice(node: SliceNode, frame: Activation): Steps<Slice> {
  const start = node.start ? yield* evaluate(node.start, frame) : null;
  const stop = node.stop ? yield* evaluate(node.stop, frame) : null;
  const step = node.step ? yield* evaluate(node.step, frame) : null;
  return { start, stop, step };
}

function* evaluateConditional(node: ConditionalNode, frame: Activation): Steps<Value> {
  if (isTrue(yield* evaluate(node.test, frame))) return yield* evaluate(node.whenTrue, frame);
  if (node.otherwise) return yield* evaluate(node.otherwise, frame);
  return new Undefined({
    message: "the inline if-expression evaluated to false and no else section was defined.",
  });
}

function* evaluateCompare(node: CompareNode, frame: Activation): Steps<Value> {
  let left = yield* evaluate(node.first, frame);
  for (const { operator, operand } of node.rest) {
    const right = yield* evaluate(operand, frame);
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
export function* evaluateArguments(
  passed: CallArguments,
  frame: Activation,
  caller: Value | undefined,
): Steps<Arguments> {
  if (!passed.calls) return sync.evaluateArguments(passed, frame, caller); // suspending only
  const args = yield* evaluateAll(passed.args, frame);
  if (passed.starArgs) {
    const more = yield* evaluate(passed.starArgs, frame);
    frame.at = passed.starArgs.offset;
    for (const arg of iterate(more)) args.push(arg);
  }
  if (passed.kwargs.length === 0 && !passed.starKwargs && caller === undefined) {
    return { args, kwargs: noKeywords };
  }
  const kwargs = new Map<string, Value>();
  for (const { name, value } of passed.kwargs) kwargs.set(name, yield* evaluate(value, frame));
  if (caller !== undefined) kwargs.set("caller", caller);
  if (passed.starKwargs) {
    const more = yield* evaluate(passed.starKwargs, frame);
    frame.at = passed.starKwargs.offset;
    for (const [name, value] of keywordsOf(more, kwargs)) kwargs.set(name, value);
  }
  return { args, kwargs };
}

/** A call; `caller` is the body of a call block. */
export function* evaluateCall(
  node: CallNode,
  frame: Activation,
  caller: Value | undefined,
): Steps<Value> {
  const { callee, passed } = node;
  let target: Value;
  if (callee.kind === "attribute") {
    const object = yield* evaluate(callee.object, frame);
    frame.at = callee.object.offset;
    const method = methodOf(object, callee.name);
    if (method !== undefined) {
      const { args, kwargs } = yield* evaluateArguments(passed, frame, caller);
      frame.at = node.offset;
      const { interpreter, suspends } = frame.run;
      return method(object as never, { args, kwargs, interpreter, suspends });
    }
    target = getAttribute(object, callee.name, frame.run.missing);
  } else {
    target = yield* evaluate(callee, frame);
  }
  const { args, kwargs } = yield* evaluateArguments(passed, frame, caller);
  frame.at = node.offset;
  return yield* invoke(target, args, kwargs, frame.run);
}

/** A filter applied to its input, or to the text of a block. */
export function* evaluateFilter(
  node: FilterNode,
  frame: Activation,
  text: Value | undefined,
): Steps<Value> {
  const input = node.input ? yield* evaluateFilterInput(node.input, frame, text) : (text ?? "");
  const { args, kwargs } = yield* evaluateArguments(node.passed, frame, undefined);
  frame.at = node.offset;
  return applyFilter(node.name, input, args, kwargs, frame);
}

function* evaluateFilterInput(
  input: Expression,
  frame: Activation,
  text: Value | undefined,
): Steps<Value> {
  return input.kind === "filter" && text !== undefined
    ? yield* evaluateFilter(input, frame, text)
    : yield* evaluate(input, frame);
}

function* evaluateTest(node: TestNode, frame: Activation): Steps<Value> {
  const input = yield* evaluate(node.input, frame);
  const { args, kwargs } = yield* evaluateArguments(node.passed, frame, undefined);
  frame.at = node.offset;
  return applyTest(node.name, input, args, kwargs, frame);
}
