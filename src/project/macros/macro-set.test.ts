import { expect, test } from "vitest";
import { Problem } from "../../core/problem.ts";
import type { MacroDefinition, PyObject } from "../../jinja/index.ts";
import { buildMacroSet, type MacroSet, type MacroSetOptions } from "./macro-set.ts";
import type { MacroSource, StaticCall } from "./macro-source.ts";

/** A macro that is told apart by its package; nothing here runs one. */
function macro(id: string, calls: readonly StaticCall[] = []): MacroSource {
  const [packageName = "", name = ""] = id.split(".");
  const definition = {
    name,
    pyType: "Macro",
    file: `${packageName}/${name}.sql`,
    source: "",
    offset: 0,
  };
  return {
    id: `macro.${id}`,
    name,
    packageName,
    calls,
    definition: definition as unknown as MacroDefinition,
    get node(): never {
      throw new Error("not needed here");
    },
  };
}

function setOf(
  ids: readonly (string | MacroSource)[],
  options: Partial<MacroSetOptions> = {},
): MacroSet {
  return buildMacroSet({
    rootName: "shop",
    packages: ["tools"],
    adapter: "duckdb",
    macros: ids.map((id) => (typeof id === "string" ? macro(id) : id)),
    ...options,
  });
}

/** The id of what a template of a package reaches under a dotted name. */
function reached(set: MacroSet, packageName: string, path: string): string | undefined {
  const [first = "", second] = path.split(".");
  const value = set.namespaceFor(packageName).get(first);
  const found = second === undefined ? value : (value as PyObject | undefined)?.pyGetItem?.(second);
  return found === undefined
    ? undefined
    : set.sourceOf(found as MacroDefinition)?.id.slice("macro.".length);
}

const problemOf = (work: () => unknown): Problem => {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
};

test("a node's own package is searched before the root project and the built-in macros", () => {
  const set = setOf(["tools.x", "shop.x", "dbt.x", "shop.y", "dbt.y", "dbt.z"]);
  expect(reached(set, "tools", "x")).toBe("tools.x");
  expect(reached(set, "shop", "x")).toBe("shop.x");
  expect(reached(set, "tools", "y")).toBe("shop.y");
  expect(reached(set, "tools", "z")).toBe("dbt.z");
});

test("an installed package's macros are reached by its name only", () => {
  const set = setOf(["tools.x"]);
  expect(reached(set, "shop", "x")).toBeUndefined();
  expect(reached(set, "shop", "tools.x")).toBe("tools.x");
  expect(reached(set, "shop", "tools.y")).toBeUndefined();
});

test("the adapter's macros come before the general ones, under flat names and under `dbt`", () => {
  const set = setOf(["dbt.run_hooks", "dbt_duckdb.run_hooks", "dbt.statement"]);
  expect(reached(set, "shop", "run_hooks")).toBe("dbt_duckdb.run_hooks");
  expect(reached(set, "shop", "dbt.run_hooks")).toBe("dbt_duckdb.run_hooks");
  expect(reached(set, "shop", "dbt.statement")).toBe("dbt.statement");
  expect(set.namespaceFor("shop").get("dbt_duckdb")).toBeUndefined();
});

test("`dbt` never means the root project's override", () => {
  const set = setOf(["shop.statement", "dbt.statement"]);
  expect(reached(set, "shop", "statement")).toBe("shop.statement");
  expect(reached(set, "shop", "dbt.statement")).toBe("dbt.statement");
});

test("a macro named like a package hides the package from flat names but not from dispatch", () => {
  const set = setOf(["shop.tools", "tools.default__x"]);
  expect(reached(set, "shop", "tools")).toBe("shop.tools");
  expect(set.dispatch("x", "tools", "shop").id).toBe("macro.tools.default__x");
});

test("a scope is made once per package", () => {
  const set = setOf(["shop.x"]);
  expect(set.namespaceFor("shop")).toBe(set.namespaceFor("shop"));
});

test("dispatch tries every prefix in one package before the next package", () => {
  const set = setOf(["shop.default__x", "dbt_duckdb.duckdb__x", "dbt.default__x"]);
  expect(set.dispatch("x", "dbt", "shop").id).toBe("macro.shop.default__x");
});

test("dispatch prefers the adapter's prefix", () => {
  const set = setOf(["dbt.default__x", "dbt_duckdb.duckdb__x"]);
  expect(set.dispatch("x", "dbt", "shop").id).toBe("macro.dbt_duckdb.duckdb__x");
});

test("dispatch follows the project's search_order", () => {
  const macros = ["shop.default__x", "tools.default__x", "spark_tools.default__x"];
  const set = setOf(macros, {
    packages: ["tools", "spark_tools"],
    dispatchConfig: [{ macro_namespace: "tools", search_order: ["spark_tools", "tools"] }],
  });
  expect(set.dispatch("x", "tools", "shop").id).toBe("macro.spark_tools.default__x");
});

