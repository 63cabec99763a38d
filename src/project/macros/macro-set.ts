/** All macros of a project and the rules by which a name finds one of them. Reads no files and runs no macro. */
import { type Place, placeOf } from "../../core/place.ts";
import { throwAll } from "../../core/problem.ts";
import { duplicateMacro } from "../../core/problems/macros.ts";
import type { MacroDefinition, Scope } from "../../jinja/index.ts";
import { resolveCalls } from "./calls.ts";
import { dispatchMacro } from "./dispatch.ts";
import { findByName, type NameComponent, nameGenerator, trackedMacro } from "./find.ts";
import { type DispatchEntry, internalPackages, type MacroSource } from "./macro-source.ts";
import type { MacroTables } from "./macro-tables.ts";
import { chooseMaterialization } from "./materializations.ts";
import { createNamespaces } from "./namespaces.ts";

export interface MacroSetOptions {
  /** The root project's name. */
  readonly rootName: string;
  /** The names of the installed packages. */
  readonly packages: readonly string[];
  readonly adapter: string;
  /** The built-in ones first, then those of the packages and of the project, in the order they were loaded. */
  readonly macros: Iterable<MacroSource>;
  /** `dispatch:` of the root project. */
  readonly dispatchConfig?: readonly DispatchEntry[];
  /** False lets an installed package replace a built-in materialization, as dbt did before 1.8. */
  readonly requireExplicitMaterializationOverrides?: boolean;
}

export interface MacroSet {
  /** In the manifest's order. */
  readonly byId: ReadonlyMap<string, MacroSource>;
  readonly rootName: string;
  readonly adapter: string;
  /** Whose macro that is; undefined for a macro that a template defines for itself. */
  sourceOf(definition: MacroDefinition): MacroSource | undefined;
  /** What a template of that package can call: flat names and package names. Made once per package. */
  namespaceFor(packageName: string): Scope;
  /**
   * The macro that `adapter.dispatch(name, macroNamespace)` stands for.
   * @param callingPackage the package of the node that is rendered.
   * @throws Problem which lists what was searched.
   */
  dispatch(name: string, macroNamespace: string | null, callingPackage: string): MacroSource;
  /**
   * The materialization of that name: one for the adapter before one for all, then the root project's first.
   * @throws Problem where there is none.
   */
  materialization(name: string, adapter?: string): MacroSource;
  /** A macro of one package, or of any: the root project's before a package's before a built-in one. */
  find(name: string, packageName: string | null): MacroSource | undefined;
  /** The macro `generate_<component>_name` that names the nodes of a package. */
  nameGenerator(component: NameComponent, packageName: string): MacroSource;
  /**
   * A macro as the static tracker finds it, which sees packages' macros without their prefix too. dbt looks up the
   * macro of a generic test (`test_unique`) in this way.
   */
  findTracked(name: string, packageName: string): MacroSource | undefined;
  /** Ids of the macros a macro calls, as `depends_on.macros` of the manifest lists them. */
  callsOf(id: string): readonly string[];
}

/**
 * Gathers macros so that names can be resolved as dbt resolves them.
 * @throws Problem for every macro name that one package defines twice.
 */
export function buildMacroSet(options: MacroSetOptions): MacroSet {
  const tables = fillTables(options);
  const owners = new WeakMap<MacroDefinition, MacroSource>();
  const handOut = <M extends MacroSource | undefined>(macro: M): M => {
    if (macro !== undefined) owners.set(macro.definition, macro);
    return macro;
  };
  const namespaces = createNamespaces(tables, handOut);
  const calls = new Map<string, readonly string[]>();
  const materializations = new Map<string, MacroSource>();
  return {
    byId: tables.byId,
    rootName: tables.rootName,
    adapter: tables.adapter,
    sourceOf: (definition) => owners.get(definition),
    namespaceFor: namespaces.scopeFor,
    dispatch: (name, macroNamespace, callingPackage) =>
      handOut(
        dispatchMacro(tables, name, macroNamespace, (packageName, searched) =>
          namespaces.lookUp(callingPackage, packageName, searched),
        ),
      ),
    materialization(name, adapter = tables.adapter) {
      const key = `${name} ${adapter}`;
      const known = materializations.get(key);
      if (known !== undefined) return known;
      const explicit = options.requireExplicitMaterializationOverrides ?? true;
      const chosen = handOut(chooseMaterialization(tables, name, adapter, explicit));
      materializations.set(key, chosen);
      return chosen;
    },
    find: (name, packageName) => handOut(findByName(tables, name, packageName)),
    nameGenerator: (component, packageName) =>
      handOut(nameGenerator(tables, component, packageName)),
    findTracked: (name, packageName) => trackedMacro(tables, packageName, name),
    callsOf(id) {
      const known = calls.get(id);
      if (known !== undefined) return known;
      const macro = tables.byId.get(id);
      const found = macro === undefined ? [] : resolveCalls(tables, macro);
      calls.set(id, found);
      return found;
    },
  };
}

function placeOfMacro({ definition: { file, source, offset } }: MacroSource): Place {
  return placeOf(file, source, offset);
}

function fillTables(options: MacroSetOptions): MacroTables {
  const internal = internalPackages(options.adapter);
  const byId = new Map<string, MacroSource>();
  const byPackage = new Map<string, Map<string, MacroSource>>();
  const byName = new Map<string, MacroSource[]>();
  const duplicates = [];
  for (const macro of options.macros) {
    const first = byId.get(macro.id);
    if (first !== undefined) {
      duplicates.push(
        duplicateMacro(macro.name, macro.packageName, placeOfMacro(macro), placeOfMacro(first)),
      );
      continue;
    }
    byId.set(macro.id, macro);
    const own = byPackage.get(macro.packageName);
    if (own === undefined) byPackage.set(macro.packageName, new Map([[macro.name, macro]]));
    else own.set(macro.name, macro);
    const same = byName.get(macro.name);
    if (same === undefined) byName.set(macro.name, [macro]);
    else same.push(macro);
  }
  throwAll(duplicates);
  return {
    rootName: options.rootName,
    adapter: options.adapter,
    internal,
    installed: new Set([options.rootName, ...options.packages, ...internal]),
    byId,
    byPackage,
    byName,
    dispatchConfig: options.dispatchConfig ?? [],
  };
}
