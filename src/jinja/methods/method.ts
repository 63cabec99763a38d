/** Methods of builtin values: how they are written, bound, and how they refuse wrong arguments. */
import { PyError, typeError } from "../values/error.ts";
import { asNumber, isFloat } from "../values/float.ts";
import { typeName } from "../values/text.ts";
import type { Call, PyObject, Value } from "../values/value.ts";

export type Method<Self> = (self: Self, call: Call) => Value;
export type MethodTable<Self> = ReadonlyMap<string, Method<Self>>;

/** A method taken off its object, as in `{% set f = x.append %}`. */
export class BoundMethod implements PyObject {
  readonly pyType = "builtin_function_or_method";
  readonly self: Value;
  readonly name: string;
  readonly #run: Method<never>;

  constructor(self: Value, name: string, run: Method<never>) {
    this.self = self;
    this.name = name;
    this.#run = run;
  }

  pyCall(call: Call): Value {
    return this.#run(this.self as never, call);
  }

  pyRepr(): string {
    return `<built-in method ${this.name} of ${typeName(this.self)} object>`;
  }
}

/**
 * Refuses calls with a wrong number of positional arguments, or with keywords.
 * @throws PyError TypeError
 */
export function requireArguments(call: Call, name: string, least: number, most: number): void {
  const { length } = call.args;
  const [, method = name] = name.split(".");
  if (call.kwargs.size > 0) throw typeError(`${name}() takes no keyword arguments`);
  if (length >= least && length <= most) return;
  if (most === 0) throw typeError(`${name}() takes no arguments (${length} given)`);
  if (least === most) {
    const many = least === 1 ? "exactly one argument" : `exactly ${least} arguments`;
    throw typeError(`${name}() takes ${many} (${length} given)`);
  }
  const bound = length < least ? `at least ${least}` : `at most ${most}`;
  const noun = (length < least ? least : most) === 1 ? "argument" : "arguments";
  throw typeError(`${method} expected ${bound} ${noun}, got ${length}`);
}

/**
 * An argument that must be an int.
 * @throws PyError TypeError
 */
export function requireInt(value: Value): number {
  const number = isFloat(value) ? undefined : asNumber(value);
  if (typeof number === "bigint") {
    throw new PyError("OverflowError", "Python int too large to convert to C ssize_t");
  }
  if (number !== undefined) return number;
  throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
}

/** An optional int: the fallback when absent or None. */
export function optionalInt(value: Value | undefined, fallback: number): number {
  return value === undefined || value === null ? fallback : requireInt(value);
}
