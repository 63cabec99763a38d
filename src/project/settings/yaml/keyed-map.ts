/** A YAML mapping with keys that are not all strings, which a JavaScript object cannot hold. */
import type { DataObject, KeyedData } from "../../../core/data.ts";
import { Dict, toData } from "../../../jinja/index.ts";

export class KeyedMap extends Dict implements KeyedData {
  /** As Python's json module writes it: every key as text. */
  toJSON(): DataObject {
    const entries = [...this.entries()].map(([key, value]) => [jsonKey(key), toData(value)]);
    return Object.fromEntries(entries) as DataObject;
  }
}

function jsonKey(key: unknown): string {
  if (key === null) return "null";
  const data = key instanceof Object && "toJSON" in key ? key : { toJSON: () => key };
  return String((data as { toJSON(): unknown }).toJSON());
}
