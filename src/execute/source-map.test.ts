import { describe, expect, test } from "vitest";
import { sourceOffset } from "./source-map.ts";

const template = `{{ config(materialized='table') }}
select
    amont,
    {% for c in ['a', 'b'] %}{{ c }} as col_{{ c }},
    {% endfor %}1
from {{ ref('orders') }} as o
where {% raw %}'{{ x }}'{% endraw %} is null`;
const output = `
select
    amont,
    a as col_a,
    b as col_b,
    1
from "db"."main"."orders" as o
where '{{ x }}' is null`;

const origin = (text: string, within = text) =>
  template.slice(sourceOffset(template, output, output.indexOf(within) + within.indexOf(text)));

describe("the place in the template that output came from", () => {
  test("literal text points to itself", () => {
    expect(origin("amont")).toMatch(/^amont,/);
    expect(origin("o\nwhere", "as o\nwhere").startsWith("o\nwhere")).toBe(true);
  });

  test("text inside raw points to itself", () => {
    expect(origin("'{{ x }}'")).toMatch(/^'{{ x }}'{% endraw/);
  });

  test("text inside a loop points into its body, whichever turn wrote it", () => {
    expect(origin("as col_", "b as col_b")).toMatch(/^as col_/);
  });

  test("what an expression wrote points to the expression", () => {
    expect(origin('"db"."main"')).toMatch(/^{{ ref\('orders'\) }}/);
  });

  test("the same text twice points to its own line", () => {
    const twice = "select 1, {{ a }} as x\nunion all\nselect 1, {{ b }} as x";
    const result = "select 1, 2 as x\nunion all\nselect 1, 3 as x";
    expect(sourceOffset(twice, result, result.lastIndexOf("as x"))).toBe(twice.lastIndexOf("as x"));
    expect(sourceOffset(twice, result, result.indexOf("as x"))).toBe(twice.indexOf("as x"));
  });

  test("Windows line ends count in the template and not in the output", () => {
    const windows = "select 1 as id,\r\n  nope\r\nfrom {{ x }}\r\n";
    const result = "select 1 as id,\n  nope\nfrom a\n";
    expect(sourceOffset(windows, result, result.indexOf("nope"))).toBe(windows.indexOf("nope"));
    expect(sourceOffset(windows, result, result.indexOf("from"))).toBe(windows.indexOf("from"));
  });
});
