// Renders templates with our engine for differential.py: JSON lines in, JSON lines out.
// In:  {"template": "...", "mode": "render" | "parse" | "native"}   Out: {"output": ...} or {"error": [type, message]}
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

const [, , dist = new URL("../../dist/jinja/index.js", import.meta.url).href] = process.argv;
const jinja = await import(dist);
const { Interpreter, nativeFunction, parseTemplate, TemplateError, toValue, Tuple, repr } = jinja;
const { makeFloat, parseMacros } = jinja;

const data = JSON.parse(
  readFileSync(new URL("../../src/jinja/jinja-answers-context.json", import.meta.url), "utf8"),
);

/** The same names as in differential.py. */
function context() {
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
