import { expect, test } from "vitest";
import { type RenderOptions, readProject, readRawProject } from "./project-file.ts";
import type { ProjectSettings } from "./project-settings.ts";
import { briefly, folderWith, problemsOf } from "./temporary-project.test.support.ts";

const options: RenderOptions = {
  env: { SCHEMA: "raw" },
  vars: { who: "me" },
  target: { name: "dev" },
};

const read = (text: string, more: Partial<RenderOptions> = {}): ProjectSettings =>
  readProject(folderWith({ "dbt_project.yml": text }), { ...options, ...more });

test("a short file gets dbt's defaults", () => {
  const project = read("name: shop\nprofile: shop\n");
  expect(project.paths.models).toEqual(["models"]);
  expect(project.paths.docs).toContain("tests");
  expect(project.targetPath).toBe("target");
  expect(project.cleanTargets).toEqual(["target"]);
  expect(project.packagesInstallPath).toBe("dbt_packages");
  expect(project.queryComment).toEqual({ comment: undefined, append: false });
});

test("project.yml is read before dbt_project.yml, with a warning when both are there", () => {
  const dir = folderWith({ "project.yml": "name: ours\n", "dbt_project.yml": "name: theirs\n" });
  const project = readProject(dir, options);
  expect([project.name, project.file]).toEqual(["ours", "project.yml"]);
  expect(project.warnings.map(({ problem }) => problem.code)).toEqual(["PROJECT_FILE_DOUBLE"]);
});

test("a folder without a project file is a problem", () => {
  expect(briefly(problemsOf(() => readRawProject(folderWith({}))))).toEqual([
    "PROJECT_FILE_MISSING",
  ]);
});

test("Jinja keeps the type of a value that is one expression", () => {
  const { configs } = read(
    `name: shop\nmodels:\n  +enabled: "{{ target.name == 'dev' }}"\n  +schema: "{{ env_var('SCHEMA') }}_{{ var('who') }}"\n`,
  );
  expect(configs.models.rendered).toEqual({ "+enabled": true, "+schema": "raw_me" });
  expect(configs.models.unrendered["+schema"]).toBe("{{ env_var('SCHEMA') }}_{{ var('who') }}");
});

test("hooks, the query comment and variables are not rendered", () => {
  const project = read(
    [
      "name: shop",
      `on-run-start: "{{ later() }}"`,
      `query-comment: "{{ later }}"`,
      `vars: {a: "{{ later() }}"}`,
      `models: {+pre-hook: "{{ later() }}", shop: {+post_hook: ["{{ later() }}"]}}`,
    ].join("\n"),
  );
  expect(project.onRunStart).toEqual(["{{ later() }}"]);
  expect(project.queryComment.comment).toBe("{{ later }}");
  expect(project.vars).toEqual({ a: "{{ later() }}" });
  expect(project.configs.models.rendered["+pre-hook"]).toBe("{{ later() }}");
});

test("every mistake is reported at once, each with its place", () => {
  const problems = problemsOf(() =>
    read(
      [
        "name: my-shop",
        "model-path: [models]",
        "seed-paths: seeds",
        "config-version: two",
        "quoting: {tables: true}",
        "dispatch: [{macro_namespace: dbt}]",
        "restrict-access: sometimes",
      ].join("\n"),
    ),
  );
  expect(briefly(problems).sort()).toEqual([
    "PROJECT_KEY_UNKNOWN dbt_project.yml:2",
    "PROJECT_KEY_WRONG dbt_project.yml:3",
    "PROJECT_KEY_WRONG dbt_project.yml:4",
    "PROJECT_KEY_WRONG dbt_project.yml:5",
    "PROJECT_KEY_WRONG dbt_project.yml:6",
    "PROJECT_KEY_WRONG dbt_project.yml:7",
    "PROJECT_NAME_INVALID dbt_project.yml:1",
  ]);
  expect(problems.find(({ code }) => code === "PROJECT_KEY_UNKNOWN")?.hint).toContain(
    "model-paths",
  );
});

test("config-version may be any whole number, as in dbt", () => {
  expect(read("name: shop\nconfig-version: 1\n").name).toBe("shop");
});

test("every value that cannot be rendered is reported at once", () => {
  const problems = problemsOf(() =>
    read(
      `name: shop\nmodels:\n  +schema: "{{ env_var('NOPE') }}"\n  +alias: "{{ var('nope') }}"\n  +tags: "{{ 1 / 0 }}"\n`,
    ),
  );
  expect(briefly(problems)).toEqual([
    "ENV_VAR_MISSING dbt_project.yml:3",
    "VAR_MISSING dbt_project.yml:4",
    "SETTING_NOT_RENDERED dbt_project.yml:5",
  ]);
});

test("old names of keys still work, with a warning", () => {
  const project = read("name: shop\nsource-paths: [sql]\ndata-paths: [csv]\ntarget-path: out\n");
  expect([project.paths.models, project.paths.seeds]).toEqual([["sql"], ["csv"]]);
  expect(project.targetPath).toBe("out");
  expect(project.warnings.map(({ name }) => name)).toEqual([
    "ConfigSourcePathDeprecation",
    "ConfigDataPathDeprecation",
    "ConfigTargetPathDeprecation",
  ]);
});

test("the old and the new name together are a problem", () => {
  const both = "name: shop\ntests: {+severity: warn}\ndata_tests: {+severity: warn}\n";
  expect(briefly(problemsOf(() => read(both)))).toEqual([
    "PROJECT_KEYS_ALTERNATIVE dbt_project.yml:2",
  ]);
  expect(read("name: shop\ntests: {+severity: warn}\n").configs.data_tests.rendered).toEqual({
    "+severity": "warn",
  });
});

test.each([
  ['">=1.0.0"', undefined],
  ['[">=1.5.0", "<2.0.0"]', undefined],
  ['">=1.0.0,<1.99.0"', undefined],
  ['">=2.0.0"', "VERSION_NOT_SUPPORTED"],
  ['[">=1.5.0", "<1.0.0"]', "VERSION_IMPOSSIBLE"],
  ['"<2"', "VERSION_UNREADABLE"],
])("require-dbt-version: %s", (required, code) => {
  const text = `name: shop\nrequire-dbt-version: ${required}\n`;
  if (code === undefined) expect(() => read(text)).not.toThrow();
  else expect(problemsOf(() => read(text)).map((problem) => problem.code)).toEqual([code]);
});

test("--no-version-check lets any version pass", () => {
  expect(() =>
    read('name: shop\nrequire-dbt-version: ">=2.0.0"\n', { versionCheck: false }),
  ).not.toThrow();
});

test("vars.yml holds the variables when the project file has none", () => {
  const files = { "dbt_project.yml": "name: shop\n", "vars.yml": "vars: {a: 1}\n" };
  expect(readProject(folderWith(files), options).vars).toEqual({ a: 1 });
  const both = { ...files, "dbt_project.yml": "name: shop\nvars: {b: 2}\n" };
  expect(briefly(problemsOf(() => readProject(folderWith(both), options)))).toEqual([
    "VARS_IN_TWO_FILES dbt_project.yml:2",
  ]);
});

test("a key that stands twice is warned of, and the last one counts", () => {
  const project = read("name: one\nname: two\n");
  expect(project.name).toBe("two");
  expect(project.warnings.map(({ name }) => name)).toEqual(["DuplicateYAMLKeysDeprecation"]);
});

test("the environment variables that were read are known", () => {
  expect(read(`name: shop\nmodels: {+schema: "{{ env_var('SCHEMA') }}"}\n`).envVars).toEqual({
    SCHEMA: "raw",
  });
});
