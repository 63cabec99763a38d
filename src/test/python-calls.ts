/** Looks at and calls Python objects as a template would, without one. For tests. */
import type { Call, PyObject, Value } from "../jinja/index.ts";

/** The attribute or, failing that, the item of that name. */
export function get(object: Value, name: string): Value {
  const found = (object as PyObject).pyGetAttr?.(name) ?? (object as PyObject).pyGetItem?.(name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}

/** Calls something that answers at once and does not call back. */
export function call(
  callee: Value,
  args: readonly Value[] = [],
  kwargs: Readonly<Record<string, Value>> = {},
): Value {
  const request: Call = {
    args,
    kwargs: new Map(Object.entries(kwargs)),
    get interpreter(): never {
      throw new Error("this call needs an interpreter");
    },
    suspends: false,
  };
  const result = (callee as PyObject).pyCall!(request);
  if (result instanceof Promise) throw new Error("this call needs to be awaited");
  return result;
}

/** Calls a method. */
export const callMethod = (
  object: Value,
  name: string,
  args: readonly Value[] = [],
  kwargs: Readonly<Record<string, Value>> = {},
): Value => call(get(object, name), args, kwargs);