test("dispatch without a namespace, or with one that is not installed, looks among flat names", () => {
  const set = setOf(["shop.default__x", "tools.default__y"]);
  expect(set.dispatch("x", null, "shop").id).toBe("macro.shop.default__x");
  expect(set.dispatch("x", "elsewhere", "tools").id).toBe("macro.shop.default__x");
  expect(set.dispatch("y", null, "tools").id).toBe("macro.tools.default__y");
  expect(problemOf(() => set.dispatch("y", null, "shop")).code).toBe("DISPATCH_TARGET_MISSING");
});

test("a dispatch without a target lists what was searched", () => {
  const problem = problemOf(() => setOf([]).dispatch("x", "tools", "shop"));
  expect(problem.message).toContain(
    '"shop.duckdb__x", "shop.default__x", "tools.duckdb__x", "tools.default__x"',
  );
});

test("a dispatched name has no package in it", () => {
  const problem = problemOf(() => setOf([]).dispatch("tools.x", null, "shop"));
  expect(problem.hint).toContain('adapter.dispatch("x", "tools")');
});

test("a materialization for the adapter beats a nearer one for all adapters", () => {
  const set = setOf([
    "shop.materialization_table_default",
    "dbt_duckdb.materialization_table_duckdb",
  ]);
  expect(set.materialization("table").id).toBe("macro.dbt_duckdb.materialization_table_duckdb");
});

test("among materializations for the same adapter the root project's wins", () => {
  const set = setOf(["dbt.materialization_view_default", "shop.materialization_view_default"]);
  expect(set.materialization("view").id).toBe("macro.shop.materialization_view_default");
});

test("an installed package replaces a built-in materialization only where that is allowed", () => {
  const macros = ["dbt.materialization_view_default", "tools.materialization_view_default"];
  expect(setOf(macros).materialization("view").id).toBe("macro.dbt.materialization_view_default");
  const allowed = setOf(macros, { requireExplicitMaterializationOverrides: false });
  expect(allowed.materialization("view").id).toBe("macro.tools.materialization_view_default");
});

test("an installed package may bring a materialization of its own", () => {
  const set = setOf(["tools.materialization_cube_default"]);
  expect(set.materialization("cube").id).toBe("macro.tools.materialization_cube_default");
});

test("an unknown materialization is a problem that lists the known ones", () => {
  const problem = problemOf(() =>
    setOf(["dbt.materialization_view_default"]).materialization("tabel"),
  );
  expect(problem.code).toBe("MATERIALIZATION_MISSING");
  expect(problem.hint).toContain("view");
});

test("a package's name generator serves that package's nodes only", () => {
  const set = setOf(["dbt.generate_schema_name", "tools.generate_schema_name"]);
  expect(set.nameGenerator("schema", "tools").id).toBe("macro.tools.generate_schema_name");
  expect(set.nameGenerator("schema", "shop").id).toBe("macro.dbt.generate_schema_name");
});

test("the root project's name generator serves every node whose package has none", () => {
  const set = setOf(["dbt.generate_alias_name", "shop.generate_alias_name"]);
  expect(set.nameGenerator("alias", "tools").id).toBe("macro.shop.generate_alias_name");
});

test("find takes the nearest macro of any package, or the one of the given package", () => {
  const set = setOf(["dbt.x", "tools.x", "shop.x", "dbt.y", "tools.y"]);
  expect(set.find("x", null)?.id).toBe("macro.shop.x");
  expect(set.find("y", null)?.id).toBe("macro.tools.y");
  expect(set.find("x", "tools")?.id).toBe("macro.tools.x");
  expect(set.find("z", null)).toBeUndefined();
});

test("two macros of one name in one package are a problem", () => {
  expect(problemOf(() => setOf(["shop.x", "shop.x"])).code).toBe("MACRO_DUPLICATE");
});

test("the tracker sees packages' macros without their prefix", () => {
  const caller = macro("shop.caller", [{ kind: "name", name: "helper" }]);
  expect(setOf([caller, "tools.helper"]).callsOf("macro.shop.caller")).toEqual([
    "macro.tools.helper",
  ]);
});

test("the tracker takes any method call for a macro of that name", () => {
  const caller = macro("shop.caller", [{ kind: "member", namespace: "text", name: "replace" }]);
  expect(setOf([caller, "dbt.replace"]).callsOf("macro.shop.caller")).toEqual([
    "macro.dbt.replace",
  ]);
});

test("the tracker counts a dispatch as a call of what it finds, and of what it is named after", () => {
  const dispatch: StaticCall = { kind: "dispatch", name: "x", namespace: "dbt" };
  const set = setOf([macro("dbt.x", [dispatch]), macro("shop.y", [dispatch]), "dbt.default__x"]);
  expect(set.callsOf("macro.dbt.x")).toEqual(["macro.dbt.default__x"]);
  expect(set.callsOf("macro.shop.y")).toEqual(["macro.dbt.x", "macro.dbt.default__x"]);
});

test("the tracker passes over what is always there", () => {
  const calls: StaticCall[] = [
    { kind: "name", name: "log" },
    { kind: "name", name: "nowhere" },
  ];
  expect(setOf([macro("shop.caller", calls), "shop.log"]).callsOf("macro.shop.caller")).toEqual([]);
});
