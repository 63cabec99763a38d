import { expect, test } from "vitest";
import {
  Interpreter,
  type InterpreterOptions,
  parseTemplate,
  TemplateError,
  toValue,
  type Value,
} from "./index.ts";

const globals = new Map<string, Value>([["orders", toValue({ amount: 1 })]]);

function render(
  source: string,
  undefinedIs: InterpreterOptions["undefinedIs"] = "default",
): string {
  const scope = { get: (name: string) => globals.get(name), names: () => globals.keys() };
  return new Interpreter({ globals: scope, undefinedIs }).renderSync(
    parseTemplate(source, "a.sql"),
  );
}

function failure(source: string, undefinedIs?: InterpreterOptions["undefinedIs"]): TemplateError {
  try {
    render(source, undefinedIs);
  } catch (error) {
    if (error instanceof TemplateError) return error;
    throw error;
  }
  throw new Error(`nothing was thrown by ${source}`);
}

test("a permissive undefined gives itself on attribute, item and call", () => {
  expect(render("[{{ a.b.c(1)['d'].e }}]", "permissive")).toBe("[]");
  expect(render("{% for x in a.b() %}x{% else %}none{% endfor %}", "permissive")).toBe("none");
  expect(render("{% set d = {} %}{% do d.update(a.b) %}{{ d }}{{ dict(**a) }}", "permissive")).toBe(
    "{}{}",
  );
  expect(render("{% macro m() %}{{ caller() }}{% endmacro %}[{{ m() }}]", "permissive")).toBe("[]");
});

test("a permissive undefined still fails in arithmetic and comparisons", () => {
  expect(failure("{{ a + 1 }}", "permissive").message).toBe("'a' is undefined");
  expect(failure("{{ a < 1 }}", "permissive").pyType).toBe("UndefinedError");
});

test("a permissive undefined knows the name that was asked of it last", () => {
  expect(render("{% set v = a %}{{ v.name }} {{ v.b.name }} {{ v.name }}", "permissive")).toBe(
    "a b b",
  );
});

test("an undefined name hints at the name that was meant", () => {
  expect(failure("{{ ordres.x }}").hint).toBe('Did you mean "orders"?');
  expect(failure("{{ orders.amuont.x }}").hint).toBe('Did you mean "amount"?');
  expect(failure("{{ something_else.x }}").hint).toBeUndefined();
});

test("an unknown filter, test or tag hints at the one that was meant", () => {
  expect(failure("{{ 'a'|uper }}").hint).toBe('Did you mean "upper"?');
  expect(failure("{{ 'a' is strin }}").hint).toBe('Did you mean "string"?');
  expect(failure("{% esle %}").hint).toBe('Did you mean "else"?');
});

test("a tag that is not closed is named with its line", () => {
  expect(failure("a\n{% if true %}\n{% for x in [] %}{% endfor %}").hint).toBe(
    'The "if" of line 2 is not closed.',
  );
});

test("a print that ends on a later line, if at all, is named with its line", () => {
  const { message, hint } = failure("select {{ a\nfrom b");
  expect(message).toBe("expected token 'end of print statement', got 'from'");
  expect(hint).toBe('The "{{" of line 1 is not closed.');
  expect(failure("{{ a b }}").hint).toBeUndefined();
});

test("the sandbox hides what Python keeps to itself", () => {
  expect(render("[{{ ''.__class__ }}]")).toBe("[]");
  const error = failure("{{ ''.__class__.__mro__ }}");
  expect(error.pyType).toBe("SecurityError");
  expect(error.message).toBe("access to attribute '__class__' of 'str' object is unsafe.");
  expect(failure("{{ '{0.__class__.x}'.format(1) }}").pyType).toBe("SecurityError");
});

test("ranges that are too long are refused", () => {
  expect(failure("{{ range(100001) }}").message).toBe(
    "Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).",
  );
});
