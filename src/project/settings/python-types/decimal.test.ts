import { expect, test } from "vitest";
import { Interpreter, parseTemplate, type Value } from "../../../jinja/index.ts";
import { Decimal } from "./decimal.ts";

function render(source: string): string {
  const names = new Map<string, Value>([["d", Decimal.parse("12.345")]]);
  return new Interpreter({ globals: names }).renderSync(parseTemplate(source, "t.sql"));
}

// The answers are those of Jinja2 3.1.6 with Python 3.11's decimal module.
test("a decimal is a number to Jinja's filters, tests and operators", () => {
  expect(render("{{ d | int }} {{ d | float }} {{ d | round }} {{ d | round(1) }}")).toBe(
    "12 12.345 12 12.3",
  );
  expect(render("{{ -d }} {{ (-d) | abs }} {{ +d }} {{ 1 + d }} {{ [d, d] | sum }}")).toBe(
    "-12.345 12.345 12.345 13.345 24.690",
  );
  expect(render("{{ '%d' % d }} {{ '%.2f' % d }} {{ d is number }} {{ d is float }}")).toBe(
    "12 12.35 True False",
  );
});
