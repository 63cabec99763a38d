/** The one point at which the suspending form waits. The sync form has a file of the same name that refuses to. */
import type { Value } from "../../values/value.ts";

/** Work that may have to wait for promises on its way to a T. */
export type Steps<T> = Generator<Promise<Value>, T, Value>;

/** The value of a native call, once it is there. */
export function* settle(value: Value | Promise<Value>): Steps<Value> {
  return value instanceof Promise ? yield value : value;
}

/** Does the work, waiting where it has to. */
export async function drive<T>(steps: Steps<T>): Promise<T> {
  let step = steps.next();
  while (!step.done) {
    let value: Value;
    try {
      value = await step.value;
    } catch (error) {
      step = steps.throw(error);
      continue;
    }
    step = steps.next(value);
  }
  return step.value;
}
