// Calls the macros of public packages with our engine, for macros.py. In: the path of a JSON file {"files": [{package, text}]}.
// Out: JSON {"macros": [{package, name, text, parameters}], "answers": {"package.name/variant": ...}}.
import { readFileSync, writeFileSync } from "node:fs";

const [, , input, output, dist = new URL("../../dist/jinja/index.js", import.meta.url).href] =
  process.argv;
const { Interpreter, nativeFunction, parseMacros, PyError, ReturnSignal, repr, toValue } =
  await import(dist);

const { files } = JSON.parse(readFileSync(input, "utf8"));
const macros = new Map();
for (const { package: owner, text } of files) {
  try {
    for (const macro of parseMacros(text, "f"))
      macros.set(`${owner}.${macro.name}`, { owner, macro });
  } catch {
    // What dbt refuses, macros.py finds out by itself.
  }
}

/** What an argument of this name usually is; the same in macros.py. */
export function argumentFor(name, variant) {
  if (/columns|fields|list|values|options|keys|relations|tables/.test(name))
    return variant ? ["a", "b", "c"] : ["x"];
  if (/^(n|number|interval|length|precision|limit|digits|offset|size|count)/.test(name))
    return variant ? 12 : 3;
  if (/relation|model|table|this/.test(name))
    return { database: "db", schema: "sch", identifier: "tbl", name: "tbl", table: "tbl" };
  if (/dict|map|config|args|kwargs|settings|meta/.test(name))
    return variant ? { a: 1, b: [1, "z"] } : {};
  if (/^(is|has|use|include|quote)_?/.test(name)) return variant === 1;
  return variant ? "Some Text_9" : "col_a";
}

const text = (value) => {
  if (value === null || value === undefined) return "None";
  return typeof value === "string" ? value : (value.pyText ?? repr(value));
};

function namespaceOf(owner) {
  return { pyType: "Namespace", pyGetAttr: (name) => macros.get(`${owner}.${name}`)?.macro };
}

function globalsFor(owner) {
  const fn = (name, run) => [name, nativeFunction(name, run)];
  const dispatch = ({ args }) => {
    for (const prefix of ["duckdb__", "default__", ""]) {
      for (const where of [owner, "dbt"]) {
        const found = macros.get(`${where}.${prefix}${args[0]}`);
        if (found) return found.macro;
      }
    }
    throw new PyError("Exception", `no macro ${args[0]}`);
  };
  const stop = ({ args }) => {
    throw new PyError("CompilationError", text(args[0]));
  };
  const object = (type, entries) => {
    const attributes = new Map(entries);
    return { pyType: type, pyGetAttr: (name) => attributes.get(name) };
  };
  return new Map([
    fn("return", ({ args }) => {
      throw new ReturnSignal(args[0]);
    }),
    fn("ref", ({ args }) => `ref(${args.map(text).join(".")})`),
    fn("source", ({ args }) => `source(${args.map(text).join(".")})`),
    fn("var", ({ args }) => (args.length > 1 ? args[1] : `var_${text(args[0])}`)),
    fn("env_var", ({ args }) => (args.length > 1 ? args[1] : "env")),
    fn("config", () => ""),
    fn("log", () => ""),
    fn("print", () => ""),
    fn("run_query", () => null),
    fn("is_incremental", () => false),
    [
      "adapter",
      object("adapter", [
        fn("dispatch", dispatch),
        fn("quote", ({ args }) => `"${text(args[0])}"`),
      ]),
    ],
    ["exceptions", object("exceptions", [fn("raise_compiler_error", stop), fn("warn", () => "")])],
    [
      "target",
      toValue({ name: "dev", schema: "sch", type: "duckdb", database: "db", profile_name: "p" }),
    ],
    ["this", toValue({ database: "db", schema: "sch", identifier: "me", name: "me", table: "me" })],
    ["model", toValue({ name: "m", unique_id: "model.p.m", config: {}, tags: [], columns: {} })],
    ["graph", toValue({ nodes: {}, sources: {} })],
    ["flags", toValue({ FULL_REFRESH: false, WHICH: "run" })],
    ["execute", false],
    ["project_name", "p"],
    ["dbt_version", "1.12.6"],
    ["invocation_id", "id"],
    ["database", "db"],
    ["schema", "sch"],
  ]);
}

function scopeFor(owner) {
  const globals = globalsFor(owner);
  return {
    get(name) {
      const known =
        globals.get(name) ??
        macros.get(`${owner}.${name}`)?.macro ??
        macros.get(`dbt.${name}`)?.macro;
      if (known !== undefined) return known;
      return files.some((file) => file.package === name) ? namespaceOf(name) : undefined;
    },
  };
}

const scopes = new Map();

function answer(owner, macro, variant) {
  const args = macro.parameters
    .filter(({ hasDefault }) => variant === 1 || !hasDefault)
    .map(({ name }) => toValue(argumentFor(name, variant)));
  const undefinedIs = variant === 2 ? "permissive" : "default";
  if (!scopes.has(owner)) scopes.set(owner, scopeFor(owner));
  const interpreter = new Interpreter({ globals: scopes.get(owner), undefinedIs });
  try {
    return { output: text(interpreter.callSync(macro, args)) };
  } catch (error) {
    return { error: [error.pyType ?? "BUG", error.message] };
  }
}

const answers = {};
const listed = [];
for (const [id, { owner, macro }] of macros) {
  listed.push({ package: owner, name: macro.name, text: macro.text, parameters: macro.parameters });
  if (macro.kind === "materialization") continue;
  for (const variant of [0, 1, 2]) answers[`${id}/${variant}`] = answer(owner, macro, variant);
}
writeFileSync(output, JSON.stringify({ macros: listed, answers }));
