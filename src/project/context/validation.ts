/** `validation.any[...]`: checks of config values in macros. */
import { configRefused } from "../../core/problems/context.ts";
import { equals, nativeFunction, type PyObject, str, type Value } from "../../jinja/index.ts";
import { namespaceObject } from "./native.ts";

/** `validation.any(a, b)` gives a function that refuses everything else; `validation.any[a, b]` is the old spelling. */
export function validationObject(): PyObject {
  return namespaceObject("AttrDict", { any: anyOf });
}

function anyOf(): Value {
  return nativeFunction("validate_any", ({ args: allowed }) =>
    nativeFunction("inner", ({ args: [value = null] }) => {
      if (allowed.some((each) => equals(each, value) || isInstance(value, each))) return null;
      throw configRefused(str(value), allowed.map(str).join(","));
    }),
  );
}

/** Whether the allowed value is a class that the value belongs to. */
function isInstance(value: Value, allowed: Value): boolean {
  if (typeof allowed !== "object" || allowed === null || Array.isArray(allowed)) return false;
  return (
    allowed.pyType === "type" &&
    typeof value === "object" &&
    value !== null &&
    allowed.pyGetAttr?.("__name__") === (value as PyObject).pyType
  );
}
