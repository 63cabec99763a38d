/** Assignment to names, tuples of names, and attributes of namespaces. */
import type { Target, TargetTuple } from "../syntax/expression-tree.ts";
import { PyError } from "../values/error.ts";
import { unpacked } from "../values/iterate.ts";
import { Namespace } from "../values/namespace.ts";
import type { Value } from "../values/value.ts";
import { type Activation, readVariable, writeVariable } from "./activation.ts";

/**
 * Assigns a value to a target.
 * @throws PyError ValueError or TypeError when a tuple does not fit
 */
export function assign(target: Target, value: Value, frame: Activation): void {
  if (target.kind === "name") {
    writeVariable(frame, target, value);
    return;
  }
  frame.at = target.offset;
  if (target.kind === "namespace") namespaceOf(target, frame).pySetItem(target.attribute, value);
  else unpack(target, value, frame);
}

/**
 * Makes sure that every `ns.x` in a target is on a namespace, before the value is worked out.
 * @throws PyError TemplateRuntimeError
 */
export function checkNamespaces(target: Target, frame: Activation): void {
  if (target.kind === "tuple") for (const item of target.items) checkNamespaces(item, frame);
  else if (target.kind === "namespace") namespaceOf(target, frame);
}

function namespaceOf(target: Target & { kind: "namespace" }, frame: Activation): Namespace {
  const value = target.slot < 0 ? frame.run.lookUp(target.name) : readVariable(frame, target);
  if (value instanceof Namespace) return value;
  frame.at = target.offset;
  throw new PyError("TemplateRuntimeError", "cannot assign attribute on non-namespace object");
}

function unpack(target: TargetTuple, value: Value, frame: Activation): void {
  const { items } = target;
  const values = unpacked(value, items.length);
  items.forEach((item, index) => {
    assign(item, values[index] as Value, frame);
  });
}
