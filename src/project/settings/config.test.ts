/** What dbt's own config classes make of these levels was recorded in `config/dbt-cases.json`. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Data, DataObject } from "../../core/data.ts";
import { Problem, problemsIn } from "../../core/problem.ts";
import { unusedConfigPaths } from "./config/unused-paths.ts";
import { type ConfigSources, mergeConfig } from "./config.ts";
import { projectOf } from "./project-fixture.test.support.ts";
import type { ConfigKind } from "./project-settings.ts";
import { parseYaml } from "./yaml.ts";

interface Case {
  readonly kind: ConfigKind;
  readonly levels: readonly DataObject[];
  readonly patch: DataObject;
  readonly calls: readonly DataObject[];
  readonly over: readonly DataObject[];
  readonly config: DataObject;
}

const cases = JSON.parse(
  readFileSync(new URL("./config/dbt-cases.json", import.meta.url), "utf8"),
) as readonly Case[];

const fqn = ["shop", "staging", "web", "orders"];

/** Levels as a tree along the fqn, each key with a `+`. */
function treeOf(levels: readonly DataObject[]): DataObject {
  return levels.reduceRight<DataObject>((below, level, index) => {
    const configs = Object.entries(level).map(([key, value]) => [`+${key}`, value]);
    const folder = index < levels.length - 1 ? { [fqn[index] ?? ""]: below } : {};
    return { ...Object.fromEntries(configs), ...folder };
  }, {});
}

test.each(cases)("dbt's config is ours, key for key: $kind $levels $patch $calls", (each) => {
  const owner = projectOf("shop", { [each.kind]: treeOf(each.levels) });
  const root =
    each.over.length === 0 ? owner : projectOf("root", { [each.kind]: treeOf(each.over) });
  const { config } = mergeConfig({ ...each, adapter: "duckdb", root, owner, fqn });
  expect(config).toEqual(each.config);
  expect(Object.keys(config)).toEqual(Object.keys(each.config));
});

const shop = (models: DataObject) => projectOf("shop", { models });

function modelConfig(models: DataObject, calls: readonly DataObject[] = [], patch?: DataObject) {
  const root = shop(models);
  return mergeConfig({ kind: "models", adapter: "duckdb", root, owner: root, fqn, calls, patch });
}

test("a mapping without a plus is a folder, with one a config", () => {
  const { config } = modelConfig({ shop: { meta: { a: 1 }, "+grants": { select: "x" } } });
  expect(config.meta).toEqual({});
  expect(config.grants).toEqual({ select: ["x"] });
});

test("a none in a file changes the name that is generated but not the config that is shown", () => {
  const { config, names } = modelConfig({ "+schema": "raw" }, [{ schema: null }]);
  expect(config.schema).toBe("raw");
  expect(names.schema).toBeNull();
});

test("unrendered configs keep the text of the project file and of the call", () => {
  const root = projectOf(
    "shop",
    { models: { "+schema": "dev" } },
    { models: { "+schema": "{{ target.name }}" } },
  );
  const { unrendered } = mergeConfig({
    kind: "models",
    adapter: "duckdb",
    root,
    owner: root,
    fqn,
    calls: [{ alias: "x" }],
    unrenderedCalls: { alias: "var('a')" },
  });
  expect(unrendered).toEqual({ schema: "{{ target.name }}", alias: "var('a')" });
});

test("nodes with equal sources share one config", () => {
  const root = shop({ "+materialized": "table" });
  const sources = { kind: "models", adapter: "duckdb", root, owner: root } as const;
  const one = mergeConfig({ ...sources, fqn: ["shop", "a"] });
  expect(mergeConfig({ ...sources, fqn: ["shop", "b"] })).toBe(one);
});

test("a config of the wrong type is a problem", () => {
  expect(() => modelConfig({ "+enabled": "yes" })).toThrow(Problem);
  expect(() => modelConfig({}, [{ meta: [1] }])).toThrow(Problem);
  expect(() => modelConfig({}, [{ "pre-hook": { statement: "x" } }])).toThrow(Problem);
});

test("a value of the project file has its place there, one of the resource's own files has none yet", () => {
  const text = "models:\n  shop:\n    +enabled: no way\n    staging:\n      +meta: 1\n";
  const written = parseYaml(text, "dbt_project.yml");
  const { models } = written.value as { models: DataObject };
  const root = { ...shop(models), document: written };
  const problemsOf = (own: Pick<ConfigSources, "patch" | "calls">) => {
    try {
      mergeConfig({ kind: "models", adapter: "duckdb", root, owner: root, fqn, ...own });
    } catch (thrown) {
      return problemsIn(thrown)?.map(({ at }) => at && `${at.file}:${at.line}:${at.column}`);
    }
    return [];
  };
  expect(problemsOf({})).toEqual(["dbt_project.yml:3:5", "dbt_project.yml:5:7"]);
  expect(problemsOf({ calls: [{ enabled: 1 }] })).toEqual([undefined, "dbt_project.yml:5:7"]);
});

test("an incremental model with an enforced contract must say what happens to new columns", () => {
  const config = { materialized: "incremental", contract: { enforced: true } };
  expect(() => modelConfig({}, [config])).toThrow(/append_new_columns/);
  expect(() => modelConfig({}, [{ ...config, on_schema_change: "fail" }])).not.toThrow();
});

const tags = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 3 }));

test("tags are those of every level, in order", () => {
  fc.assert(
    fc.property(fc.array(tags, { maxLength: 4 }), tags, (levels, call) => {
      const root = shop(treeOf(levels.map((each) => ({ tags: each as Data }))));
      const { config } = mergeConfig({
        kind: "models",
        adapter: "duckdb",
        root,
        owner: root,
        fqn,
        calls: [{ tags: call as Data }],
      });
      expect(config.tags).toEqual([...levels, call].flat());
    }),
  );
});

test("merging never changes what it is given", () => {
  const level = fc.record(
    { meta: fc.dictionary(fc.string(), fc.integer()), tags },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(level, level, (lower, upper) => {
      const before = JSON.stringify([lower, upper]);
      modelConfig(treeOf([lower as DataObject]), [upper as DataObject, upper as DataObject]);
      expect(JSON.stringify([lower, upper])).toBe(before);
    }),
  );
});

test("a folder in the config tree that no resource has is unused", () => {
  const root = shop({ shop: { staging: { "+enabled": true }, stagng: { "+enabled": true } } });
  expect(unusedConfigPaths(root, { models: [fqn] })).toEqual([["models", "shop", "stagng"]]);
});
