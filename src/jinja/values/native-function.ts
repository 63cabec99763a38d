/** Functions written in TypeScript that templates call, and Python's rules for binding their arguments. */
import { ReturnSignal, typeError } from "./error.ts";
import type { Call, PyObject, Value } from "./value.ts";

class NativeFunction implements PyObject {
  readonly pyType = "function";
  readonly name: string;
  readonly pyCall: (call: Call) => Value | Promise<Value>;

  constructor(name: string, run: (call: Call) => Value | Promise<Value>) {
    this.name = name;
    this.pyCall = run;
  }

  pyRepr(): string {
    return `<function ${this.name}>`;
  }

  pyGetAttr(name: string): Value | undefined {
    return name === "name" ? this.name : undefined;
  }
}

/**
 * A function for templates.
 * @param name how Python's messages call it
 * @param run its work; may return a promise, which the suspending form of the interpreter awaits
 */
export function nativeFunction(
  name: string,
  run: (call: Call) => Value | Promise<Value>,
): PyObject {
  return new NativeFunction(name, run);
}

/** A function that ends the macro in which it is called; see `returnFunction`. */
export class ReturnFunction extends NativeFunction {
  constructor() {
    super("return", (call) => {
      throw new ReturnSignal(bindArguments(call, "return", ["data"]).data ?? null);
    });
  }
}

/** Ends the macro that calls it: its argument is the value of the macro's call. */
export const returnFunction: PyObject = new ReturnFunction();

/**
 * Sorts a call's arguments into parameters.
 * @param parameters names in order; a name that ends in `?` may be left out
 * @throws PyError TypeError, worded as Python does, when the arguments do not fit
 */
export function bindArguments(
  call: Call,
  name: string,
  parameters: readonly string[],
): Record<string, Value | undefined> {
  const names = parameters.map(nameOf);
  if (call.args.length > names.length) throw tooMany(name, parameters, call.args.length);
  const bound: Record<string, Value | undefined> = {};
  for (let index = 0; index < call.args.length; index++) {
    bound[names[index] as string] = call.args[index] as Value;
  }
  for (const [key, value] of call.kwargs) bindKeyword(bound, names, name, key, value);
  if (call.args.length === names.length) return bound;
  const missing = parameters.filter(
    (parameter) => !(parameter.endsWith("?") || parameter in bound),
  );
  if (missing.length > 0) throw missingArguments(name, missing);
  return bound;
}

const nameOf = (parameter: string): string =>
  parameter.endsWith("?") ? parameter.slice(0, -1) : parameter;

function bindKeyword(
  bound: Record<string, Value | undefined>,
  names: readonly string[],
  name: string,
  key: string,
  value: Value,
): void {
  if (!names.includes(key))
    throw typeError(`${name}() got an unexpected keyword argument '${key}'`);
  if (key in bound) throw typeError(`${name}() got multiple values for argument '${key}'`);
  bound[key] = value;
}

function tooMany(name: string, parameters: readonly string[], given: number): Error {
  const required = parameters.filter((parameter) => !parameter.endsWith("?")).length;
  const most = parameters.length;
  const takes = required === most ? `${most}` : `from ${required} to ${most}`;
  const noun = most === 1 && required === most ? "argument" : "arguments";
  const was = given === 1 ? "was" : "were";
  return typeError(`${name}() takes ${takes} positional ${noun} but ${given} ${was} given`);
}

function missingArguments(name: string, missing: readonly string[]): Error {
  const quoted = missing.map((parameter) => `'${parameter}'`);
  const noun = missing.length === 1 ? "argument" : "arguments";
  const list =
    quoted.length < 3
      ? quoted.join(" and ")
      : `${quoted.slice(0, -1).join(", ")}, and ${quoted.at(-1)}`;
  return typeError(`${name}() missing ${missing.length} required positional ${noun}: ${list}`);
}
