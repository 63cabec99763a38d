/** How objects of ours show attributes and methods to templates: tables by name, looked up when asked. */
import { type Call, nativeFunction, type PyObject, type Value } from "../../jinja/index.ts";

export interface Members<Self> {
  readonly attributes: Readonly<Record<string, (self: Self) => Value>>;
  readonly methods: Readonly<Record<string, (self: Self, call: Call) => Value | Promise<Value>>>;
}

/** The attribute of that name or, as a function bound to `self`, the method; undefined when there is neither. */
export function memberOf<Self>(
  members: Members<Self>,
  self: Self,
  name: string,
): Value | undefined {
  const attribute = own(members.attributes, name);
  if (attribute !== undefined) return attribute(self);
  const method = own(members.methods, name);
  return method && nativeFunction(name, (call) => method(self, call));
}

/** An object without a class of its own, such as `exceptions` or `api`: what stands in the tables is built when asked. */
export function namespaceObject(
  pyType: string,
  attributes: Readonly<Record<string, () => Value>>,
  methods: Readonly<Record<string, (call: Call) => Value | Promise<Value>>> = {},
): PyObject {
  const built = new Map<string, Value>();
  const names = [...Object.keys(attributes), ...Object.keys(methods)];
  const find = (name: string): Value | undefined => {
    const known = built.get(name);
    if (known !== undefined) return known;
    const made = own(attributes, name)?.() ?? functionOf(name, own(methods, name));
    if (made !== undefined) built.set(name, made);
    return made;
  };
  const isDictionary = pyType === "dict";
  return {
    pyType,
    pyMapping: isDictionary,
    pyGetAttr: find,
    pyGetItem: (key) => (typeof key === "string" ? find(key) : undefined),
    pyContains: (key) => typeof key === "string" && names.includes(key),
    ...(isDictionary && { pyIter: () => names, pyLen: () => names.length }),
  };
}

function functionOf(
  name: string,
  run: ((call: Call) => Value | Promise<Value>) | undefined,
): Value | undefined {
  return run && nativeFunction(name, run);
}

function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
