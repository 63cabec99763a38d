import { expect, test } from "vitest";
import type { GenericTest } from "../../core/nodes.ts";
import { placeOf } from "../../core/place.ts";
import { offsetOfTest } from "./test-place.ts";

const text = `models:
  - name: orders
    columns:
      - name: id
        data_tests: [unique, not_null]
      - name: state
        data_tests:
          - accepted_values: {arguments: {values: [a]}}
          - accepted_values: {arguments: {values: [b]}}
          - name: chosen
            test_name: accepted_values
            arguments: {values: [b]}
    tests:
      - dbt_utils.expression_is_true: {expression: "id > 0"}
sources:
  - name: raw
    tables:
      - name: orders
        columns:
          - name: id
            tests:
              - unique: {config: {severity: warn}}
`;

interface Looked {
  readonly attached: string;
  readonly column?: string;
  readonly test: string;
  readonly kwargs?: Record<string, readonly string[]>;
  readonly name?: string;
}

function lineOf({ attached, column = undefined, test: name, kwargs = {}, ...looked }: Looked) {
  const node = {
    name: looked.name ?? "made_up",
    attached_node: attached,
    column_name: column ?? null,
    test_metadata: { name, kwargs: { model: "…", ...kwargs }, namespace: null },
  } as Partial<GenericTest> as GenericTest;
  const offset = offsetOfTest(node, text, "models/a.yml");
  return offset === undefined ? undefined : placeOf("models/a.yml", text, offset).line;
}

test.each([
  [5, { attached: "model.shop.orders", column: "id", test: "not_null" }],
  [5, { attached: "model.shop.orders.v2", column: '"id"', test: "not_null" }],
  [14, { attached: "model.shop.orders", test: "expression_is_true" }],
  [8, { attached: "model.shop.orders", column: "state", test: "accepted_values" }],
])("a test is found on line %i by what it stands under", (line, looked) => {
  expect(lineOf(looked)).toBe(line);
});

test("of tests that differ in their arguments the one with the node's is found", () => {
  const looked = { attached: "model.shop.orders", column: "state", test: "accepted_values" };
  expect(lineOf({ ...looked, kwargs: { values: ["a"] } })).toBe(8);
  expect(lineOf({ ...looked, kwargs: { values: ["b"] } })).toBe(9);
});

test("a test with a name of its own is found by it", () => {
  const looked = { attached: "model.shop.orders", column: "state", test: "accepted_values" };
  expect(lineOf({ ...looked, name: "chosen", kwargs: { values: ["b"] } })).toBe(10);
});

test("a source's table is told from a model of its name by the source's name", () => {
  const looked = { attached: "source.shop.raw.orders", column: "id", test: "unique" };
  expect(lineOf(looked)).toBe(22);
  expect(
    lineOf({ attached: "source.shop.raw.nothing", column: "id", test: "unique" }),
  ).toBeUndefined();
});
