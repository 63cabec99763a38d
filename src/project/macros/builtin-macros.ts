/**
 * The macros that come with tsdbt: dbt's global project and the adapters' own, under dbt's names. An index tells what is
 * in each file, so that starting reads one small file and a macro is read and parsed when it is first called.
 */
import { readFileSync } from "node:fs";
import type { Macro } from "../../core/nodes.ts";
import { builtinPrefix } from "../../core/place.ts";
import { type MacroDefinition, parseMacros } from "../../jinja/index.ts";
import { type BuiltinIndex, decodeCalls, type IndexedMacro } from "./builtin-index.ts";
import { internalPackages, type MacroSource } from "./macro-source.ts";

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
      return macros.map((macro) => lazyMacro(packageName, path, macro, file));
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

function lazyMacro(
  packageName: string,
  path: string,
  { name, start, end, parameters, languages, calls }: IndexedMacro,
  file: LazyFile,
): MacroSource {
  const id = `macro.${packageName}.${name}`;
  let node: Macro | undefined;
  return {
    id,
    name,
    packageName,
    get definition() {
      return file.definition(name);
    },
    get calls() {
      return decodeCalls(calls);
    },
    get node() {
      node ??= {
        name,
        resource_type: "macro",
        package_name: packageName,
        path,
        original_file_path: path,
        unique_id: id,
        macro_sql: file.text().slice(start, end),
        depends_on: { macros: [] },
        description: "",
        meta: {},
        docs: { show: true, node_color: null },
        config: { meta: {}, docs: { show: true, node_color: null } },
        patch_path: null,
        arguments: parameters.map((parameter) => ({
          name: parameter,
          type: null,
          description: "",
        })),
        created_at: 0,
        supported_languages: languages,
      };
      return node;
    },
  };
}
