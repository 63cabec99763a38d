import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { Manifest } from "../core/manifest.ts";
import { type SelectOptions, selectNodes } from "./select.ts";

// What each criterion selects is compared with dbt in src/test/selection.test.ts; here are messages and forms.
const manifest: Manifest = JSON.parse(
  readFileSync(new URL("../test/selection/manifest.json", import.meta.url), "utf8"),
);

const select = (select: readonly string[], more: Partial<SelectOptions> = {}, from = manifest) =>
  selectNodes(from, { select, exclude: [], indirectSelection: "eager", ...more });

const names = (ids: ReadonlySet<string>) => [...ids].map((id) => id.split(".").slice(2).join("."));

const withSelectors = (definitions: Record<string, unknown>): Manifest =>
  ({
    ...manifest,
    selectors: Object.fromEntries(
      Object.entries(definitions).map(([name, definition]) => [name, { name, definition }]),
    ),
  }) as unknown as Manifest;

test("a criterion that matches nothing is warned of, with what may have been meant", () => {
  const { ids, warnings } = select(["ordrs", "fct"], { resourceTypes: new Set(["model"]) });
  expect(names(ids)).toEqual(["fct"]);
  expect(warnings.map(({ message, hint }) => [message, hint])).toEqual([
    ["The selection criterion 'ordrs' does not match any enabled nodes", 'Did you mean "orders"?'],
  ]);
});

test("an exclude that matches nothing is warned of too", () => {
  expect(select(["fct"], { exclude: ["tag:dialy"] }).warnings.map(({ hint }) => hint)).toEqual([
    'Did you mean "tag:daily"?',
  ]);
});

test("nothing asked for is everything, without a warning", () => {
  const { ids, warnings } = select([]);
  expect(ids.size).toBe(Object.keys(manifest.nodes).length + 4 - 1); // the empty model is not run
  expect(warnings).toEqual([]);
});

test("models without SQL are kept only when asked for", () => {
  expect(select(["empty_model"]).ids.size).toBe(0);
  expect(select(["empty_model"], { includeEmpty: true }).ids.size).toBe(1);
});

test("a node that is switched off is never selected", () => {
  const id = Object.keys(manifest.nodes).find((key) => key.startsWith("test.")) ?? "";
  const node = manifest.nodes[id];
  const off = {
    ...node,
    config: { ...node?.config, enabled: false },
  } as (typeof manifest.nodes)[0];
  const from = { ...manifest, nodes: { ...manifest.nodes, [id]: off } } as Manifest;
  expect(select([], {}, from).ids).not.toContain(id);
  expect(select([], {}).ids).toContain(id);
});

test.each([
  ["tags:daily", "UNKNOWN_SELECTOR_METHOD"],
  ["@orders+", "SELECTOR_PLUS_AFTER_AT"],
  ["resource_type:models", "INVALID_SELECTOR_VALUE"],
  ["test_type:unitt", "INVALID_SELECTOR_VALUE"],
  ["version:newest", "INVALID_SELECTOR_VALUE"],
  ["source:a.b.c.d", "INVALID_SELECTOR_VALUE"],
  ["state:modified", "SELECTOR_NEEDS_STATE"],
  ["result:error", "SELECTOR_NEEDS_STATE"],
  ["source_status:fresher", "SELECTOR_NEEDS_STATE"],
  ["selector:nigthly", "SELECTOR_NOT_FOUND"],
])("%s is a problem with the code %s", (raw, code) => {
  expect(() => select([raw])).toThrow(expect.objectContaining({ code }));
});

test("a selector that is not defined comes with the nearest one that is", () => {
  expect(() => select([], { selector: "nigthly" })).toThrow(
    expect.objectContaining({ hint: 'Did you mean "nightly"?' }),
  );
});

test("selectors that refer to each other are a problem, not an endless loop", () => {
  const circular = withSelectors({ a: "selector:b", b: "selector:a" });
  expect(() => select([], { selector: "a" }, circular)).toThrow(
    expect.objectContaining({ code: "SELECTOR_CYCLE" }),
  );
});

test("the default selector counts only when nothing is asked for", () => {
  const selectors = { nightly: { name: "nightly", default: true, definition: "tag:nightly" } };
  const withDefault = { ...manifest, selectors } as unknown as Manifest;
  expect(select([], {}, withDefault).defaultSelector).toBe("nightly");
  expect(select(["fct"], {}, withDefault).defaultSelector).toBeUndefined();
});

test.each([
  ["a list", ["tag:a"]],
  ["a set operation beside other keys", { union: ["a"], method: "tag" }],
  ["a set operation without a list", { union: "a" }],
  ["two excludes in one operation", { union: ["a", { exclude: ["b"] }, { exclude: ["c"] }] }],
  ["a mapping without a value", { method: "tag", parents: true }],
  ["an unknown indirect selection", { method: "tag", value: "a", indirect_selection: "all" }],
])("%s is not a definition", (_, definition) => {
  expect(() => select([], { selector: "x" }, withSelectors({ x: definition }))).toThrow(
    expect.objectContaining({ code: "INVALID_SELECTOR_DEFINITION" }),
  );
});
