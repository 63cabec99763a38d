/** Reads attributes of whatever a template passed, for messages. */
import { type PyObject, str, Undefined, type Value } from "../../jinja/index.ts";

/** The attribute or item at the end of the path, as text; `None` when there is none. */
export function attributeText(value: Value, ...path: readonly string[]): string {
  let current: Value | undefined = value;
  for (const key of path) {
    const object: PyObject | undefined =
      typeof current === "object" && current !== null && !Array.isArray(current)
        ? current
        : undefined;
    current = object?.pyGetItem?.(key) ?? object?.pyGetAttr?.(key);
  }
  return current === undefined || current instanceof Undefined ? "None" : str(current);
}
