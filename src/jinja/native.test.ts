import { expect, test } from "vitest";
import { Interpreter, parseTemplate, repr, TemplateError, Tuple, type Value } from "./index.ts";

const globals = new Map<string, Value>([
  ["number", 5],
  ["list", ["a"]],
  ["nothing", null],
  ["text", "[1, 'b', {'c': None}]"],
]);

const native = (source: string): string =>
  repr(new Interpreter({ globals }).renderNativeSync(parseTemplate(source, "a.yml")));

test.each([
  ["an expression gives its value", "{{ number }}", "5"],
  ["a list stays a list", "{{ list }}", "['a']"],
  ["None stays None", "{{ nothing }}", "None"],
  ["text around it makes text", "n={{ number }}", "'n=5'"],
  ["two expressions make text", "{{ number }}{{ number }}", "'55'"],
  ["plain text stays text", "5", "'5'"],
  ["nothing is empty text", "", "''"],
  ["a constant is text, as Jinja2 folds it", "{{ 5 }}", "'5'"],
  ["a constant list is text too", "{{ [1, none] }}", "'[1, None]'"],
  ["a filter block gives its text", "{% filter upper %}a{{ 'b' }}{% endfilter %}", "'AB'"],
  [
    "a call block gives what is called",
    "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}c{% endcall %}",
    "'<c>'",
  ],
  ["a recursive loop gives its text", "{% for a in list recursive %}{{ a }}{% endfor %}", "'a'"],
  [
    "what is text already does not change later",
    "{% set l = [1] %}{{ l }}|{{ l.append(2) }}{{ l }}",
    "'[1]|None[1, 2]'",
  ],
  ["as_native reads a literal", "{{ text | as_native }}", "[1, 'b', {'c': None}]"],
  ["as_native leaves other text alone", "{{ 'a b' | as_native }}", "'a b'"],
  ["as_number reads a number", "{{ '5.0' | as_number }}", "5.0"],
  ["as_bool reads a truth value", "{{ 'False' | as_bool }}", "False"],
  ["as_text keeps text", "{{ '5' | as_text }}", "'5'"],
])("%s", (_, source, expected) => {
  expect(native(source)).toBe(expected);
});

test("as_bool and as_number refuse what is neither", () => {
  expect(() => native("{{ 'yes' | as_bool }}")).toThrow(TemplateError);
  expect(() => native("{{ 'yes' | as_bool }}")).toThrow(
    "Could not convert value 'yes' into type 'bool'",
  );
  expect(() => native("{{ 'True' | as_number }}")).toThrow("into type 'number'");
});

test("in text rendering dbt's filters change nothing", () => {
  const interpreter = new Interpreter({ globals });
  const source =
    "{{ 5 | as_text }} {{ 'x' | as_bool }} {{ (1,) | as_native }} {{ list | is_list }}";
  expect(interpreter.renderSync(parseTemplate(source, "a.sql"))).toBe(
    `5 x ${repr(new Tuple([1]))} True`,
  );
});
