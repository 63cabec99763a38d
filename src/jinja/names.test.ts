import { expect, test } from "vitest";
import { namesOf } from "./names.ts";
import { parseTemplate } from "./template.ts";

const names = (source: string) => [...namesOf(parseTemplate(source, "a.sql"))].sort();

test("names are found in output, conditions, loops, arguments and macros", () => {
  const source =
    "{{ this }}{% if a and b.c %}{% for d in e %}{{ f(g, h=i) | j }}{% endfor %}{% endif %}{% macro k(l=m) %}{{ n }}{% endmacro %}";
  expect(names(source)).toEqual(
    expect.arrayContaining(["this", "a", "b", "d", "e", "f", "g", "i", "m", "n"]),
  );
});

test("attributes, keywords, strings and comments are no names", () => {
  expect(names("{{ a.this }}{{ a(this=1) }}{{ 'this' }}{# this #} this")).toEqual(["a"]);
});
