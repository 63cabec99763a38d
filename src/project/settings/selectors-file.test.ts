import { expect, test } from "vitest";
import { parseDefinition } from "../../graph/selector-definitions.ts";
import { readProject } from "./project-file.ts";
import { readSelectors } from "./selectors-file.ts";
import { briefly, folderWith, problemsOf } from "./temporary-project.test.support.ts";

function read(text: string) {
  const dir = folderWith({ "dbt_project.yml": "name: shop\n", "selectors.yml": text });
  const options = { env: { TAG: "nightly" }, vars: {}, target: { name: "dev" } };
  return readSelectors(readProject(dir, options), options, (name, definition) =>
    parseDefinition(name, definition, "eager"),
  );
}

test("a selector may be the default of one target alone", () => {
  const { a, b } = read(
    `selectors:\n  - {name: a, default: "{{ target.name == 'dev' }}", definition: tag:x}\n  - {name: b, default: "{{ target.name == 'prod' }}", definition: tag:x}\n`,
  );
  expect([a?.default, b?.default]).toEqual([true, false]);
});

test("a definition that means nothing is a mistake where nobody selects by it", () => {
  const text = [
    "selectors:",
    "  - {name: a, definition: {method: colour, value: red}}",
    "  - {name: b, definition: {method: tag}}",
    "  - {name: c, definition: {union: [tag:x], intersection: [tag:y]}}",
  ].join("\n");
  expect(briefly(problemsOf(() => read(text)))).toEqual([
    "UNKNOWN_SELECTOR_METHOD selectors.yml:2",
    "UNKNOWN_SELECTOR_METHOD selectors.yml:3",
    "INVALID_SELECTOR_DEFINITION selectors.yml:4",
  ]);
});

test("text in a definition becomes the mapping that dbt keeps in the manifest", () => {
  const selectors = read(
    `selectors:\n  - name: s\n    definition:\n      union:\n        - "2+tag:{{ env_var('TAG') }}+"\n        - models/staging\n        - exclude: ["@orders"]\n`,
  );
  expect(selectors.s).toEqual({
    name: "s",
    definition: {
      union: [
        { parents: true, parents_depth: "2", method: "tag", value: "nightly", children: true },
        { method: "path", value: "models/staging" },
        { exclude: [{ childrens_parents: true, method: "fqn", value: "orders" }] },
      ],
    },
  });
});

test("a mapping of one key is a method and its value", () => {
  const { a, b } = read(
    "selectors:\n  - {name: a, default: true, definition: {tag: x}}\n  - {name: b, definition: {method: tag, value: y, children: true}}\n",
  );
  expect(a?.definition).toEqual({ method: "tag", value: "x" });
  expect(b?.definition).toEqual({ method: "tag", value: "y", children: true });
});

test("every mistake is reported at once", () => {
  const text = [
    "selectors:",
    "  - definition: tag:x",
    "  - name: b",
    "  - {name: c, definition: tag:x, defualt: true}",
    "  - {name: d, definition: tag:x, default: true}",
    "  - {name: e, definition: tag:x, default: true}",
  ].join("\n");
  expect(briefly(problemsOf(() => read(text)))).toEqual([
    "SELECTORS_FILE_WRONG selectors.yml:2",
    "SELECTORS_FILE_WRONG selectors.yml:3",
    "SELECTORS_FILE_WRONG selectors.yml:4",
    "SELECTORS_FILE_WRONG selectors.yml:6",
  ]);
});

test("no file and an empty file mean no selectors", () => {
  expect(read("")).toEqual({});
});
