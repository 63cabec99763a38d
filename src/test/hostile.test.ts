/** A project that means harm, or only has unlucky names: it gets nothing but SQL, and spoils nothing for others. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { createProject } from "../cli/embedding.ts";

type Files = Readonly<Record<string, string>>;

const settings: Files = {
  "project.yml": "name: shop\nprofile: shop\n",
  "profiles.yml": "shop: {target: dev, outputs: {dev: {type: duckdb, path: w.duckdb}}}\n",
};

interface Played {
  readonly code: number;
  readonly said: string;
  /** Everything below the folder but the database, by path. */
  readonly files: ReadonlyMap<string, string>;
}

async function play(
  files: Files,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Played> {
  const dir = mkdtempSync(join(tmpdir(), "hostile-"));
  try {
    for (const [path, text] of [...Object.entries(settings), ...Object.entries(files)]) {
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), text);
    }
    let said = "";
    const output = { write: (text: string) => (said += text) };
    const project = createProject({
      dir,
      env: { HOME: dir, DBT_PROFILES_DIR: dir, ...env },
      output,
    });
    const { exitCode } = await project.invoke(args);
    const written = readdirSync(dir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !entry.name.includes(".duckdb"))
      .map((entry) => join(entry.parentPath, entry.name));
    return {
      code: exitCode,
      said,
      files: new Map(written.map((file) => [file.slice(dir.length), readFileSync(file, "utf8")])),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

const unlucky = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf"];

const model = (name: string) => `{{ config(
  meta={'__proto__': {'polluted': true}, 'constructor': 1, 'toJSON': 2},
  constructor=1, toString='x', __proto__={'polluted': true, 'materialized': 'ephemeral'}
) }}
select 1 as id, '{{ var("${name}", "unset") }}' as v, '{{ ${name}("x") }}' as m, 1 as "${name}"
`;

const entry = (name: string) => `
  - name: ${name}
    description: "{{ doc('${name}') }}"
    meta: {__proto__: {polluted: yes}, toString: 1, toJSON: 2}
    config: {__proto__: {polluted: yes}, constructor: {prototype: {polluted: yes}}, tags: [${name}]}
    columns: [{name: ${name}, description: "{{ doc('${name}') }}", data_tests: [not_null, unique]}]`;

function unluckyProject(): Files {
  const files: Record<string, string> = {
    "project.yml": `name: shop
profile: shop
vars: {__proto__: v, constructor: v, toString: v}
models:
  +meta: {__proto__: {polluted: yes}, constructor: {prototype: {polluted: yes}}}
  __proto__: {+tags: [polluted]}
  shop:
    __proto__: {+materialized: table}
    constructor: {+materialized: table}
`,
    "models/m.yml": `models:${unlucky.map(entry).join("")}
groups: [${unlucky.map((name) => `{name: ${name}, owner: {name: ${name}}}`).join(", ")}]
macros: [${unlucky.map((name) => `{name: ${name}, description: x}`).join(", ")}]
`,
    "selectors.yml": `selectors: [${unlucky.map((name) => `{name: ${name}, definition: "tag:${name}"}`).join(", ")}]\n`,
  };
  for (const name of unlucky) {
    files[`models/${name}.sql`] = model(name);
    files[`models/reads_${name}.sql`] = `select * from {{ ref('${name}') }}`;
    files[`models/${name}.md`] = `{% docs ${name} %}About ${name}.{% enddocs %}`;
    files[`macros/${name}.sql`] =
      `{% macro ${name}(toString, __proto__='p') %}{{ toString }}{{ __proto__ }}{% endmacro %}`;
    files[`seeds/seed_${name}.csv`] = `${name},id\n1,2\n`;
  }
  return files;
}

test("names that mean something to JavaScript are names like any other", async () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const { code, said, files } = await play(unluckyProject(), ["build"]);
  expect(said).toContain("Done. PASS=25 WARN=0 ERROR=0 SKIP=0");
  expect(code).toBe(0);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
  expect(Reflect.get({}, "polluted")).toBeUndefined();
  const manifest: unknown = JSON.parse(files.get("/target/manifest.json") ?? "");
  for (const name of unlucky) {
    const node = pick(manifest, "nodes", `model.shop.${name}`);
    expect(pick(node, "description")).toBe(`About ${name}.`);
    expect(pick(node, "meta", "__proto__", "polluted")).toBe(true);
    expect(pick(node, "columns", name, "description")).toBe(`About ${name}.`);
    expect(pick(manifest, "docs", `doc.shop.${name}`, "name")).toBe(name);
  }
});

const pick = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null
        ? Object.getOwnPropertyDescriptor(inner, key)?.value
        : undefined,
    value,
  );

