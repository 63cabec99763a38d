/**
 * dbt strips properties files before it reads them, so that a block of text (`|` or `>`) at the very end of the file loses
 * its last line break.
 */
import type { Data, DataObject } from "../../core/data.ts";
import { isDataObject } from "../settings/data-object.ts";

/** The file's value, without that line break. */
export function withoutLastBreak<Value extends DataObject | null>(
  value: Value,
  text: string,
): Value {
  return endsWithBreak(value) && endsInBlock(text) ? (shorten(value) as Value) : value;
}

const lastKey = (dict: DataObject): string | undefined => Object.keys(dict).at(-1);

function lastOf(value: Data): Data | undefined {
  if (Array.isArray(value)) return value.at(-1);
  return isDataObject(value) ? value[lastKey(value) ?? ""] : undefined;
}

function endsWithBreak(value: Data): boolean {
  if (typeof value === "string") return value.endsWith("\n");
  const last = lastOf(value);
  return last !== undefined && endsWithBreak(last);
}

function shorten(value: Data): Data {
  if (typeof value === "string") return value.slice(0, -1);
  const last = shorten(lastOf(value) as Data);
  if (Array.isArray(value)) return [...value.slice(0, -1), last];
  return { ...(value as DataObject), [lastKey(value as DataObject) as string]: last };
}

const blockStart = /(?:^|[:-]\s+)(?:!!str\s+)?[|>][-+\d]{0,2}(?:\s+#.*)?$/;

/** Whether one of the lines that the last line belongs to starts a block. */
function endsInBlock(text: string): boolean {
  let inner = Number.POSITIVE_INFINITY;
  for (const line of text.split(/\r?\n/).reverse()) {
    if (line.trim() === "") continue;
    const indent = line.search(/\S/);
    if (indent >= inner) continue;
    if (inner !== Number.POSITIVE_INFINITY && blockStart.test(line.trimEnd())) return true;
    if (indent === 0) return false;
    inner = indent;
  }
  return false;
}
