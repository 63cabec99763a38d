/** Names and ids that dbt 1.12.6 gave. */
import { describe, expect, test } from "vitest";
import type { DataObject } from "../../core/data.ts";
import type { TestMetadata } from "../../core/nodes.ts";
import { makeFloat } from "../../jinja/index.ts";
import { synthesizeNames, testHash } from "./test-names.ts";

describe("the name of a test that was given none", () => {
  test("is made of what is tested and the arguments by name", () => {
    const args = { column_name: "id", to: "ref('b')", field: "id", model: "left out" };
    expect(synthesizeNames("relationships", "a", args).full).toBe("relationships_a_id__id__ref_b_");
  });

  test("takes lists and mappings apart and prints values as Python does", () => {
    const args = { column_name: "x", values: ["a", 1, true, null], map: { k: 2, l: "m n" } };
    expect(synthesizeNames("t", "a", args).full).toBe("t_a_x__2__m_n__a__1__True__None");
  });

  test("is shortened by a hash from 64 characters on", () => {
    const just = "x".repeat(64 - "t_a_".length - 1);
    expect(synthesizeNames("t", "a", { v: just }).short).toBe(`t_a_${just}`);
    const { full, short } = synthesizeNames("accepted_values", "a_model_with_a_name", {
      v: `${just}x`,
    });
    expect(full).toHaveLength(96);
    expect(short).toMatch(/^accepted_values_a_model_with_a_[0-9a-f]{32}$/);
  });
});

describe("the hash in a test's id", () => {
  const metadata = (name: string, kwargs: DataObject): TestMetadata => ({
    namespace: null,
    name,
    kwargs: { ...kwargs, column_name: '"id"', model: "{{ get_where_subquery(ref('stg_a')) }}" },
  });

  test("is of the name and of what is checked", () => {
    expect(testHash("unique_stg_a__id_", metadata("unique", {}))).toBe("54544aea1c");
    const kwargs = { to: "ref('stg_b')", field: "id" };
    const name = "relationships_stg_a__id___id__ref_stg_b_";
    expect(testHash(name, metadata("relationships", kwargs))).toBe("35a68bcc82");
  });

  test("is of scalars as Python prints them", () => {
    const kwargs = { values: ["a", "b", 1, makeFloat(2), true], quote: false };
    const name = "accepted_values_stg_a__id___False__a__b__1__2_0__True";
    expect(testHash(name, metadata("accepted_values", kwargs))).toBe("cd2a98065e");
  });
});
