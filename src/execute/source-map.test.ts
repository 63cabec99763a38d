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
});
