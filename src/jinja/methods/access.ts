/** `value.name` and `value[key]` as the sandbox looks them up: attributes and items stand in for each other. */
import { Bytes } from "../values/bytes.ts";
import { isObject, textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError } from "../values/error.ts";
import { Float } from "../values/float.ts";
import { charactersOf } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { Range } from "../values/range.ts";
import { PySet } from "../values/set.ts";
import { indexIn } from "../values/slices.ts";
import { repr, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { Undefined, type UndefinedDetails } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";
import { dictMethods } from "./dicts.ts";
import { bytesMethods } from "./encoding.ts";
import { listMethods, tupleMethods } from "./lists.ts";
import { BoundMethod, type Method, type MethodTable } from "./method.ts";
import { floatMethods, intMethods, numberAttribute } from "./numbers.ts";
import { setMethods } from "./sets.ts";
import { markupMethods, stringMethods } from "./string-methods.ts";

/** Makes the undefined value that a missing thing gives. */
export type MakeUndefined = (details: UndefinedDetails) => Value;

function methodsOf(value: Value): MethodTable<never> | undefined {
  switch (typeof value) {
    case "string":
      return stringMethods as MethodTable<never>;
    case "number":
      return (Number.isInteger(value) ? intMethods : floatMethods) as MethodTable<never>;
    case "boolean":
    case "bigint":
      return intMethods as MethodTable<never>;
    default:
      if (value === null) return undefined;
      if (Array.isArray(value)) return listMethods as MethodTable<never>;
      return objectMethods(value);
  }
}

function objectMethods(value: Value): MethodTable<never> | undefined {
  if (value instanceof Dict) return dictMethods as MethodTable<never>;
  if (value instanceof Tuple) return tupleMethods as MethodTable<never>;
  if (value instanceof PySet) return setMethods as MethodTable<never>;
  if (value instanceof Float) return floatMethods as MethodTable<never>;
  if (value instanceof Markup) return markupMethods as MethodTable<never>;
  if (value instanceof Bytes) return bytesMethods as MethodTable<never>;
  return textOf(value) === undefined ? undefined : (stringMethods as MethodTable<never>);
}

/** The method of a builtin value, not bound; undefined when the value is no builtin or has no such method. */
export function methodOf(value: Value, name: string): Method<never> | undefined {
  return methodsOf(value)?.get(name);
}

// Every Python object has these; the sandbox hides them.
const hidden = new Set(
  "class doc init new dir hash eq ne lt le gt ge repr str format reduce reduce_ex getattribute setattr delattr sizeof subclasshook init_subclass"
    .split(" ")
    .map((name) => `__${name}__`),
);

/** An attribute that Python would find; undefined when there is none. */
function attribute(value: Value, name: string): Value | undefined {
  const method = methodOf(value, name);
  if (method !== undefined) return new BoundMethod(value, name, method);
  if (typeof value === "number" || typeof value === "boolean" || typeof value === "bigint") {
    return numberAttribute(value, name);
  }
  if (!isObject(value)) return undefined;
  return value instanceof Float ? numberAttribute(value, name) : value.pyGetAttr?.(name);
}

/**
 * `value.name`: an attribute, else an item of that name, else undefined.
 * @throws PyError UndefinedError when the value itself is undefined
 */
export function getAttribute(value: Value, name: string, missing: MakeUndefined): Value {
  if (value instanceof Undefined && !hidden.has(name)) return value.member(name);
  if (hidden.has(name)) return unsafe(value, name, missing);
  const found = attribute(value, name);
  if (found !== undefined) return name.startsWith("_") ? unsafe(value, name, missing) : found;
  const item = itemOf(value, name);
  return item === undefined ? missing({ of: value, name }) : item;
}

function unsafe(value: Value, name: string, missing: MakeUndefined): Value {
  const message = `access to attribute ${repr(name)} of '${typeName(value)}' object is unsafe.`;
  return missing({ of: value, name, message, raises: "SecurityError" });
}

/**
 * `value[key]`: an item, else an attribute of that name, else undefined.
 * @throws PyError UndefinedError when the value itself is undefined
 */
export function getItem(value: Value, key: Value, missing: MakeUndefined): Value {
  if (value instanceof Undefined) return value.item();
  const item = itemOf(value, key);
  if (item !== undefined) return item;
  const name = textOf(key);
  if (name === undefined) return missing({ of: value, name: key });
  if (hidden.has(name)) return unsafe(value, name, missing);
  const found = attribute(value, name);
  if (found === undefined) return missing({ of: value, name: key });
  return name.startsWith("_") ? unsafe(value, name, missing) : found;
}

function itemOf(value: Value, key: Value): Value | undefined {
  if (value instanceof Dict && typeof key === "string") return value.get(key);
  if (Array.isArray(value)) return sequenceItem(value, key);
  const text = textOf(value);
  if (text !== undefined) return textItem(value, text, key);
  if (!isObject(value)) return undefined;
  if (value instanceof Tuple) return sequenceItem(value.items, key);
  if (value instanceof Range) {
    const index = indexIn(key, value.length);
    return index === undefined ? undefined : value.at(index);
  }
  return objectItem(value, key);
}

function sequenceItem(items: readonly Value[], key: Value): Value | undefined {
  const index = indexIn(key, items.length);
  return index === undefined ? undefined : items[index];
}

function textItem(value: Value, text: string, key: Value): Value | undefined {
  const characters = charactersOf(text);
  const index = indexIn(key, characters.length);
  const char = index === undefined ? undefined : characters[index];
  return char !== undefined && value instanceof Markup ? new Markup(char) : char;
}

const lookupErrors = new Set(["KeyError", "IndexError", "LookupError", "TypeError"]);

function objectItem(
  value: Exclude<Value, null | string | number | boolean | bigint | Value[]>,
  key: Value,
): Value | undefined {
  try {
    return value.pyGetItem?.(key);
  } catch (error) {
    if (error instanceof PyError && lookupErrors.has(error.pyType)) return undefined;
    throw error;
  }
}
