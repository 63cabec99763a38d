import fc from "fast-check";
import { expect, test } from "vitest";
import {
  Dict,
  equals,
  Interpreter,
  literalEval,
  makeFloat,
  nativeFunction,
  parseTemplate,
  repr,
  scanBlocks,
  TemplateError,
  Tuple,
  type Value,
} from "./index.ts";

const emptyGlobals = new Map<string, Value>();

function render(template: string, globals: Map<string, Value> = emptyGlobals): string {
  return new Interpreter({ globals }).renderSync(parseTemplate(template, "p.sql"));
}

const scalar = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt({ min: 2n ** 60n, max: 2n ** 90n }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(makeFloat),
  fc.string({ unit: "binary" }),
);

const value: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(tie("value"), { maxLength: 4 }).map((items) => new Tuple(items)),
    fc.array(fc.tuple(scalar, tie("value")), { maxLength: 4 }).map((entries) => Dict.of(entries)),
  ),
})).value;

test("the repr of a value reads back as an equal value", () => {
  fc.assert(
    fc.property(value, (original) => {
      const back = literalEval(repr(original));
      expect(back !== undefined && equals(back, original)).toBe(true);
    }),
  );
});

test("text without tags renders as itself, but for its line ends", () => {
  const text = fc.string({
    unit: fc.constantFrom("a", " ", "\n", "\r", "{", "}", "%", "é", "😀", "'"),
  });
  fc.assert(
    fc.property(
      text.filter((source) => !/\{[{%#]/.test(source)),
      (source) => {
        const expected = source.replace(/\r\n?/g, "\n").replace(/\n$/, "");
        expect(render(source)).toBe(expected);
      },
    ),
  );
});

test("a raw block keeps its text", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "{", "}", "%", "#", " ", "-", "'", '"') });
  fc.assert(
    fc.property(
      text.filter((source) => !/\{%[-+]?\s*endraw/.test(`${source}{% endraw`.slice(0, -9))),
      (source) => {
        expect(render(`{% raw %}${source}{% endraw %}`)).toBe(source);
      },
    ),
  );
});

test("a string literal in a template has the value of the string", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      const literal = repr(text).replace(/\r\n?/g, "\n");
      expect(render(`{{ ${literal} }}`)).toBe(text);
    }),
  );
});

test("int arithmetic is exact at any size", () => {
  const int = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n });
  fc.assert(
    fc.property(int, int, (a, b) => {
      const globals = new Map<string, Value>();
      const known = (n: bigint): Value =>
        n === BigInt(Number(n)) && Number.isSafeInteger(Number(n)) ? Number(n) : n;
      globals.set("a", known(a)).set("b", known(b));
      expect(render("{{ a + b }} {{ a - b }} {{ a * b }}", globals)).toBe(
        `${a + b} ${a - b} ${a * b}`,
      );
      if (b === 0n) return;
      const [quotient = "", rest = ""] = render("{{ a // b }} {{ a % b }}", globals).split(" ");
      expect(BigInt(quotient) * b + BigInt(rest)).toBe(a);
      expect(BigInt(rest) === 0n || BigInt(rest) < 0n === b < 0n).toBe(true);
    }),
  );
});

test("no text makes the parser or the block scanner fail but with a TemplateError", () => {
  const piece = fc.constantFrom(
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "+",
    "if",
    "for",
    "in",
    "x",
    "endif",
    "endfor",
    "set",
    "=",
    "macro",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "|",
    ".",
    ",",
    ":",
    " ",
    "\n",
    "1",
    "1.5",
    "raw",
    "endraw",
    "not",
    "is",
    "~",
    "*",
    "**",
    "\\",
    "é",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const source = pieces.join("");
      for (const run of [
        () => render(source),
        () => scanBlocks(source, "p.sql", ["macro", "docs"]),
      ]) {
        try {
          run();
        } catch (error) {
          expect(error).toBeInstanceOf(TemplateError);
        }
      }
    }),
    { numRuns: 1000 },
  );
});

const expression = fc.letrec<{ e: string }>((tie) => ({
  e: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom(
      "1",
      "2.0",
      "'a'",
      "[1, 2]",
      "{'k': 1}",
      "x",
      "missing",
      "none",
      "later(2)",
      "now(3)",
    ),
    fc
      .tuple(tie("e"), fc.constantFrom("+", "~", "==", "and", "or", "<", "*"), tie("e"))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    tie("e").map((e) => `later(${e})`),
    tie("e").map((e) => `(${e})|string|length`),
    fc.tuple(tie("e"), tie("e")).map(([a, b]) => `(${a} if ${b} else ${a})`),
  ),
})).e;

const statement = fc.letrec<{ s: string }>((tie) => ({
  s: fc.oneof(
    { maxDepth: 3 },
    expression.map((e) => `{{ ${e} }}`),
    fc.tuple(expression, tie("s")).map(([e, s]) => `{% if ${e} %}${s}{% else %}-{% endif %}`),
    fc
      .tuple(expression, tie("s"))
      .map(([e, s]) => `{% for x in [${e}, 1] if x %}{{ loop.last }}${s}{% endfor %}`),
    fc.tuple(expression, tie("s")).map(([e, s]) => `{% set x = ${e} %}${s}`),
    tie("s").map((s) => `{% set y %}${s}{% endset %}{{ y }}`),
    fc
      .tuple(expression, tie("s"))
      .map(
        ([e, s]) =>
          `{% macro m(p=${e}) %}${s}{{ p }}{{ caller is defined }}{% endmacro %}{% call m() %}${s}{% endcall %}`,
      ),
  ),
})).s;

test("the suspending form gives what the sync form gives", async () => {
  const globals = (wait: boolean) =>
    new Map<string, Value>([
      ["x", 5],
      ["now", nativeFunction("now", ({ args }) => args[0] ?? null)],
      [
        "later",
        nativeFunction("later", ({ args }) =>
          wait ? Promise.resolve(args[0] ?? null) : (args[0] ?? null),
        ),
      ],
    ]);
  const failure = (error: unknown) => {
    if (!(error instanceof TemplateError)) throw error;
    return `${error.pyType}: ${error.message} at ${error.offset}`;
  };
  await fc.assert(
    fc.asyncProperty(statement, async (template) => {
      let sync: string;
      try {
        sync = render(template, globals(false));
      } catch (error) {
        sync = failure(error);
      }
      const run = async () =>
        new Interpreter({ globals: globals(true) }).render(parseTemplate(template, "p.sql"));
      expect(await run().catch(failure)).toBe(sync);
    }),
    { numRuns: 300 },
  );
});
