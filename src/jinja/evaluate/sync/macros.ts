/** Runs templates, macros and callers. The sync form. */
// Derived from ../suspending/macros.ts by scripts/derive-sync-jinja.mjs: do not edit.
import { MacroDefinition } from "../../macro-definition.ts";
import type { Origin } from "../../origin.ts";
import type { FunctionScope, MacroSignature, Statement } from "../../syntax/tree.ts";
import { PyError, ReturnSignal } from "../../values/error.ts";
import { Markup } from "../../values/markup.ts";
import type { UndefinedDetails } from "../../values/undefined.ts";
import type { Value } from "../../values/value.ts";
import { type Activation, activate, enterScope, type Run, tooDeep, traced } from "../activation.ts";
import type { Completion } from "../completion.ts";
import { bindMacro, type MacroFunction } from "../macro-function.ts";
import type { MacroRunner } from "./calls.ts";
import { evaluate } from "./expressions.ts";
import { recurseLoop } from "./loops.ts";
import { execute } from "./statements.ts";
import type { Steps } from "./suspension.ts";

const mostDepth = 400;

export const macroRunner: MacroRunner = { invoke: invokeMacro, recurse: recurseLoop };

/** A template that is ready to run. */
export interface Runnable {
  readonly body: readonly Statement[];
  readonly scope: FunctionScope;
  readonly origin: Origin;
}

/**
 * Runs a template in a fresh activation, which holds the output.
 * @throws TemplateError
 */
export function runTemplate(
  template: Runnable,
  run: Run,
  chunks: Value[] | undefined,
): Steps<Activation> {
  const { scope, origin } = template;
  const frame = activate({ run, origin, label: "template", size: scope.size });
  frame.chunks = chunks;
  try {
    enterScope(frame, scope);
    const completion = execute(template.body, frame);
    if (completion === "return") throw new ReturnSignal(frame.returned);
    return frame;
  } catch (error) {
    throw traced(returnOutside(error), frame);
  }
}

function returnOutside(error: unknown): unknown {
  if (!(error instanceof ReturnSignal)) return error;
  return new PyError("MacroReturn", "return() was called outside of a macro");
}

function invokeMacro(
  macro: MacroFunction | MacroDefinition,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  run: Run,
): Steps<Value> {
  if (!(macro instanceof MacroDefinition)) return invokeFunction(macro, args, kwargs, run);
  const signature = macro.signature();
  const label = `${macro.kind} ${macro.name}`;
  const { origin } = macro;
  const { size } = signature.scope;
  const frame = activate({ run, origin, label, size, at: signature.offset });
  const escapes = run.autoescape;
  run.autoescape = false;
  run.interpreter.enterMacro(macro);
  try {
    const completion = runBody(macro.name, signature, args, kwargs, frame);
    return completion === "return" ? frame.returned : frame.out;
  } catch (error) {
    if (error instanceof ReturnSignal) return error.value;
    throw traced(error, frame);
  } finally {
    run.interpreter.leaveMacro();
    run.autoescape = escapes;
  }
}

function invokeFunction(
  macro: MacroFunction,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  run: Run,
): Steps<Value> {
  const { name, signature, origin, outer } = macro;
  const label = name === null ? "call block" : `macro ${name}`;
  const { size } = signature.scope;
  const frame = activate({ run, origin, label, size, outer, at: outer.at });
  try {
    const completion = runBody(name, signature, args, kwargs, frame);
    // It ends the macro around it, wherever that is.
    if (completion === "return") throw new ReturnSignal(frame.returned);
    return run.autoescape ? new Markup(frame.out) : frame.out;
  } catch (error) {
    throw traced(error, frame);
  }
}

function runBody(
  name: string | null,
  signature: MacroSignature,
  args: readonly Value[],
  kwargs: ReadonlyMap<string, Value>,
  frame: Activation,
): Steps<Completion> {
  const { run } = frame;
  if (run.depth >= mostDepth) throw tooDeep();
  run.depth++;
  try {
    bindMacro(name, signature, frame.slots, args, kwargs, run.missing);
    enterScope(frame, signature.scope);
    for (const parameter of signature.parameters) {
      if (frame.slots[parameter.slot] === undefined) {
        frame.slots[parameter.slot] = parameter.fallback
          ? evaluate(parameter.fallback, frame)
          : run.missing(notProvided(parameter.name));
      }
    }
    return execute(signature.body, frame);
  } finally {
    run.depth--;
  }
}

function notProvided(name: string): UndefinedDetails {
  return { name, message: `parameter '${name}' was not provided` };
}
