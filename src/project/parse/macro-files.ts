/** Macros of macro files and generic tests: what the manifest and the macro set need of them. Runs none of them. */
import type { Macro } from "../../core/nodes.ts";
import { type MacroDefinition, parseMacros } from "../../jinja/index.ts";
import { macroNode } from "../macros/macro-node.ts";
import type { MacroSource, StaticCall } from "../macros/macro-source.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { Mutable } from "./draft.ts";
import type { MacroFacts, MacroFileFacts } from "./facts.ts";
import { readToParse, shownPath } from "./places.ts";
import { staticCalls } from "./template-calls.ts";

export interface ProjectMacro extends MacroSource {
  readonly node: Mutable<Macro>;
}

/** A file's macros: the facts, and the definitions that came of reading them. */
export interface ReadMacros {
  readonly facts: MacroFileFacts;
  readonly definitions: readonly MacroDefinition[];
}

/** @throws TemplateError when the file cannot be parsed */
export function readMacros(file: ProjectFile, rootDir: string): ReadMacros {
  const text = readToParse(file);
  const shown = shownPath(rootDir, file.absolutePath);
  const definitions = parseMacros(text, shown).filter(
    (definition) => file.kind === "macro" || definition.kind === "test",
  );
  const macros = definitions.map(
    (definition): MacroFacts => ({
      name: definition.name,
      text: definition.text,
      offset: definition.offset,
      // dbt keeps no arguments of tests that stand in a folder for them.
      parameters: file.kind === "macro" ? definition.parameters.map(({ name }) => name) : [],
      supportedLanguages: definition.supportedLanguages ?? null,
      calls: staticCalls(definition.text, shown),
    }),
  );
  return { facts: { kind: "macros", macros }, definitions };
}

/** The macros of a file for the macro set; a definition that is not at hand is parsed when it is first used. */
export function macroSources(
  file: ProjectFile,
  facts: MacroFileFacts,
  rootDir: string,
  createdAt: number,
  known?: readonly MacroDefinition[],
): readonly ProjectMacro[] {
  let definitions = known;
  const define = (index: number): MacroDefinition => {
    definitions ??= readMacros(file, rootDir).definitions;
    return definitions[index] as MacroDefinition;
  };
  return facts.macros.map((macro, index) => {
    const node = macroNode({
      name: macro.name,
      packageName: file.package,
      path: file.originalFilePath,
      text: macro.text,
      parameters: macro.parameters,
      languages: macro.supportedLanguages,
      createdAt,
    });
    return new FileMacro(node, macro.calls, () => define(index));
  });
}

/** A class, since each object that a literal with `get` makes would have a hidden class of its own. */
class FileMacro implements ProjectMacro {
  readonly id: string;
  readonly name: string;
  readonly packageName: string;
  readonly node: Mutable<Macro>;
  readonly calls: readonly StaticCall[];
  private readonly define: () => MacroDefinition;

  constructor(node: Mutable<Macro>, calls: readonly StaticCall[], define: () => MacroDefinition) {
    this.id = node.unique_id;
    this.name = node.name;
    this.packageName = node.package_name;
    this.node = node;
    this.calls = calls;
    this.define = define;
  }

  get definition(): MacroDefinition {
    return this.define();
  }
}
