/**
 * Which modules are bundled together, and how a chunk comes to what lies outside of it: not before it uses something of
 * it. So a command loads, and the engine compiles, only the parts of the program that it runs.
 */

/** The first that fits a module's path names its chunk; the start of the program has what fits none. */
const chunks = {
  zod: /node_modules\/zod\//,
  duckdb: /node_modules\/@duckdb\//,
  postgres: /node_modules\/(pg|pg-[\w-]+|pgpass|postgres-\w+|split2|xtend)\//,
  // What a command alone does not need, nor simple YAML, nor a project without mistakes.
  commander: /node_modules\/commander\//,
  yaml: /node_modules\/js-yaml\/|dist\/project\/settings\/yaml\/(whole|tree|anchors)/,
  problems: /dist\/core\/problems\//,
  jinja:
    /dist\/jinja\/|dist\/project\/settings\/(context|python-types|base-context|yaml\/keyed-map)/,
  load: /dist\/load\//,
  docs: /dist\/docs\//,
  adapters: /dist\/adapters\/(?!dialects|(duckdb|postgres)\/dialect)/,
  // Every command that reads a project ends with its artifacts.
  execute: /dist\/execute\/(?!artifact|target-files)/,
  graph: /dist\/graph\//,
  // What is looked at before anything is known to have changed stays with the start.
  parse:
    /dist\/adapters\/|dist\/project\/(macros|context|builtin-macros)\/|dist\/project\/parse\/(?!kept-project|cache|surroundings|fingerprint|loading|manifest-sections|checksum|facts-store|known-files|noted-facts|source-text|places|survives-json|artifact-text)/,
  commands: /dist\/commands\/(?!parse|load|context)/,
  start: /./,
};

/** For `output.codeSplitting.groups` of rolldown. */
export const chunkGroups = Object.entries(chunks).map(([name, path]) => ({
  name,
  test: (id) => path.test(id.replaceAll("\\", "/")),
}));

/** The bundler's own helpers: small enough for a copy in each chunk that needs them. */
const runtimeFile = "rolldown-runtime.cjs";

/** Lets chunks as the bundler makes them, which begin by requiring what they need, require it when they first use it. */
export function loadedWhenUsed(bundled) {
  const runtime = bundled.find(({ fileName }) => fileName === runtimeFile);
  const helpers = runtime.code.slice(0, runtime.code.indexOf("Object.defineProperty(exports"));
  return bundled
    .filter((chunk) => chunk !== runtime)
    .map(({ fileName, code }) => ({ fileName, code: helpers + requireWhenUsed(code) }));
}

const required =
  /^(?:let|const) (\w+) = require\("([^"]+)"\);\n(?:\1 = (require_rolldown_runtime\.__toESM)\(\1(, 1)?\);\n)?/gm;

function requireWhenUsed(chunk) {
  const found = [];
  const body = chunk.replace(required, (_, name, id, convert, mode = "") => {
    if (!id.endsWith(runtimeFile))
      found.push({
        name,
        load: convert ? `${convert}(require("${id}")${mode})` : `require("${id}")`,
      });
    return "";
  });
  const declarations = found.map(
    ({ name, load }) => `let ${name};\nfunction load_${name}() { return (${name} = ${load}); }\n`,
  );
  const used = found.reduce(
    (code, { name }) => code.replace(references(name), `(${name} ?? load_${name}())`),
    body,
  );
  return (declarations.join("") + used).replaceAll("require_rolldown_runtime.", "");
}

/** Where a name stands for what was required: not as a property, nor as a key of an object, nor as a word in quotes. */
const references = (name) =>
  new RegExp(`(?<![\\w$"']|(?<!\\.\\.)\\.)${name}(?![\\w$"'])(?!(?<=[{,]\\s*${name})\\s*:)`, "g");
