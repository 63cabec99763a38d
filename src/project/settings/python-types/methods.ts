/** Gives Python value types their methods: a table of functions becomes the attributes of an object. */
import {
  bindArguments,
  type Call,
  nativeFunction,
  PyError,
  type Value,
} from "../../../jinja/index.ts";

export type Arguments = Record<string, Value | undefined>;

/** A method: its parameters as `bindArguments` takes them, and what it does. */
export interface Method<Self> {
  readonly parameters: readonly string[];
  readonly run: (self: Self, given: Arguments, call: Call) => Value;
}

export type Methods<Self> = Readonly<Record<string, Method<Self>>>;

export const method = <Self>(
  parameters: readonly string[],
  run: (self: Self, given: Arguments, call: Call) => Value,
): Method<Self> => ({ parameters, run });

/** The method of that name, bound to the object; undefined when there is none. */
export function boundMethod<Self>(
  methods: Methods<Self>,
  name: string,
  self: Self,
): Value | undefined {
  const found = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (found === undefined) return undefined;
  return nativeFunction(name, (call) =>
    found.run(self, bindArguments(call, name, found.parameters), call),
  );
}

/** @throws PyError when the argument is there and no whole number */
export function integerArgument(given: Arguments, name: string, fallback: number): number {
  const value = given[name];
  if (value === undefined) return fallback;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new PyError("TypeError", `${name} must be an integer`);
}

/** @throws PyError when the argument is no string */
export function textArgument(given: Arguments, name: string): string {
  const value = given[name];
  if (typeof value === "string") return value;
  throw new PyError("TypeError", `${name} must be str`);
}

/** The result of comparing, for Python types that refuse to be ordered against others. */
export const unordered = undefined;
