import { readdirSync, readFileSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseMacros } from "../../jinja/index.ts";
import { staticCalls } from "../parse/template-calls.ts";
import { type IndexedMacro, indexedMacro } from "./builtin-index.ts";
import { builtinMacros } from "./builtin-macros.ts";
import { buildMacroSet, type MacroSet } from "./macro-set.ts";
import type { MacroSource } from "./macro-source.ts";

const directory = fileURLToPath(new URL("../builtin-macros/", import.meta.url));
const indexFile = `${directory}index.json`;

interface DbtMacro {
  readonly arguments: readonly string[];
  readonly calls: readonly string[];
}

/** What dbt 1.12.6 with dbt-duckdb 1.11.1 and dbt-postgres 1.11.0 has, read from its manifest.json. */
const dbtMacros = JSON.parse(
  readFileSync(new URL("test/dbt-macros.json", import.meta.url), "utf8"),
) as Record<"duckdb" | "postgres", Record<string, DbtMacro>>;

const adapters = ["duckdb", "postgres"] as const;

/** Of the packages that dbt has too. */
const dbtsOwn = (adapter: string): readonly MacroSource[] =>
  builtinMacros(adapter).filter(({ packageName }) => packageName !== "tsdbt");

const setFor = (adapter: string): MacroSet =>
  buildMacroSet({ rootName: "shop", packages: [], adapter, macros: builtinMacros(adapter) });

test("the index holds every macro of every file", async () => {
  const index: Record<string, Record<string, IndexedMacro[]>> = {};
  for (const folder of ["dbt", "duckdb", "postgres", "tsdbt"]) {
    const packageName = folder.endsWith("dbt") ? folder : `dbt_${folder}`;
    const entries: Record<string, IndexedMacro[]> = {};
    index[packageName] = entries;
    const files = readdirSync(directory + folder, { recursive: true, encoding: "utf8" });
    for (const file of files.filter((name) => name.endsWith(".sql")).sort()) {
      const path = file.split(sep).join("/");
      const text = readFileSync(`${directory}${folder}/${path}`, "utf8");
      entries[path] = parseMacros(text, path).map((macro) =>
        indexedMacro(macro, staticCalls(macro.text, path)),
      );
    }
  }
  await expect(written(index)).toMatchFileSnapshot(indexFile);
});

/** One macro a line, so that changes can be reviewed. */
function written(index: Record<string, Record<string, IndexedMacro[]>>): string {
  const packages = Object.entries(index).map(([packageName, files]) => {
    const entries = Object.entries(files).map(
      ([path, macros]) =>
        `  ${JSON.stringify(path)}: [\n${macros.map((macro) => `   ${JSON.stringify(macro)}`).join(",\n")}\n  ]`,
    );
    return ` ${JSON.stringify(packageName)}: {\n${entries.join(",\n")}\n }`;
  });
  return `{\n${packages.join(",\n")}\n}\n`;
}

test.each(adapters)("dbt's macros for %s are all there, and no others", (adapter) => {
  const ids = dbtsOwn(adapter).map((macro) => macro.id.replace(/^macro\./, ""));
  expect(ids.toSorted()).toEqual(Object.keys(dbtMacros[adapter]).toSorted());
});

test.each(adapters)("every built-in macro for %s has dbt's arguments", (adapter) => {
  const ours = Object.fromEntries(
    dbtsOwn(adapter).map(({ id, node }) => [
      id.replace(/^macro\./, ""),
      node.arguments.map((argument) => argument.name),
    ]),
  );
  const dbts = Object.entries(dbtMacros[adapter]).map(([id, macro]) => [id, macro.arguments]);
  expect(ours).toEqual(Object.fromEntries(dbts));
});

// A materialization of ours is one call into the engine, so that what it calls is not seen here.
test.each(adapters)("every built-in macro for %s calls the macros that dbt's does", (adapter) => {
  const set = setFor(adapter);
  for (const [id, { calls }] of Object.entries(dbtMacros[adapter])) {
    if (id.includes(".materialization_")) continue;
    const ours = set.callsOf(`macro.${id}`).map((called) => called.replace(/^macro\./, ""));
    expect({ id, calls: ours.toSorted() }).toEqual({ id, calls });
  }
});

test.each(adapters)("the text of every built-in macro for %s is its own block", (adapter) => {
  for (const { definition, node, name } of builtinMacros(adapter)) {
    expect(definition.name).toBe(name);
    expect(node.macro_sql).toBe(definition.text);
  }
});
