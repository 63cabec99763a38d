/** What a resource's own files say of its config, and when two of them say the same. Pure. */
import type { Data, DataObject } from "../../../core/data.ts";

export interface OwnConfig {
  /** `config:` of the properties file, rendered. */
  readonly patch?: DataObject | undefined;
  /** The same as written. */
  readonly unrenderedPatch?: DataObject | undefined;
  /** Each `config()` call, in order. */
  readonly calls?: readonly DataObject[] | undefined;
  /** What `config()` was called with as source text; the calls themselves when absent. */
  readonly unrenderedCalls?: DataObject | undefined;
}

/** Equal for what is equal; undefined for values that JSON does not tell apart. Most files say the same few things. */
export function keyOf(own: OwnConfig): string | undefined {
  const { patch, calls, unrenderedPatch, unrenderedCalls } = own;
  const hasCalls = calls !== undefined && calls.length > 0;
  if (!(patch || hasCalls || unrenderedPatch || unrenderedCalls)) return "";
  const isPlain =
    isPlainLevel(patch) &&
    isPlainLevel(unrenderedPatch) &&
    isPlainLevel(unrenderedCalls) &&
    (!hasCalls || calls.every(isPlainLevel));
  if (!isPlain) return undefined;
  return JSON.stringify([
    patch ?? null,
    calls ?? [],
    unrenderedPatch ?? null,
    unrenderedCalls ?? 0,
  ]);
}

function isPlainLevel(level: DataObject | undefined): boolean {
  if (level === undefined) return true;
  for (const key of Object.keys(level)) if (!isPlainValue(level[key] as Data)) return false;
  return true;
}

const isPlainValue = (value: Data): boolean =>
  typeof value === "string" ||
  typeof value === "boolean" ||
  value === null ||
  (Array.isArray(value) && value.every((item) => typeof item === "string"));
