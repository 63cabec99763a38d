/** Reads the macros of a project and its packages and puts them together with the built-in ones. */
import type { Flags } from "../../core/flags.ts";
import type { Macro } from "../../core/nodes.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import { builtinMacros } from "../macros/builtin-macros.ts";
import { buildMacroSet, type MacroSet } from "../macros/macro-set.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { Settings } from "../settings/settings.ts";
import type { Mutable } from "./draft.ts";
import type { FactsStore } from "./facts-store.ts";
import { macroSources, type ProjectMacro, readMacros } from "./macro-files.ts";
import { attempt } from "./workspace.ts";

export interface MacroSetInput {
  readonly settings: Settings;
  readonly flags: Flags;
  readonly files: readonly ProjectFile[];
  readonly facts: FactsStore;
  readonly createdAt: number;
  /** What is wrong is added here. */
  readonly problems: Problem[];
}

export interface ReadMacroSet {
  readonly macros: MacroSet;
  /** The manifest's entries of the project's own macros. */
  readonly macroNodes: Map<string, Mutable<Macro>>;
}

/** @throws Problems when the macros cannot be put together at all */
export function readMacroSet(input: MacroSetInput): ReadMacroSet {
  const { settings, flags, problems } = input;
  const { project: root, packages, profile } = settings;
  const own = input.files.flatMap((file) => sourcesOf(file, input));
  throwAll(problems);
  const macros = buildMacroSet({
    rootName: root.name,
    packages: [root.name, ...packages.map((project) => project.name)],
    adapter: profile.type,
    macros: [...builtinMacros(profile.type), ...own],
    dispatchConfig: root.dispatch.map(({ macroNamespace, searchOrder }) => ({
      macro_namespace: macroNamespace,
      search_order: searchOrder,
    })),
    requireExplicitMaterializationOverrides:
      flags.behavior.require_explicit_package_overrides_for_builtin_materializations ?? true,
  });
  const macroNodes = new Map(own.map((macro) => [macro.id, macro.node]));
  return { macros, macroNodes };
}

function sourcesOf(file: ProjectFile, input: MacroSetInput): readonly ProjectMacro[] {
  if (file.kind !== "macro" && file.kind !== "generic-test") return [];
  const { settings, facts, createdAt } = input;
  const rootDir = settings.project.dir;
  const known = facts.get(file, "macros");
  if (known !== undefined) return macroSources(file, known, rootDir, createdAt);
  const read = attempt(input, () => readMacros(file, rootDir));
  facts.set(file, read?.facts);
  return read === undefined
    ? []
    : macroSources(file, read.facts, rootDir, createdAt, read.definitions);
}
