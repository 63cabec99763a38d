/** `adapter.parse_index`: an entry of the config `indexes`. */
import { createHash } from "node:crypto";
import { indexInvalid } from "../../../core/problems/relations.ts";
import {
  bindArguments,
  Dict,
  isTrue,
  type PyObject,
  repr,
  str,
  type Value,
} from "../../../jinja/index.ts";
import { namespaceObject } from "../native.ts";
import type { PureMethods } from "./facts.ts";

export const indexMethods: PureMethods = {
  parse_index: ({ dialect }, call) => {
    const { raw_index: raw } = bindArguments(call, "parse_index", ["raw_index"]);
    if (raw === undefined || raw === null) return null;
    if (!(raw instanceof Dict)) throw indexInvalid(`${repr(raw)} is no dictionary.`);
    return indexObject(raw, dialect.name === "postgres");
  },
};

function indexObject(raw: Dict, hasType: boolean): PyObject {
  const columns = raw.get("columns");
  if (!Array.isArray(columns)) throw indexInvalid(`${repr(raw)} has no list of columns.`);
  const known = hasType ? ["columns", "unique", "type"] : ["columns", "unique"];
  const unknown = [...raw.keys()].map(str).find((key) => !known.includes(key));
  if (unknown !== undefined) throw indexInvalid(`"${unknown}" is not a property of an index.`);
  const unique = isTrue(raw.get("unique") ?? false);
  const type: Value = hasType ? (raw.get("type") ?? null) : null;
  return namespaceObject(
    "IndexConfig",
    {
      columns: () => columns,
      unique: () => unique,
      type: () => type,
    },
    {
      // The time makes the name new at each run: the old index is still there when the new one is made.
      render: (call) => {
        const { relation } = bindArguments(call, "render", ["relation"]);
        const parts = [...columns.map(str), str(relation ?? null), str(unique)];
        if (hasType) parts.push(str(type));
        parts.push(new Date().toISOString(), String(performance.now()));
        return createHash("md5").update(parts.join("_")).digest("hex");
      },
    },
  );
}
