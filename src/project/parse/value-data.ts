/** Turns what a template computed into data for the manifest; floats and dates stay what they are. */
import type { Data, DataObject } from "../../core/data.ts";
import { Dict, PySet, str, Tuple, Undefined, type Value } from "../../jinja/index.ts";

/** The value as data; objects that are none become their text. */
export function dataOf(value: Value): Data {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(dataOf);
  if (value instanceof Dict) return dictData(value);
  if (value instanceof Tuple) return value.items.map(dataOf);
  if (value instanceof PySet) return [...value.values()].map(dataOf);
  if (value instanceof Undefined) return "";
  return "toJSON" in value ? (value as unknown as Data) : str(value);
}

/** A dict as an object; keys become text. */
export function dictData(dict: Dict): DataObject {
  const data: Record<string, Data> = {};
  for (const [key, value] of dict.entries()) data[str(key)] = dataOf(value);
  return data;
}
