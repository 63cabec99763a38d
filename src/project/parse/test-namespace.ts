/**
 * The macros that a generic test's own template sees while the project is parsed. dbt hands it only those that its macro
 * reaches by calls that can be read off the text; what is missing is undefined there, and what it would call is not noted.
 */
import type { PyObject, Scope, Value } from "../../jinja/index.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import type { MacroSource } from "../macros/macro-source.ts";

/** Gives the macro's definition, and remembers whose it is. */
export type HandOut = (macro: MacroSource) => Value;

/** @param macroId the test's macro */
export function testNamespace(macroId: string, macros: MacroSet, handOut: HandOut): Scope {
  const names = new Map<string, () => Value>();
  const packages = new Map<string, Map<string, MacroSource>>();
  for (const source of reachable(macroId, macros)) {
    names.set(source.name, () => handOut(source));
    const members = packages.get(source.packageName) ?? new Map<string, MacroSource>();
    members.set(source.name, source);
    packages.set(source.packageName, members);
  }
  for (const [name, members] of packages) {
    const namespace = packageObject(name, members, handOut);
    names.set(name, () => namespace);
  }
  return { get: (name) => names.get(name)?.() };
}

function reachable(macroId: string, macros: MacroSet): readonly MacroSource[] {
  const found = new Map<string, MacroSource>();
  const visit = (id: string): void => {
    const source = macros.byId.get(id);
    if (found.has(id) || source === undefined) return;
    found.set(id, source);
    macros.callsOf(id).forEach(visit);
  };
  const where = macros.findTracked("get_where_subquery", "");
  if (where !== undefined) visit(where.id);
  visit(macroId);
  return [...found.values()];
}

const packageObject = (
  packageName: string,
  members: ReadonlyMap<string, MacroSource>,
  handOut: HandOut,
): PyObject => {
  const find = (name: string): Value | undefined => {
    const macro = members.get(name);
    return macro && handOut(macro);
  };
  return {
    pyType: "dict",
    pyMapping: true,
    pyGetAttr: find,
    pyGetItem: (key) => (typeof key === "string" ? find(key) : undefined),
    pyContains: (key) => typeof key === "string" && members.has(key),
    pyRepr: () => `<macros of ${packageName}>`,
  };
};
