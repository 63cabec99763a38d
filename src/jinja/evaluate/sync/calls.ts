/** Calls whatever can be called. The sync form. */
// Derived from ../suspending/calls.ts by scripts/derive-sync-jinja.mjs: do not edit.
import { MacroDefinition } from "../../macro-definition.ts";
import { isObject } from "../../values/compare.ts";
import { typeError } from "../../values/error.ts";
import { typeName } from "../../values/text.ts";
import { Undefined } from "../../values/undefined.ts";
import type { Value } from "../../values/value.ts";
import type { Run } from "../activation.ts";
import { LoopContext } from "../loop-context.ts";
import { MacroFunction } from "../macro-function.ts";
import { type Steps, settle } from "./suspension.ts";

/** How macros run, handed in by the interpreter: macros call expressions, which call macros. */
export interface MacroRunner {
  readonly invoke: (
    macro: MacroFunction | MacroDefinition,
    args: readonly Value[],
    kwargs: ReadonlyMap<string, Value>,
    run: Run,
  ) => Steps<Value>;
  readonly recurse: (loop: LoopContext, items: Value) => Steps<Value>;
}

/**
 * Calls a value.
 * @throws PyError TypeError when it cannot be called
 */
export function invoke(
  callee: Value,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  run: Run,
): Steps<Value> {
  if (callee instanceof MacroDefinition || callee instanceof MacroFunction) {
    return runnerOf(run).invoke(callee, args, kwargs, run);
  }
  if (callee instanceof Undefined) return callee.call();
  if (callee instanceof LoopContext) return recurse(callee, args, run);
  if (!isObject(callee) || !callee.pyCall) {
    throw typeError(`'${typeName(callee)}' object is not callable`);
  }
  const { interpreter, suspends } = run;
  const value = callee.pyCall({ args, kwargs, interpreter, suspends });
  return value instanceof Promise ? settle(value) : value;
}

function runnerOf(run: Run): MacroRunner {
  return run.runner as MacroRunner;
}

function recurse(loop: LoopContext, args: readonly Value[], run: Run): Steps<Value> {
  if (!loop.recurse) {
    throw typeError("The loop must have the 'recursive' marker to be called recursively.");
  }
  const [items] = args;
  if (items === undefined || args.length > 1) {
    throw typeError(
      `LoopContext.__call__() takes 2 positional arguments but ${args.length + 1} were given`,
    );
  }
  return runnerOf(run).recurse(loop, items);
}
