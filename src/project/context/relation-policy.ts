/** `path`, `quote_policy` and `include_policy` of a relation: small mappings of the three parts of a name. */
import type { RelationName } from "../../adapters/adapter.ts";
import {
  equals,
  isTrue,
  nativeFunction,
  type PyObject,
  repr,
  type Value,
} from "../../jinja/index.ts";
import { type PathPart, type Policy, pathParts } from "./relation-text.ts";

export const pathObject = ({ database, schema, identifier }: RelationName): PyObject =>
  partsObject("Path", { database, schema, identifier });

export const policyObject = ({ database, schema, identifier }: Policy): PyObject =>
  partsObject("Policy", { database, schema, identifier });

type Parts = Readonly<Record<PathPart, Value>>;

function partsObject(pyType: string, parts: Parts): PyObject {
  const named = (name: Value | undefined): Value | undefined => {
    const part = pathParts.find((candidate) => candidate === name);
    return part && parts[part];
  };
  return {
    pyType,
    pyMapping: true,
    pyGetAttr: (name) =>
      name === "get"
        ? nativeFunction("get", ({ args }) => named(args[0]) ?? args[1] ?? null)
        : named(name),
    pyGetItem: named,
    pyRepr: () =>
      `${pyType}(${pathParts.map((part) => `${part}=${repr(parts[part])}`).join(", ")})`,
    pyEquals: (other) =>
      pathParts.every((part) => equals(parts[part], itemOf(other, part) ?? null)),
  };
}

/** The flags in a dict or another relation's policy; none where something is left out. */
export function flagsIn(value: Value | undefined): Partial<Policy> {
  const policy: { -readonly [Part in PathPart]?: boolean } = {};
  for (const part of pathParts) {
    const flag = itemOf(value ?? null, part);
    if (flag !== undefined && flag !== null) policy[part] = isTrue(flag);
  }
  return policy;
}

function itemOf(value: Value, part: PathPart): Value | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value.pyGetItem?.(part)
    : undefined;
}
