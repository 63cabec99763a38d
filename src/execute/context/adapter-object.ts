/** `adapter` while a node runs: dbt's adapter methods on the node's own connection. */
import type { PyObject, Value } from "../../jinja/index.ts";
import { pureMembers } from "../../project/context/adapter/pure-methods.ts";
import { memberOf } from "../../project/context/native.ts";
import { columnMethods } from "./adapter/columns.ts";
import { constraintMethods } from "./adapter/constraints.ts";
import { queryMethods } from "./adapter/queries.ts";
import { relationMethods } from "./adapter/relations.ts";
import { schemaMethods } from "./adapter/schemas.ts";
import { snapshotMethods } from "./adapter/snapshots.ts";
import type { AdapterWork, DatabaseMethods } from "./adapter/work.ts";

const methods: DatabaseMethods = {
  ...queryMethods,
  ...relationMethods,
  ...schemaMethods,
  ...columnMethods,
  ...snapshotMethods,
  ...constraintMethods,
};

const members = { attributes: {}, methods };

/** The `adapter` of one node. */
export function adapterObject(work: AdapterWork): PyObject {
  const built = new Map<string, Value>();
  return {
    pyType: "RuntimeDatabaseWrapper",
    pyGetAttr(name) {
      const known = built.get(name);
      if (known !== undefined) return known;
      const made = memberOf(members, work, name) ?? memberOf(pureMembers, work.facts, name);
      if (made !== undefined) built.set(name, made);
      return made;
    },
  };
}
