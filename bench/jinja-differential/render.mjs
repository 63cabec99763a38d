// Renders templates with our engine for differential.py: JSON lines in, JSON lines out.
// In:  {"template": "...", "mode": "render" | "parse" | "native"}   Out: {"output": ...} or {"error": [type, message]}
import { createInterface } from "node:readline";

const [, , dist = new URL("../../dist/jinja/index.js", import.meta.url).href] = process.argv;
const jinja = await import(dist);
const { Interpreter, nativeFunction, parseTemplate, TemplateError, toValue, Tuple, repr } = jinja;
const { makeFloat, parseMacros } = jinja;

/** The same names as in differential.py. */
function context() {
  const data = {
    i: 7,
    neg: -3,
    zero: 0,
    s: "hello World",
    e: "",
    u: "été ✓",
    l: [3, 1, 2],
    ls: ["b", "A", "c"],
    d: { a: 1, b: "two", c: [1, 2], items: 5 },
    n: null,
    t: true,
    f: false,
    rows: [
      { k: "x", v: 1, o: { p: 2 } },
      { k: "y", v: 2, o: { p: 1 } },
      { k: "x", v: 3, o: {} },
    ],
    html: "<a href='x'>&\"</a>",
    long: "the quick brown fox jumps over the lazy dog and-then-some more",
    nested: [[1, 2], [3], []],
  };
  const globals = new Map(Object.entries(data).map(([name, value]) => [name, toValue(value)]));
  globals.set("x", 1.5);
  globals.set("w", makeFloat(4));
  globals.set("big", 12345678901234567890n);
  globals.set("tup", new Tuple([1, "a", null]));
  globals.set(
    "fn",
    nativeFunction("fn", ({ args, kwargs }) => `fn(${args.length},${kwargs.size})`),
  );
  globals.set(
    "ident",
    nativeFunction("ident", ({ args }) => args[0] ?? null),
  );
  return globals;
}

function answer({ template, mode }) {
  try {
    if (mode === "macros")
      return {
        output: parseMacros(template, "t")
          .map(({ name }) => name)
          .join(" "),
      };
    const parsed = parseTemplate(template, "t");
    if (mode === "parse") return { output: "" };
    const interpreter = new Interpreter({ globals: context() });
    if (mode === "native") return { output: repr(interpreter.renderNativeSync(parsed)) };
    return { output: interpreter.renderSync(parsed) };
  } catch (error) {
    if (error instanceof TemplateError) return { error: [error.pyType, error.message] };
    return { error: ["BUG", String(error?.stack ?? error)] };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line)))}\n`);
}