test.each(unlucky)("the selector %s is known only where it is defined", async (name) => {
  const files = { "models/a.sql": "select 1 as id" };
  expect((await play(files, ["ls", "--selector", name])).said).toContain("SELECTOR_NOT_FOUND");
  const { said } = await play(unluckyProject(), ["ls", "--selector", name, "--output", "name"]);
  expect(said).toContain(`${name}\n`);
});

test.each([
  ["a variable", "{{ var('constructor') }}", "VAR_MISSING"],
  ["an environment variable", "{{ env_var('constructor') }}", "ENV_VAR_MISSING"],
  ["a model", "{{ ref('constructor') }}", "REF_NOT_FOUND"],
  ["a source", "{{ source('__proto__', 'constructor') }}", "SOURCE_NOT_FOUND"],
  ["a macro", "{{ hasOwnProperty('a') }}", "TEMPLATE_UNDEFINED"],
  ["a macro of the package", "{{ shop.constructor('a') }}", "TEMPLATE_UNDEFINED"],
  ["what text has", "{{ 'a'.constructor('return 1')() }}", "TEMPLATE_UNDEFINED"],
  ["what a list has", "{{ [].constructor.constructor('return process')() }}", "TEMPLATE_UNDEFINED"],
  ["what a macro has", "{{ ref.constructor('return process')() }}", "TEMPLATE_UNDEFINED"],
  ["what a dict has", "{{ {}.__proto__.polluted }}", "TEMPLATE_UNDEFINED"],
  ["Python's way out", "{{ ''.__class__.__mro__[1].__subclasses__() }}", "TEMPLATE_FAILED"],
  ["the way out of a function", "{{ ref.__globals__['os'] }}", "TEMPLATE_UNDEFINED"],
  ["another module", "{{ modules.os.system('id') }}", "TEMPLATE_UNDEFINED"],
  ["a module's own imports", "{{ modules.datetime.sys.modules }}", "TEMPLATE_UNDEFINED"],
  ["what this has", "{{ this.constructor.constructor('return 1')() }}", "ERROR=1"],
  ["the adapter's inside", "{{ adapter.constructor('x') }}", "TEMPLATE_UNDEFINED"],
  ["a file", "{% include '/etc/passwd' %}", "TEMPLATE_"],
  ["a template", "{% import 'project.yml' as x %}", "TEMPLATE_"],
])("a template cannot reach %s", async (_, expression, code) => {
  const files = { "models/a.sql": `select '${expression}' as x` };
  const { code: exitCode, said } = await play(files, ["build"]);
  expect(said).toContain(code);
  expect(said).not.toContain("This is a bug");
  expect([1, 2]).toContain(exitCode);
});

const secret = "s3cr3t-pässword";

const target = (rest: string): Files => ({
  "profiles.yml": `shop:
  target: dev
  outputs:
    dev:
      type: duckdb
      path: w.duckdb
      ${rest}
`,
  "models/a.sql": "select 1 as id",
  "macros/m.sql": `{% macro tell() %}{{ log('${secret}', info=true) }}{{ print('${secret}') }}{% endmacro %}`,
});

