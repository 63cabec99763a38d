/** Runs statements. The sync form. */
// Derived from ../suspending/statements.ts by scripts/derive-sync-jinja.mjs: do not edit.
import type { CallNode, Expression } from "../../syntax/expression-tree.ts";
import type {
  AutoescapeNode,
  BlockNode,
  CallBlockNode,
  FilterBlockNode,
  IfNode,
  LoaderNode,
  MacroNode,
  SetBlockNode,
  SetNode,
  Statement,
  WithNode,
} from "../../syntax/tree.ts";
import { isTrue } from "../../values/compare.ts";
import { typeError } from "../../values/error.ts";
import { ReturnFunction } from "../../values/native-function.ts";
import {
  type Activation,
  activate,
  enterScope,
  findName,
  leaveScope,
  writeVariable,
} from "../activation.ts";
import { captured, write, writeText } from "../apply.ts";
import { assign, checkNamespaces } from "../assign.ts";
import type { Completion } from "../completion.ts";
import { MacroFunction } from "../macro-function.ts";
import { addChunk, writeNative } from "../native.ts";
import { evaluate, evaluateCall, evaluateFilter } from "./expressions.ts";
import { runFor } from "./loops.ts";
import type { Steps } from "./suspension.ts";

/** Runs a body; tells whether it ended by itself or jumped out of a loop. */
export function execute(body: readonly Statement[], frame: Activation): Steps<Completion> {
  for (const node of body) {
    if (node.kind === "text") {
      if (frame.chunks) addChunk(frame.chunks, node.text);
      else frame.out += node.text;
    } else {
      const completion = executeStatement(node, frame);
      if (completion !== "done") return completion;
    }
  }
  return "done";
}

type ActiveStatement = Exclude<Statement, { kind: "text" }>;

function executeStatement(node: ActiveStatement, frame: Activation): Steps<Completion> {
  switch (node.kind) {
    case "print": {
      if (isReturn(node.value, frame)) return executeReturn(node.value, frame);
      const value = evaluate(node.value, frame);
      frame.at = node.offset;
      if (frame.chunks) writeNative(frame.chunks, node.value, value);
      else write(frame, value);
      return "done";
    }
    case "if":
      return executeIf(node, frame);
    case "for":
      return runFor(node, frame, execute);
    case "set":
      return executeSet(node, frame);
    case "do":
      if (isReturn(node.value, frame)) return executeReturn(node.value, frame);
      evaluate(node.value, frame);
      return "done";
    case "break":
    case "continue":
      return node.kind;
    default:
      return executeBlock(node, frame);
  }
}

type BlockStatement = Exclude<
  ActiveStatement,
  { kind: "print" | "if" | "for" | "set" | "do" | "break" | "continue" }
>;

function executeBlock(node: BlockStatement, frame: Activation): Steps<Completion> {
  switch (node.kind) {
    case "set-block":
      return executeSetBlock(node, frame);
    case "macro":
      return defineMacro(node, frame);
    case "call-block":
      return executeCallBlock(node, frame);
    case "filter-block":
      return executeFilterBlock(node, frame);
    case "with":
      return executeWith(node, frame);
    case "autoescape":
      return executeAutoescape(node, frame);
    case "block":
      return executeNamedBlock(node, frame);
    default:
      return executeLoader(node, frame);
  }
}

/** A call of `return` that is a statement by itself, with its one argument; under another name it is a call like others. */
function isReturn(node: Expression, frame: Activation): node is CallNode {
  if (node.kind !== "call" || node.callee.kind !== "name" || node.callee.name !== "return")
    return false;
  const { args, kwargs, starArgs, starKwargs } = node.passed;
  if (args.length !== 1 || kwargs.length > 0 || starArgs || starKwargs) return false;
  return findName(frame, node.callee) instanceof ReturnFunction;
}

function executeReturn({ passed }: CallNode, frame: Activation): Steps<Completion> {
  const [data] = passed.args;
  frame.returned = data === undefined ? null : evaluate(data, frame);
  return "return";
}

