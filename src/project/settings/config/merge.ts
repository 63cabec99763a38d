/** dbt's rules for a config key that is set more than once. Pure; never changes what it is given. */
import { type Data, type DataObject, mappingOf, ownValue } from "../../../core/data.ts";
import { isDataObject } from "../data-object.ts";
import type { Fields, Merge } from "./fields.ts";

/** Of the keys that are no fields these come first: the adapters declare them. */
const declaredByAdapters = ["unlogged", "indexes"];

const listOf = (value: Data): readonly Data[] => (Array.isArray(value) ? value : [value]);

/** One level over another, by the merge rule of each field; keys that are no field replace what was there. */
export function mergeLevel(lower: DataObject, level: DataObject, fields: Fields): DataObject {
  const merged = mappingOf<Data>(lower);
  for (const key of declaredByAdapters) if (key in level) merged[key] = level[key] as Data;
  for (const [name, value] of Object.entries(level)) {
    const key = hookName(name);
    // Both spellings in one level: dbt takes the one with the underscore.
    if (key === name && underscored(key) in level) continue;
    const field = ownValue(fields, key);
    merged[key] = mergeValue(
      field?.merge ?? "clobber",
      ownValue(lower, key) ?? field?.default ?? null,
      value,
    );
  }
  return { ...merged };
}

const underscored = (key: string): string =>
  key === "pre-hook" ? "pre_hook" : key === "post-hook" ? "post_hook" : "";

/** `pre_hook` and `pre-hook` are one key. */
export const hookName = (key: string): string =>
  key === "pre_hook" ? "pre-hook" : key === "post_hook" ? "post-hook" : key;

function mergeValue(merge: Merge, lower: Data, value: Data): Data {
  if (merge === "append") return [...(lower === null ? [] : listOf(lower)), ...listOf(value)];
  // A value of the wrong type takes its place unmerged, so that the type check can speak of it.
  if (merge === "clobber" || !isDataObject(value)) return value;
  const below = isDataObject(lower) ? lower : {};
  return merge === "update" ? { ...below, ...value } : mergeGrants(below, value);
}

/** A privilege written `+select` adds to the grantees from below, a plain one replaces them. */
function mergeGrants(lower: DataObject, level: DataObject): DataObject {
  const merged = mappingOf<Data>();
  for (const [privilege, grantees] of Object.entries(lower)) merged[privilege] = listOf(grantees);
  for (const [written, grantees] of Object.entries(level)) {
    const privilege = written.replace(/^\++/, "");
    const below = written.startsWith("+") ? listOf(merged[privilege] ?? []) : [];
    merged[privilege] = [...below, ...listOf(grantees)];
  }
  return { ...merged };
}

const appended = new Set(["pre-hook", "pre_hook", "post-hook", "post_hook", "tags", "packages"]);
const updated = new Set([
  "quoting",
  "column_types",
  "meta",
  "docs",
  "contract",
  "snapshot_meta_column_names",
]);

/** Several `config()` calls of one file, as one. Their keys merge by name, whatever the resource. */
export function mergeCalls(calls: readonly DataObject[]): DataObject {
  const [first = {}, ...more] = calls.filter((call) => Object.keys(call).length > 0);
  return more.reduce(mergeCall, first);
}

function mergeCall(earlier: DataObject, call: DataObject): DataObject {
  const merged = mappingOf<Data>(earlier);
  for (const [key, value] of Object.entries(call)) merged[key] = overCall(key, merged[key], value);
  return { ...merged };
}

function overCall(key: string, before: Data | undefined, value: Data): Data {
  if (appended.has(key)) return [...(before === undefined ? [] : listOf(before)), ...listOf(value)];
  if (!isDataObject(value)) return value;
  if (key === "grants") return mergeGrantCalls(isDataObject(before) ? before : {}, value);
  return updated.has(key) && isDataObject(before) ? { ...before, ...value } : value;
}

/** Between calls the `+` stays on, as it still has to meet the levels below. */
function mergeGrantCalls(earlier: DataObject, call: DataObject): DataObject {
  const merged = mappingOf<Data>(earlier);
  for (const [privilege, grantees] of Object.entries(call)) {
    const before = privilege.startsWith("+") ? listOf(merged[privilege] ?? []) : [];
    merged[privilege] = [...before, ...listOf(grantees)];
  }
  return { ...merged };
}

/** Mappings within mappings merged, all else replaced, lists too (deep-merge.ts of the parser joins them). */
export function mergeMappings(lower: DataObject, upper: DataObject): DataObject {
  const merged = mappingOf<Data>(lower);
  for (const [key, value] of Object.entries(upper)) {
    const below = merged[key];
    merged[key] = isDataObject(value) && isDataObject(below) ? mergeMappings(below, value) : value;
  }
  return { ...merged };
}
