import { expect, test } from "vitest";
import { pathTest, wildcardTest } from "./wildcards.ts";

test.each([
  ["stg_*", "stg_orders", true],
  ["*s", "orders", true],
  ["a?c", "abc", true],
  ["a?c", "abbc", false],
  ["[ab]x", "bx", true],
  ["[!ab]x", "bx", false],
  ["[a-c]x", "bx", true],
  ["[]x]y", "]y", true],
  ["[x", "[x", true],
  ["a.b", "axb", false],
  ["ORD*", "orders", false],
  ["*", "a.b/c", true],
])("%s on %s: %s", (pattern, text, matches) => {
  expect(wildcardTest(pattern)(text)).toBe(matches);
});

test.each([
  ["models/staging", "models/staging", true],
  ["./models/staging/", "models/staging", true],
  ["models/*.sql", "models/a.sql", true],
  ["models/*.sql", "models/b/a.sql", false],
  ["models/**/a.sql", "models/a.sql", true],
  ["models/**/a.sql", "models/x/y/a.sql", true],
  ["**/a.sql", "models/x/a.sql", true],
])("path %s on %s: %s", (pattern, path, matches) => {
  expect(pathTest(pattern)(path)).toBe(matches);
});
