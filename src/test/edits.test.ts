/** Whatever is edited between two calls, what comes of the kept parts is what a parse from nothing gives. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createProject } from "../index.ts";

const files: Readonly<Record<string, string>> = {
  "dbt_project.yml":
    "name: edited\nprofile: p\nvars: {limit: 3}\nmodels:\n  edited:\n    marts: {+materialized: table}\n",
  "profiles.yml": "p:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: edited.duckdb}\n",
  "models/base.sql": "select 1 as id -- base\n",
  "models/marts/calling.sql":
    "{{ config(tags=['x']) }}\nselect {{ helper('id') }} as id from {{ ref('base') }}\n",
  "models/marts/deep.sql":
    "select {{ outer_helper('id') }} as id from {{ ref('calling') }} limit {{ var('limit') }}\n",
  "models/marts/reading.sql":
    "select * from {{ ref(name_of_base()) }} -- {{ env_var('E', 'e') }}\n",
  "models/marts/off.sql": "{{ config(enabled=false) }} select 1 as id\n",
  "models/marts/models.yml":
    "models:\n  - name: calling\n    description: '{{ doc(\"words\") }}'\n    columns:\n      - name: id\n        data_tests: [not_null, at_least]\n  - name: base\n    config: {meta: {a: 1}}\n",
  "models/words.md": "{% docs words %}Some words.{% enddocs %}\n",
  "macros/helpers.sql":
    "{% macro helper(x) %}({{ x }} + 1){% endmacro %}\n{% macro outer_helper(x) %}{{ helper(x) }}{% endmacro %}\n",
  "macros/names.sql": "{% macro name_of_base() %}{{ return('base') }}{% endmacro %}\n",
  "macros/tests.sql":
    "{% test at_least(model, column_name) %}select * from {{ model }} where {{ column_name }} < 0{% endtest %}\n",
  "snapshots/two.sql":
    "{% snapshot first %}{{ config(unique_key='id', strategy='check', check_cols='all') }}select * from {{ ref('base') }}{% endsnapshot %}\n{% snapshot second %}{{ config(unique_key='id', strategy='check', check_cols='all') }}select {{ helper('id') }} as id{% endsnapshot %}\n",
  "tests/singular.sql": "select * from {{ ref('deep') }} where id < 0\n",
  "analyses/look.sql": "select {{ helper(1) }} from {{ ref('base') }}\n",
};

/** Replaces the first of what it finds; what it does not find stays. */
interface Edit {
  readonly file: string;
  readonly from: string | RegExp;
  readonly to: string;
}

