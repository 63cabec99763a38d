/**
 * What names mean inside a template: the package's own macros, then the root project's, then packages by name, then
 * the built-in ones. Installed packages are never reached without their prefix. Lookups are lazy.
 */
import type { PyObject, Scope, Value } from "../../jinja/index.ts";
import type { MacroSource } from "./macro-source.ts";
import { builtIn, inPackage, type MacroTables } from "./macro-tables.ts";

export interface Namespaces {
  scopeFor(packageName: string): Scope;
  /** The macro that a template of `callingPackage` reaches as `name`, or as `packageName.name`. */
  lookUp(callingPackage: string, packageName: string | null, name: string): MacroSource | undefined;
}

/** The name under which the built-in macros of all built-in packages can be called. */
const builtInNamespace = "dbt";

/** @param handOut told of each macro that a template gets hold of. */
export function createNamespaces(
  tables: MacroTables,
  handOut: (macro: MacroSource) => MacroSource,
): Namespaces {
  const scopes = new Map<string, Scope>();
  const packages = new Map<string, PyObject>();

  const member = (packageName: string, name: string): MacroSource | undefined => {
    if (packageName === builtInNamespace) return builtIn(tables, name);
    return tables.internal.includes(packageName) ? undefined : inPackage(tables, packageName, name);
  };
  const own = (callingPackage: string, name: string): MacroSource | undefined =>
    inPackage(tables, callingPackage, name) ?? inPackage(tables, tables.rootName, name);

  const namespaceOf = (packageName: string): PyObject | undefined => {
    const isNamespace =
      packageName === builtInNamespace ||
      (tables.byPackage.has(packageName) && !tables.internal.includes(packageName));
    if (!isNamespace) return undefined;
    const known = packages.get(packageName);
    if (known !== undefined) return known;
    const made = packageNamespace(packageName, namesOf(tables, packageName), (name) => {
      const macro = member(packageName, name);
      return macro === undefined ? undefined : handOut(macro).definition;
    });
    packages.set(packageName, made);
    return made;
  };

  const resolve = (callingPackage: string, name: string): Value | undefined => {
    const macro = own(callingPackage, name);
    if (macro !== undefined) return handOut(macro).definition;
    const namespace = namespaceOf(name);
    if (namespace !== undefined) return namespace;
    const fallback = builtIn(tables, name);
    return fallback === undefined ? undefined : handOut(fallback).definition;
  };

  return {
    scopeFor(packageName) {
      const known = scopes.get(packageName);
      if (known !== undefined) return known;
      const found = new Map<string, Value | undefined>();
      const scope: Scope = {
        get(name) {
          const value = found.get(name);
          if (value !== undefined || found.has(name)) return value;
          const resolved = resolve(packageName, name);
          found.set(name, resolved);
          return resolved;
        },
      };
      scopes.set(packageName, scope);
      return scope;
    },
    lookUp: (callingPackage, packageName, name) =>
      packageName === null
        ? (own(callingPackage, name) ?? builtIn(tables, name))
        : member(packageName, name),
  };
}

function namesOf(tables: MacroTables, packageName: string): () => readonly string[] {
  const packageNames = packageName === builtInNamespace ? tables.internal : [packageName];
  return () => [
    ...new Set(packageNames.flatMap((name) => [...(tables.byPackage.get(name)?.keys() ?? [])])),
  ];
}

/** A package as templates see it: a mapping from macro names to macros whose items are attributes too. */
function packageNamespace(
  packageName: string,
  names: () => readonly string[],
  find: (name: string) => Value | undefined,
): PyObject {
  return {
    pyType: "MacroNamespace",
    pyMapping: true,
    pyGetItem: (key) => (typeof key === "string" ? find(key) : undefined),
    pyContains: (key) => typeof key === "string" && find(key) !== undefined,
    pyIter: () => names(),
    pyLen: () => names().length,
    pyRepr: () => `<macros of ${packageName}>`,
  };
}
