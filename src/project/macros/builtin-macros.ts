/**
 * The macros that come with tsdbt: dbt's global project and the adapters' own, under dbt's names. An index tells what is
 * in each file, so that starting reads one small file and a macro is read and parsed when it is first called.
 */
import { readFileSync } from "node:fs";
import type { Macro } from "../../core/nodes.ts";
import { builtinPrefix } from "../../core/place.ts";
import { type MacroDefinition, parseMacros } from "../../jinja/index.ts";
import { type BuiltinIndex, decodeCalls, type IndexedMacro } from "./builtin-index.ts";
import { macroNode } from "./macro-node.ts";
import { internalPackages, type MacroSource, type StaticCall } from "./macro-source.ts";

const directory = new URL("../builtin-macros/", import.meta.url);

/** The folder of a built-in package: `dbt_duckdb` lives in `duckdb/`. */
export const folderOf = (packageName: string): string => packageName.replace(/^dbt_/, "");

/** Reads what the index says of all built-in packages. */
export const readIndex = (): BuiltinIndex =>
  JSON.parse(readFileSync(new URL("index.json", directory), "utf8")) as BuiltinIndex;

/** The text of a file of a built-in package. */
export const readBuiltinFile = (packageName: string, path: string): string =>
  readFileSync(new URL(`${folderOf(packageName)}/${path}`, directory), "utf8");

/** The built-in macros for an adapter: those of `dbt_<adapter>`, then those of `dbt`. */
export function builtinMacros(adapter: string): readonly MacroSource[] {
  const index = readIndex();
  return internalPackages(adapter).flatMap((packageName) =>
    Object.entries(index[packageName] ?? {}).flatMap(([path, macros]) => {
      const file = lazyFile(packageName, path);
      return macros.map((macro) => new BuiltinMacro(packageName, path, macro, file));
    }),
  );
}

interface LazyFile {
  text(): string;
  definition(name: string): MacroDefinition;
}

function lazyFile(packageName: string, path: string): LazyFile {
  let text: string | undefined;
  let definitions: Map<string, MacroDefinition> | undefined;
  const read = () => {
    text ??= readBuiltinFile(packageName, path);
    return text;
  };
  return {
    text: read,
    definition(name) {
      definitions ??= new Map(
        parseMacros(read(), `${builtinPrefix}${packageName}/${path}`).map((macro) => [
          macro.name,
          macro,
        ]),
      );
      const found = definitions.get(name);
      if (found === undefined) throw new Error(`Bug: ${path} has no macro ${name}`);
      return found;
    },
  };
}

/** A class, since each object that a literal with `get` makes would have a hidden class of its own. */
class BuiltinMacro implements MacroSource {
  readonly id: string;
  readonly name: string;
  readonly packageName: string;
  private readonly path: string;
  private readonly indexed: IndexedMacro;
  private readonly file: LazyFile;
  private made: Macro | undefined;

  constructor(packageName: string, path: string, indexed: IndexedMacro, file: LazyFile) {
    this.id = `macro.${packageName}.${indexed.name}`;
    this.name = indexed.name;
    this.packageName = packageName;
    this.path = path;
    this.indexed = indexed;
    this.file = file;
  }

  get definition(): MacroDefinition {
    return this.file.definition(this.name);
  }

  get calls(): readonly StaticCall[] {
    return decodeCalls(this.indexed.calls);
  }

  get node(): Macro {
    this.made ??= this.makeNode();
    return this.made;
  }

  private makeNode(): Macro {
    const { start, end, parameters, languages } = this.indexed;
    return macroNode({
      name: this.name,
      packageName: this.packageName,
      path: this.path,
      text: this.file.text().slice(start, end),
      parameters,
      languages,
      createdAt: 0,
    });
  }
}