const edits: readonly Edit[] = [
  ...Object.keys(files)
    .filter((file) => file.endsWith(".sql") && !/macros|snapshots/.test(file))
    .map((file) => ({ file, from: /$/, to: "-- edited\n" })),
  { file: "models/base.sql", from: "1 as id", to: "1 as id, 2 as b" },
  { file: "models/base.sql", from: /^/, to: "{{ config(alias='other') }}" },
  { file: "models/base.sql", from: "{{ config(alias='other') }}", to: "" },
  { file: "models/marts/calling.sql", from: "['x']", to: "['x', 'y']" },
  { file: "models/marts/calling.sql", from: "['x', 'y']", to: "['x']" },
  { file: "models/marts/calling.sql", from: "ref('base')", to: "ref('reading')" },
  { file: "models/marts/calling.sql", from: "ref('reading')", to: "ref('nowhere')" },
  { file: "models/marts/calling.sql", from: "ref('nowhere')", to: "ref('base')" },
  { file: "models/marts/calling.sql", from: "{{ helper('id') }}", to: "{{ outer_helper('id') }}" },
  { file: "models/marts/calling.sql", from: "{{ outer_helper('id') }}", to: "{{ helper('id') }}" },
  { file: "models/marts/off.sql", from: "enabled=false", to: "enabled=true" },
  { file: "models/marts/off.sql", from: "enabled=true", to: "enabled=false" },
  { file: "models/marts/reading.sql", from: "env_var('E', 'e')", to: "env_var('F', 'f')" },
  { file: "models/marts/models.yml", from: "meta: {a: 1}", to: "meta: {a: 2}" },
  { file: "models/marts/models.yml", from: "[not_null, at_least]", to: "[not_null]" },
  { file: "models/marts/models.yml", from: "[not_null]", to: "[not_null, at_least]" },
  { file: "models/words.md", from: "Some", to: "Some more" },
  { file: "macros/helpers.sql", from: "+ 1", to: "+ 1 + 1" },
  { file: "macros/helpers.sql", from: "{{ helper(x) }}", to: "{{ helper(x) }}{# deep #}" },
  { file: "macros/helpers.sql", from: "({{ x }}", to: "({{ x ~ ref('base') }}" },
  { file: "macros/helpers.sql", from: "({{ x ~ ref('base') }}", to: "({{ x }}" },
  { file: "macros/helpers.sql", from: "helper(x) %}(", to: "helper(x, y=2) %}(" },
  { file: "macros/helpers.sql", from: /$/, to: "{% macro more_PLACE() %}{% endmacro %}\n" },
  { file: "macros/helpers.sql", from: /\{% macro more_\w+\(\).*\n/, to: "" },
  { file: "macros/names.sql", from: "'base'", to: "'deep'" },
  { file: "macros/names.sql", from: "'deep'", to: "'base'" },
  { file: "macros/tests.sql", from: "< 0", to: "< 0 and true" },
  { file: "snapshots/two.sql", from: "as id{%", to: "as id -- edited\n{%" },
  { file: "snapshots/two.sql", from: /^/, to: "\n" },
  { file: "dbt_project.yml", from: "limit: 3", to: "limit: 4" },
  { file: "dbt_project.yml", from: "+materialized: table", to: "+materialized: view" },
  { file: "dbt_project.yml", from: /$/, to: "on-run-start: ['select {{ helper(1) }}']\n" },
];

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "edits-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let projects = 0;

function newProject() {
  const dir = join(folder, String(++projects));
  const put = (file: string, text: string): void => {
    mkdirSync(dirname(join(dir, file)), { recursive: true });
    writeFileSync(join(dir, file), text);
  };
  const texts = new Map(Object.entries(files));
  for (const [file, text] of texts) put(file, text);
  const said: string[] = [];
  const project = createProject({
    dir,
    onEvent: (event) => {
      if (event.type === "template-log") said.push(event.message);
    },
  });
  const parse = async (target: string, ...options: string[]) => {
    const { problems } = await project.invoke(["parse", "--target-path", target, ...options]);
    if (problems.length > 0)
      return problems.map(({ code, message }) => `${code} ${message}`).sort();
    const text = readFileSync(join(dir, target, "manifest.json"), "utf8");
    return text.slice(text.indexOf(',"nodes":')).replace(/"created_at":[\d.]+/g, '"created_at":0');
  };
  return {
    edit({ file, from, to }: Edit): void {
      texts.set(
        file,
        (texts.get(file) ?? "").replace(from, to.replace("PLACE", String(++projects))),
      );
      put(file, texts.get(file) ?? "");
    },
    said,
    parse: () => parse("kept"),
    parseAnew: () => parse("anew", "--no-partial-parse"),
    /** As long as before and under the same id, but no entry can be parsed. */
    spoilKept(): void {
      for (const part of ["manifest", "facts"]) {
        const path = join(dir, `kept/partial_parse.${part}.tsdbt`);
        writeFileSync(path, readFileSync(path, "latin1").replaceAll("{", "!"), "latin1");
      }
    },
    patches(): number {
      const index = JSON.parse(readFileSync(join(dir, "kept/partial_parse.index.tsdbt"), "utf8"));
      return Object.keys(index.manifest.patches.nodes).length;
    },
  };
}

/** Where two answers begin to differ; undefined when they do not. */
function difference(one: string | string[], other: string | string[]) {
  const [a, b] = [one, other].map((answer) =>
    typeof answer === "string" ? answer : answer.join("\n"),
  );
  if (a === undefined || b === undefined || a === b) return undefined;
  let at = 0;
  while (a[at] === b[at]) at++;
  return [a, b].map((text) => text.slice(Math.max(0, at - 200), at + 100));
}

test("a sequence of edits gives the manifest of a parse from nothing, byte for byte", async () => {
  const sequence = fc.array(fc.constantFrom(...edits), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(sequence, { minLength: 1, maxLength: 4 }), async (calls) => {
      const project = newProject();
      await project.parse();
      for (const call of calls) {
        for (const edit of call) project.edit(edit);
        expect(difference(await project.parse(), await project.parseAnew())).toBeUndefined();
      }
    }),
    { numRuns: 20 },
  );
});

test("hooks carry the checksum of the project file that is there, though only a comment changed", async () => {
  const project = newProject();
  const file = "dbt_project.yml";
  project.edit({ file, from: /$/, to: "on-run-start: ['select {{ helper(1) }}']\n" });
  await project.parse();
  project.edit({ file, from: /$/, to: "# a comment\n" });
  expect(difference(await project.parse(), await project.parseAnew())).toBeUndefined();
});

test("an edit of a node's text replaces that node's entry and nothing else", async () => {
  const project = newProject();
  await project.parse();
  expect(project.patches()).toBe(0);
  for (const [nth, file] of ["models/base.sql", "tests/singular.sql"].entries()) {
    project.edit({ file, from: /$/, to: "-- edited\n" });
    expect(difference(await project.parse(), await project.parseAnew())).toBeUndefined();
    expect(project.patches()).toBe(nth + 1);
  }
  project.edit({ file: "models/base.sql", from: "-- edited", to: "-- again" });
  await project.parse();
  expect(project.patches()).toBe(2);
});

test("what a template says while it is read is heard once, however it is put together", async () => {
  const project = newProject();
  const file = "models/base.sql";
  project.edit({ file, from: /^/, to: "{{ log('hello', info=true) }}" });
  await project.parse();
  for (const from of ["1 as id", "select"]) {
    const times = project.said.length;
    project.edit({ file, from, to: `/**/${from}` });
    await project.parse();
    expect(project.said.length).toBe(times + 1);
    project.edit({ file, from: /^/, to: "{{ config(tags=['new']) }}" });
    await project.parse();
    expect(project.said.length).toBe(times + 2);
  }
});

test("a parse of an unchanged project copies what was kept and reads none of it", async () => {
  const project = newProject();
  await project.parse();
  project.edit({ file: "models/base.sql", from: /$/, to: "-- edited\n" });
  await project.parse();
  project.spoilKept();
  const manifest = await project.parse();
  expect(manifest).toContain(',"nodes":!"');
  expect(manifest).toContain(',"macros":!"');
  expect(manifest).toContain("-- edited");
});
