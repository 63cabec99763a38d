import { expect, test } from "vitest";
import {
  Interpreter,
  type InterpreterOptions,
  nativeFunction,
  parseMacros,
  parseTemplate,
  returnFunction,
  TemplateError,
  type Value,
} from "./index.ts";

function interpreterOf(macros: string, more: Partial<InterpreterOptions> = {}): Interpreter {
  const globals = new Map<string, Value>(
    parseMacros(macros, "macros/all.sql").map((macro) => [macro.name, macro]),
  );
  globals.set("return", returnFunction);
  return new Interpreter({ globals: { get: (name) => globals.get(name) }, ...more });
}

function failure(run: () => unknown): TemplateError {
  try {
    run();
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

test("a macro file gives its macros, tests and materializations with dbt's names", () => {
  const source = `
{#- {% macro hidden() %}{% endmacro %} -#}
{% macro plain(a, b=2, c: list[str] = none) %}x{% endmacro %}
{% test unique(model, column_name) %}select 1{% endtest %}
{% data_test other(model) %}select 2{% enddata_test %}
{%- materialization view, default -%}a{%- endmaterialization -%}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}b{% endmaterialization %}
`;
  const macros = parseMacros(source, "macros/all.sql");
  expect(macros.map(({ name, kind }) => [name, kind])).toEqual([
    ["plain", "macro"],
    ["test_unique", "test"],
    ["test_other", "test"],
    ["materialization_view_default", "materialization"],
    ["materialization_table_duckdb", "materialization"],
  ]);
  expect(macros[0]?.parameters).toEqual([
    { name: "a", type: undefined, hasDefault: false },
    { name: "b", type: undefined, hasDefault: true },
    { name: "c", type: "list[str]", hasDefault: true },
  ]);
  expect(macros[0]?.text).toBe("{% macro plain(a, b=2, c: list[str] = none) %}x{% endmacro %}");
  expect(source.slice(macros[0]?.offset).startsWith("{% macro plain")).toBe(true);
  expect(macros[3]?.supportedLanguages).toEqual(["sql"]);
  expect(macros[4]?.supportedLanguages).toEqual(["sql", "python"]);
  expect(macros[4]?.adapter).toBe("duckdb");
});

test("white space that a block's tags strip belongs to its text, as in dbt's manifest", () => {
  const [first] = parseMacros("a  {%- macro m() -%} x {%- endmacro -%}  b", "m.sql");
  expect(first?.text).toBe("  {%- macro m() -%} x {%- endmacro -%}  ");
});

test("a macro's free names are those of the interpreter that calls it", () => {
  const [macro] = parseMacros("{% macro m() %}{{ who }}{% endmacro %}", "m.sql");
  const render = (who: string) =>
    new Interpreter({
      globals: new Map<string, Value>([
        ["m", macro as Value],
        ["who", who],
      ]),
    }).renderSync(parseTemplate("{{ m() }}", "a.sql"));
  expect([render("a"), render("b")]).toEqual(["a", "b"]);
});

test("return ends a macro from within loops and callers, and keeps the value's type", async () => {
  const macros = `
{% macro outer() %}{% for i in [1, 2] %}{% call inner() %}{{ return("[" ~ i ~ "]") }}{% endcall %}{% endfor %}never{% endmacro %}
{% macro listed() %}{% call inner() %}{{ return([1]) }}{% endcall %}{% endmacro %}
{% macro inner() %}{{ caller() }}{% endmacro %}`;
  const template = () => parseTemplate("{{ outer()|length }}", "a.sql");
  // The caller's return is caught by the macro that called it, as in dbt.
  expect(interpreterOf(macros).renderSync(template())).toBe("[1][2]never".length.toString());
  expect(await interpreterOf(macros).render(template())).toBe("[1][2]never".length.toString());
  // What a call block gives must be text, also in dbt.
  expect(() => interpreterOf(macros).renderSync(parseTemplate("{{ listed() }}", "a.sql"))).toThrow(
    "expected str instance, list found",
  );
  const direct =
    "{% macro m() %}{% for i in [1, 2] %}{{ return([i]) }}{% endfor %}never{% endmacro %}";
  expect(interpreterOf(direct).renderSync(parseTemplate("{{ m()[0] + 1 }}", "a.sql"))).toBe("2");
});

test("an error names every macro on the way, innermost first", () => {
  const macros =
    "{% macro a(x) %}{{ b(x) }}{% endmacro %}\n{% macro b(x) %}{{ x.nope.y }}{% endmacro %}";
  const error = failure(() =>
    interpreterOf(macros).renderSync(parseTemplate("\n{{ a({}) }}", "models/m.sql")),
  );
  expect(error.message).toBe("'dict object' has no attribute 'nope'");
  expect(error.frames.map(({ label, file }) => [label, file])).toEqual([
    ["macro b", "macros/all.sql"],
    ["macro a", "macros/all.sql"],
    ["template", "models/m.sql"],
  ]);
  const places = error.frames.map(({ source, offset }) => source.slice(offset, offset + 1));
  expect(places).toEqual(["n", "b", "a"]);
});

test("offsets count from the start of the file, also for a template that is part of one", () => {
  const fileSource = "---\nname: {{ missing.x }}";
  const offset = fileSource.indexOf("{{");
  const template = parseTemplate(fileSource.slice(offset), "a.yml", { offset, fileSource });
  const error = failure(() => new Interpreter({ globals: new Map() }).renderSync(template));
  expect(fileSource.slice(error.offset)).toBe("missing.x }}");
});

test("endless recursion is an error of the template in both forms", async () => {
  const endless = "{% macro m() %}{{ m() }}{% endmacro %}";
  const template = () => parseTemplate("{{ m() }}", "a.sql");
  expect(failure(() => interpreterOf(endless).renderSync(template())).pyType).toBe(
    "RecursionError",
  );
  await expect(interpreterOf(endless).render(template())).rejects.toMatchObject({
    pyType: "RecursionError",
  });
  const caller =
    "{% macro m() %}{% if caller %}{% endif %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}";
  expect(failure(() => interpreterOf("").renderSync(parseTemplate(caller, "a.sql"))).pyType).toBe(
    "RecursionError",
  );
});

test("what a native function throws is the cause of the error", () => {
  const thrown = new Error("the database is away");
  const globals = new Map<string, Value>([
    [
      "query",
      nativeFunction("query", () => {
        throw thrown;
      }),
    ],
  ]);
  const error = failure(() =>
    new Interpreter({ globals }).renderSync(parseTemplate("{{ query() }}", "a.sql")),
  );
  expect(error.cause).toBe(thrown);
});

test("every macro call is announced with its depth, and the stack is there while it runs", () => {
  const seen: [string, number][] = [];
  const macros =
    "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ c() }}{% endmacro %}{% macro c() %}{% endmacro %}";
  const interpreter = interpreterOf(macros, {
    onMacroCall: (macro, depth) => {
      seen.push([macro.name, depth]);
      expect(interpreter.macroStack).toHaveLength(depth);
    },
  });
  interpreter.renderSync(parseTemplate("{{ a() }}{{ c() }}", "a.sql"));
  expect(seen).toEqual([
    ["a", 0],
    ["b", 1],
    ["c", 2],
    ["c", 0],
  ]);
  expect(interpreter.macroStack).toEqual([]);
});

test("a native function that has to wait suspends one form and fails in the other", async () => {
  const globals = new Map<string, Value>([["later", nativeFunction("later", async () => [1, 2])]]);
  const source = "{% for x in later() %}{{ x }}{{ later()|length }}{% endfor %}";
  expect(await new Interpreter({ globals }).render(parseTemplate(source, "a.sql"))).toBe("1222");
  const error = failure(() =>
    new Interpreter({ globals }).renderSync(parseTemplate(source, "a.sql")),
  );
  expect(error.pyType).toBe("RuntimeError");
});

test("an error of a promise arrives where it was waited for", async () => {
  const globals = new Map<string, Value>([
    ["later", nativeFunction("later", () => Promise.reject(new Error("no connection")))],
  ]);
  const source = "abc {{ later() }}";
  await expect(
    new Interpreter({ globals }).render(parseTemplate(source, "a.sql")),
  ).rejects.toMatchObject({ message: "no connection", offset: 7 });
});

test("natives call macros in the form that they are in", async () => {
  const macros = "{% macro twice(x) %}{{ x ~ x }}{% endmacro %}";
  const globals = (interpreter: Interpreter) => interpreter.options.globals.get("twice") as Value;
  const through = nativeFunction("through", ({ args, interpreter, suspends }) =>
    suspends
      ? interpreter.call(globals(interpreter), args)
      : interpreter.callSync(globals(interpreter), args),
  );
  const inner = interpreterOf(macros);
  const scope = {
    get: (name: string) => (name === "through" ? through : inner.options.globals.get(name)),
  };
  const template = () => parseTemplate("{{ through('a') }}", "a.sql");
  expect(new Interpreter({ globals: scope }).renderSync(template())).toBe("aa");
  expect(await new Interpreter({ globals: scope }).render(template())).toBe("aa");
});

const returning = `
{% macro by_statement(x) %}before{% if x %}{{ return(x) }}{% endif %}after{% endmacro %}
{% macro by_do(x) %}{% for i in [1, 2] %}{% for j in [x, 9] %}{% do return([i, j]) %}{% endfor %}{% else %}no{% endfor %}{% endmacro %}
{% macro in_set(x) %}{% set y %}{{ return(x) }}{% endset %}{{ y }}after{% endmacro %}
{% macro in_else(x) %}{% for i in [] %}{% else %}{{ return(x) }}{% endfor %}after{% endmacro %}
{% macro in_tree(x) %}{% for i in [[1, [2]]] recursive %}{{ loop(i[1]) if i is not number else return(x) }}{% endfor %}{% endmacro %}
{% macro deep(x) %}{% for i in [[x]] recursive %}{% if i is number %}{{ return(i) }}{% endif %}{{ loop(i) }}{% endfor %}{% endmacro %}
{% macro in_filter(x) %}{% filter upper %}{{ return(x) }}{% endfilter %}after{% endmacro %}
{% macro in_with(x) %}{% with a = x %}{{ return(a) }}{% endwith %}after{% endmacro %}
{% macro in_block(x) %}{% block b %}{{ return(x) }}{% endblock %}after{% endmacro %}
{% macro in_expression(x) %}{% set y = [return(x)] %}after{% endmacro %}
{% macro by_name(x) %}{{ return(data=x) }}after{% endmacro %}
{% macro calls(x) %}a{{ caller(x) }}b{% endmacro %}
{% macro in_caller(x) %}{% call(y) calls(x) %}{{ return(y ~ "") }}{% endcall %}after{% endmacro %}
{% macro nothing() %}{{ return(none) }}after{% endmacro %}`;

test.each([
  ["by_statement(3)", "[3]"],
  ["by_statement(0)", "['beforeafter']"],
  ["by_do(3)", "[[1, 3]]"],
  ["in_set(3)", "[3]"],
  ["in_else(3)", "[3]"],
  ["in_tree(3)", "[3]"],
  ["deep(3)", "[3]"],
  ["in_filter(3)", "[3]"],
  ["in_with(3)", "[3]"],
  ["in_block(3)", "[3]"],
  ["in_expression(3)", "[3]"],
  ["by_name(3)", "[3]"],
  ["in_caller(3)", "['3after']"],
  ["nothing()", "[None]"],
])("return ends the macro that was called, wherever it stands: %s", async (call, expected) => {
  const interpreter = interpreterOf(returning);
  const template = parseTemplate(`{% set v = ${call} %}{{ [v] }}`, "t.sql");
  expect(interpreter.renderSync(template)).toBe(expected);
  expect(await interpreter.render(template)).toBe(expected);
});

test("an error inside a block is told at its own place", () => {
  const source = "{% block a %}\n\n{{ 1 / 0 }}{% endblock %}";
  const error = failure(() =>
    new Interpreter({ globals: new Map() }).renderSync(parseTemplate(source, "a.sql")),
  );
  expect(source.slice(error.offset)).toMatch(/^(1 )?\/ 0/);
});
