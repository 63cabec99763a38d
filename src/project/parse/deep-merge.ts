/** Merges two configs the way dbt makes `unrendered_config`: dicts key by key, lists one after the other. */
import type { Data, DataObject } from "../../core/data.ts";
import { isDataObject } from "../settings/data-object.ts";

/** `over` on top of `base`; of two lists, that of `over` comes first. */
export function deepMerge(base: DataObject, over: DataObject): DataObject {
  const merged: Record<string, Data> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const known = merged[key];
    if (isDataObject(value)) merged[key] = deepMerge(isDataObject(known) ? known : {}, value);
    else if (Array.isArray(value) && Array.isArray(known)) merged[key] = [...value, ...known];
    else merged[key] = value;
  }
  return merged;
}