test.each([
  [
    "credentials",
    `secrets: [{type: s3, key_id: "{{ env_var('DBT_ENV_SECRET_KEY') }}", secret: plain-secret-value}]`,
  ],
  ["a setting that is refused", `settings: {memory_limit: "{{ env_var('DBT_ENV_SECRET_KEY') }}"}`],
  ["a key that is wrong", `threads: "{{ env_var('DBT_ENV_SECRET_KEY') }}"`],
  ["a path", `attach: [{path: "/nowhere/{{ env_var('DBT_ENV_SECRET_KEY') }}", read_only: true}]`],
])("secrets of %s stay out of everything that is said and written", async (_, profile) => {
  const env = { DBT_ENV_SECRET_KEY: secret };
  for (const command of ["build", "build --log-format json", "build --debug", "debug", "compile"]) {
    const { said, files } = await play(target(profile), command.split(" "), env);
    expect(said).not.toContain("This is a bug");
    const written = [...files].filter(([path]) =>
      /^\/(?:logs|target)\/(?!partial_parse)/.test(path),
    );
    for (const [path, text] of [["what is said", said] as const, ...written]) {
      expect(text.replace(/\{% macro tell[^\n]*/g, ""), path).not.toContain(secret);
      expect(text, path).not.toContain("plain-secret-value");
    }
  }
  expect((await play(target(profile), ["run-operation", "tell"], env)).said).not.toContain(secret);
});

test("byte order marks and carriage returns change neither rows nor documentation", async () => {
  const windows = (text: string) => `\ufeff${text.replaceAll("\n", "\r\n")}`;
  const plain: Files = {
    "seeds/raw.csv": 'id,name\n1,"a"\n2,ü\n',
    "macros/twice.sql": "{% macro twice(n) %}\n{{ n }} * 2\n{% endmacro %}\n",
    "models/doubled.sql": "select id, {{ twice('id') }} as n -- once\nfrom {{ ref('raw') }}\n",
    "models/doubled.yml":
      "models:\n  - name: doubled\n    description: |\n      two\n      lines\n    columns:\n      - name: id\n        data_tests: [unique]\n",
    "tests/none.sql": "select * from {{ ref('doubled') }}\nwhere n <> id * 2\n",
  };
  const marked = Object.entries(plain).map(([path, text]) => [path, windows(text)] as const);
  const described = async (files: Files) => {
    const { code, said, files: written } = await play(files, ["build"]);
    expect(code, said).toBe(0);
    const manifest = JSON.parse(written.get("/target/manifest.json") ?? "{}");
    return manifest.nodes["model.shop.doubled"].description;
  };
  expect(await described(plain)).toBe("two\nlines\n");
  expect(await described(Object.fromEntries(marked))).toBe("two\nlines\n");
});

test("a model of a thousand columns is built, tested and added to", async () => {
  const numbers = Array.from({ length: 1000 }, (_, index) => index);
  const files = {
    "models/wide.sql": `select ${numbers.map((n) => `${n} as column_${n}`).join(",\n")}`,
    "models/wide.yml": `models:\n  - name: wide\n    columns:\n${numbers
      .map((n) => `      - {name: column_${n}, description: number ${n}}\n`)
      .join("")}`,
    "models/kept.sql":
      "{{ config(materialized='incremental', unique_key='column_1', on_schema_change='sync_all_columns') }} select * from {{ ref('wide') }}",
  };
  const { code, said } = await play(files, ["build"]);
  expect(code, said).toBe(0);
});

test("variables and options of any length are read, or refused in a few lines", async () => {
  const many = Object.fromEntries(Array.from({ length: 2000 }, (_, n) => [`name_${n}`, "value"]));
  const files = { "models/a.sql": "select '{{ var('name_1999') }}' as v" };
  expect((await play(files, ["parse", "--vars", JSON.stringify(many)])).code).toBe(0);
  for (const vars of ["x".repeat(100_000), `{a: ${"[".repeat(5000)}${"]".repeat(5000)}}`]) {
    const { code, said } = await play(files, ["parse", "--vars", vars]);
    expect(code).toBe(2);
    expect(said.length).toBeLessThan(2000);
  }
});
