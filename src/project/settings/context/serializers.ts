/** `fromjson`, `tojson`, `fromyaml` and `toyaml`. */

import { Problem } from "../../../core/problem.ts";
import {
  bindArguments,
  type Call,
  isTrue,
  nativeFunction,
  PermissiveUndefined,
  PyError,
  textOf,
  toValue,
  Undefined,
  type Value,
} from "../../../jinja/index.ts";
import { parseYaml } from "../yaml.ts";
import { dumpJson, loadJson } from "./json.ts";
import { dumpYaml } from "./yaml-dump.ts";

/** A text that cannot be read gives the default, as in dbt; a value of the wrong type is an error. */
function orDefault(read: () => Value, fallback: Value | undefined): Value {
  try {
    return read();
  } catch (thrown) {
    const isUnreadable =
      thrown instanceof Problem || (thrown instanceof PyError && thrown.pyType === "ValueError");
    if (isUnreadable) return fallback ?? null;
    throw thrown;
  }
}

function fromJson(call: Call): Value {
  const { string, default: fallback } = bindArguments(call, "fromjson", ["string", "default?"]);
  const text = textOf(string ?? null);
  if (text === undefined) {
    throw new PyError("TypeError", "the JSON object must be str, bytes or bytearray");
  }
  return orDefault(() => loadJson(text), fallback);
}

function toJson(call: Call): Value {
  const given = bindArguments(call, "tojson", ["value", "default?", "sort_keys?"]);
  return orDefault(
    () => dumpJson(given.value ?? null, isTrue(given.sort_keys ?? false)),
    given.default,
  );
}

function fromYaml(call: Call): Value {
  const { value, default: fallback } = bindArguments(call, "fromyaml", ["value", "default?"]);
  const text = yamlSource(value ?? null);
  return orDefault(() => toValue(parseYaml(text, "fromyaml").value), fallback);
}

function yamlSource(value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof Undefined && !(value instanceof PermissiveUndefined)) throw value.error();
  throw new PyError("TypeError", "a string or stream input is required");
}

function toYaml(call: Call): Value {
  const given = bindArguments(call, "toyaml", ["value", "default?", "sort_keys?"]);
  return orDefault(
    () => dumpYaml(given.value ?? null, isTrue(given.sort_keys ?? false)),
    given.default,
  );
}

export const serializers: readonly (readonly [string, Value])[] = [
  ["fromjson", nativeFunction("fromjson", fromJson)],
  ["tojson", nativeFunction("tojson", toJson)],
  ["fromyaml", nativeFunction("fromyaml", fromYaml)],
  ["toyaml", nativeFunction("toyaml", toYaml)],
];
