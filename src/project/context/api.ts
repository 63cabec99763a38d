/** `api.Relation`, `api.Column` and `column`: the classes themselves, as templates call them. */
import type { Dialect } from "../../adapters/dialect.ts";
import type { PyObject, Value } from "../../jinja/index.ts";
import { columnFromArguments, staticMethods } from "./column.ts";
import { type Members, memberOf, namespaceObject } from "./native.ts";
import { makeRelation, type Relation } from "./relation.ts";
import type { Policy } from "./relation-text.ts";

/** `api`. `quoting`: the project's, which `api.Relation.create` starts from. */
export function apiObject(dialect: Dialect, quoting: Partial<Policy>): PyObject {
  return namespaceObject("dict", {
    Relation: () => relationClass(dialect, quoting),
    Column: () => columnClass(dialect),
  });
}

const columnStatics: Members<Dialect> = {
  attributes: { __name__: (dialect) => dialect.column.className },
  methods: staticMethods((dialect: Dialect) => dialect),
};

/** The class of columns: `api.Column`, `column`. */
export const columnClass = (dialect: Dialect): PyObject => ({
  pyType: "type",
  pyCall: (call) => columnFromArguments(call, dialect),
  pyGetAttr: (name) => memberOf(columnStatics, dialect, name),
  pyRepr: () => `<class '${dialect.column.className}'>`,
});

/** The class of relations: `api.Relation`, `adapter.Relation`. Its methods are those of an empty relation. */
export function relationClass(dialect: Dialect, quoting: Partial<Policy>): PyObject {
  const prototype: Relation = makeRelation({}, dialect, quoting);
  const names: Readonly<Record<string, Value>> = { __name__: dialect.relation.className };
  return {
    pyType: "RelationProxy",
    pyGetAttr: (name) => (Object.hasOwn(names, name) ? names[name] : prototype.pyGetAttr(name)),
    pyRepr: () => `<class '${dialect.relation.className}'>`,
  };
}