function executeIf(node: IfNode, frame: Activation): Steps<Completion> {
  for (const { test, body } of node.branches) {
    if (isTrue(evaluate(test, frame))) return execute(body, frame);
  }
  return execute(node.otherwise, frame);
}

function executeSet(node: SetNode, frame: Activation): Steps<Completion> {
  if (node.target.kind !== "name") checkNamespaces(node.target, frame);
  assign(node.target, evaluate(node.value, frame), frame);
  return "done";
}

interface Capture {
  readonly text: string;
  readonly completion: Completion;
}

function capture(body: readonly Statement[], frame: Activation): Steps<Capture> {
  const { out, chunks } = frame;
  frame.out = "";
  frame.chunks = undefined;
  const completion = execute(body, frame);
  const text = frame.out;
  frame.out = out;
  frame.chunks = chunks;
  return { text, completion };
}

function executeSetBlock(node: SetBlockNode, frame: Activation): Steps<Completion> {
  enterScope(frame, node.scope);
  const { text, completion } = capture(node.body, frame);
  if (completion !== "done") return completion;
  const value = captured(frame, text);
  const filtered = node.filter ? evaluateFilter(node.filter, frame, value) : value;
  checkNamespaces(node.target, frame);
  assign(node.target, filtered, frame);
  leaveScope(frame, node.scope);
  return "done";
}

function executeFilterBlock(node: FilterBlockNode, frame: Activation): Steps<Completion> {
  enterScope(frame, node.scope);
  const { text, completion } = capture(node.body, frame);
  if (completion !== "done") return completion;
  writeText(frame, evaluateFilter(node.filter, frame, captured(frame, text)));
  leaveScope(frame, node.scope);
  return "done";
}

function defineMacro(node: MacroNode, frame: Activation): Completion {
  writeVariable(frame, node, new MacroFunction(node.name, node, frame));
  return "done";
}

function executeCallBlock(node: CallBlockNode, frame: Activation): Steps<Completion> {
  const caller = new MacroFunction(null, node, frame);
  const value = evaluateCall(node.call, frame, caller);
  frame.at = node.offset;
  writeText(frame, value);
  return "done";
}

function executeWith(node: WithNode, frame: Activation): Steps<Completion> {
  const values = [];
  for (const { value } of node.assignments) values.push(evaluate(value, frame));
  enterScope(frame, node.scope);
  for (const [index, { target }] of node.assignments.entries()) {
    assign(target, values[index] ?? null, frame);
  }
  const completion = execute(node.body, frame);
  leaveScope(frame, node.scope);
  return completion;
}

function executeAutoescape(node: AutoescapeNode, frame: Activation): Steps<Completion> {
  enterScope(frame, node.scope);
  const { run } = frame;
  const before = run.autoescape;
  run.autoescape = isTrue(evaluate(node.enabled, frame));
  try {
    return execute(node.body, frame);
  } finally {
    run.autoescape = before;
    leaveScope(frame, node.scope);
  }
}

// A block cannot be overridden here, as there are no other templates; it still has variables of its own.
function executeNamedBlock(node: BlockNode, frame: Activation): Steps<Completion> {
  const { run, origin, label } = frame;
  const { size } = node.scope;
  const inner = activate({ run, origin, label, size, outer: frame, at: node.offset });
  inner.chunks = frame.chunks;
  enterScope(inner, node.scope);
  let completion: Completion;
  try {
    completion = execute(node.body, inner);
  } finally {
    // An error is told at the place that the block has reached.
    frame.at = inner.at;
  }
  frame.out += inner.out;
  frame.returned = inner.returned;
  return completion === "return" ? completion : "done";
}

function executeLoader(node: LoaderNode, frame: Activation): Steps<Completion> {
  evaluate(node.template, frame);
  frame.at = node.offset;
  throw typeError("no loader for this environment specified");
}
