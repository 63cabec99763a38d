/** The sync form never waits: a native function that would have to is an error. */
import { PyError } from "../../values/error.ts";
import type { Value } from "../../values/value.ts";

/** Work that is done when it returns. */
export type Steps<T> = T;

/** @throws PyError RuntimeError when the value is a promise */
export function settle(value: Value | Promise<Value>): Value {
  if (!(value instanceof Promise)) return value;
  value.catch(() => undefined);
  throw new PyError(
    "RuntimeError",
    "this function has to wait, which is not possible while parsing",
  );
}
