/** JSON as dbt's artifacts have it: without white space, floats and big integers as Python writes them. */
import { survivesJson } from "./survives-json.ts";

/** The text of a value; fast for what JavaScript's own writer gets right, which nearly everything is. */
export function artifactText(value: unknown): string {
  return survivesJson(value) ? JSON.stringify(value) : exactText(value);
}

function exactText(value: unknown): string {
  const marked = JSON.stringify(value, function (this: Record<string, unknown>, key, inner) {
    if (typeof inner === "bigint") return `${mark}${inner}`;
    const original = this[key];
    return isWholeFloat(original) ? `${mark}${original.float}.0` : (inner as unknown);
  });
  return marked.replace(marks, "$1");
}

/** Text that looks like the mark would have to begin with a zero byte. */
const mark = "\u0000number:";
const marks = /"\\u0000number:(-?[\d.]+)"/g;

const isWholeFloat = (value: unknown): value is { readonly float: number } =>
  typeof value === "object" && value !== null && "float" in value && "toJSON" in value;
