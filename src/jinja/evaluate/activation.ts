/** What is alive while a template runs: the run, and one activation per template, macro and caller. */
import type { Interpreter } from "../interpreter.ts";
import type { MakeUndefined } from "../methods/access.ts";
import { frameAt, type Origin } from "../origin.ts";
import type { NameNode, Variable } from "../syntax/expression-tree.ts";
import type { BlockScope } from "../syntax/tree.ts";
import { TemplateError } from "../template-error.ts";
import { PyError, ReturnSignal } from "../values/error.ts";
import type { Value } from "../values/value.ts";

/** What all activations of one interpreter share. */
export interface Run {
  readonly interpreter: Interpreter;
  readonly suspends: boolean;
  readonly lookUp: (name: string) => Value | undefined;
  /** The undefined value of a missing name. */
  readonly missingName: (name: string) => Value;
  readonly missing: MakeUndefined;
  /** How this form of the evaluator runs macros: its `MacroRunner`. */
  readonly runner: unknown;
  autoescape: boolean;
  /** True while a template is rendered for its value. */
  native: boolean;
  /** How many macros and callers are running inside each other. */
  depth: number;
}

export interface Activation {
  readonly run: Run;
  readonly origin: Origin;
  readonly label: string;
  /** The variables; undefined means not assigned. */
  readonly slots: (Value | undefined)[];
  /** The activation in which this function was defined. */
  readonly outer: Activation | undefined;
  /** Where in the template we are: set before anything that can fail. */
  at: number;
  /** The text written so far. */
  out: string;
  /** In native rendering, the values written so far. */
  chunks: Value[] | undefined;
  /** What the function gives, once a body has ended by a return. */
  returned: Value;
}

export interface ActivationDetails {
  readonly run: Run;
  readonly origin: Origin;
  readonly label: string;
  readonly size: number;
  readonly outer?: Activation | undefined;
  readonly at?: number;
}

export function activate(details: ActivationDetails): Activation {
  const { run, origin, label, size, outer, at = 0 } = details;
  const slots: (Value | undefined)[] = [];
  for (let index = 0; index < size; index++) slots.push(undefined);
  return { run, origin, label, slots, outer, at, out: "", chunks: undefined, returned: null };
}

/** The activation that a variable lives in. */
function home(frame: Activation, hops: number): Activation {
  let activation = frame;
  for (let hop = 0; hop < hops; hop++) activation = activation.outer as Activation;
  return activation;
}

/** The value of a variable; undefined when it is not assigned. */
export function readVariable(frame: Activation, variable: Variable): Value | undefined {
  return home(frame, variable.hops).slots[variable.slot];
}

export function writeVariable(frame: Activation, variable: Variable, value: Value): void {
  home(frame, variable.hops).slots[variable.slot] = value;
}

/** The value of a name, if anything has it. */
export const findName = (frame: Activation, node: NameNode): Value | undefined =>
  node.slot < 0 ? frame.run.lookUp(node.name) : readVariable(frame, node);

/** The value of a name: an undefined value when nothing has it. */
export function readName(frame: Activation, node: NameNode): Value {
  const value = findName(frame, node);
  if (value !== undefined) return value;
  frame.at = node.offset;
  return frame.run.missingName(node.name);
}

/** Brings in what a scope starts with. */
export function enterScope(frame: Activation, scope: BlockScope): void {
  for (const load of scope.loads) {
    frame.slots[load.slot] = initialValue(frame, load);
  }
}

function initialValue(frame: Activation, load: BlockScope["loads"][number]): Value | undefined {
  switch (load.from) {
    case "globals":
      return frame.run.lookUp(load.name);
    case "outer":
      return readVariable(frame, load.outer);
    case "exported": {
      const exported = readVariable(frame, load.outer);
      return exported === undefined ? frame.run.lookUp(load.name) : exported;
    }
    default:
      return undefined;
  }
}

/** Forgets the variables of a scope. */
export function leaveScope(frame: Activation, scope: BlockScope): void {
  for (const slot of scope.slots) frame.slots[slot] = undefined;
}

const mostFrames = 100;

/** An error with this activation added to its stack; the signal of `return` passes as it is. */
export function traced(error: unknown, frame: Activation): unknown {
  if (error instanceof ReturnSignal) return error;
  const place = frameAt(frame.origin, frame.label, frame.at);
  if (error instanceof TemplateError) {
    return error.frames.length < mostFrames ? error.within(place) : error;
  }
  const cause = error instanceof RangeError && isStackOverflow(error) ? tooDeep() : error;
  const message = cause instanceof Error ? cause.message : String(cause);
  const hint = cause instanceof PyError ? cause.hint : undefined;
  return new TemplateError({ pyType: pyTypeOf(cause), message, hint, cause, frames: [place] });
}

function isStackOverflow(error: RangeError): boolean {
  return error.message.includes("call stack");
}

function pyTypeOf(error: unknown): string {
  if (error instanceof PyError) return error.pyType;
  return error instanceof Error ? error.name : "Exception";
}

export function tooDeep(): PyError {
  return new PyError(
    "RecursionError",
    "maximum recursion depth exceeded",
    "A macro calls itself without end.",
  );
}
