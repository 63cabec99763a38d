/** Mistakes in YAML as such, in the project file and in profiles.yml. */
import type { Mistake } from "./mistake.ts";

const profiles = (outputs: string) => `shop: {target: dev, outputs: {dev: ${outputs}}}\n`;

export const settingsMistakes: readonly Mistake[] = [
  {
    code: "YAML_INVALID",
    place: "?",
    files: { "models/m.yml": "models:\n  - name: orders\n\tdescription: a tab\n" },
  },
  {
    code: "YAML_INVALID",
    place: "?",
    files: { "models/m.yml": "models:\n  - name: orders\n   description: one blank too few\n" },
  },
  {
    code: "YAML_INVALID",
    place: "?",
    files: { "models/m.yml": 'models:\n  - name: "orders\n' },
  },
  { code: "YAML_INVALID", place: "?", files: { "project.yml": "name: [shop\n" } },
  {
    code: "YAML_JINJA_NOT_QUOTED",
    place: "?",
    files: { "project.yml": "name: shop\nprofile: {{ var('x') }}\n" },
  },
  {
    code: "YAML_KEY_NOT_SCALAR",
    place: "?",
    files: { "models/m.yml": "models:\n  - name: a\n    meta:\n      ? [a, b]\n      : value\n" },
  },
  {
    code: "YAML_TAG_UNKNOWN",
    place: "?",
    files: { "models/m.yml": "models: !include models.yml\n" },
  },
  {
    code: "YAML_KEY_DUPLICATE",
    place: "?",
    files: { "project.yml": "name: shop\nprofile: shop\nprofile: shop\n" },
  },
  {
    code: "YAML_KEY_DUPLICATE",
    place: "?",
    files: {
      "models/a.sql": "select 1 as id",
      "models/m.yml": "models:\n  - name: a\n    description: x\n    description: y\n",
    },
  },
  {
    code: "PROJECT_FILE_MISSING",
    place: "",
    command: "parse --project-dir models",
    files: { "models/a.sql": "select 1" },
  },
  { code: "PROJECT_FILE_DOUBLE", place: "?", files: { "dbt_project.yml": "name: other\n" } },
  { code: "PROJECT_NOT_MAPPING", place: "?", files: { "project.yml": "- name: shop\n" } },
  { code: "PROJECT_NOT_MAPPING", place: "?", files: { "project.yml": "" } },
  { code: "PROJECT_KEY_MISSING", place: "?", files: { "project.yml": "profile: shop\n" } },
  {
    code: "PROJECT_KEY_UNKNOWN",
    place: "?",
    files: { "project.yml": "name: shop\nprofile: shop\nmodel-path: [models]\n" },
  },
  {
    code: "PROJECT_KEY_WRONG",
    place: "?",
    files: { "project.yml": "name: shop\nprofile: shop\nmodel-paths: models\n" },
  },
  {
    code: "PROJECT_NAME_INVALID",
    place: "?",
    files: { "project.yml": "name: my-shop\nprofile: shop\n" },
  },
  {
    code: "PROJECT_KEY_DEPRECATED",
    place: "?",
    files: { "project.yml": "name: shop\nprofile: shop\nsource-paths: [models]\n" },
  },
  {
    code: "PROJECT_KEYS_ALTERNATIVE",
    place: "?",
    files: {
      "project.yml": "name: shop\nprofile: shop\nsource-paths: [a]\nmodel-paths: [models]\n",
    },
  },
  {
    code: "VERSION_NOT_SUPPORTED",
    place: "?",
    files: { "project.yml": 'name: shop\nprofile: shop\nrequire-dbt-version: ">=2.0.0"\n' },
  },
  {
    code: "VERSION_IMPOSSIBLE",
    place: "?",
    files: {
      "project.yml": 'name: shop\nprofile: shop\nrequire-dbt-version: [">=1.5.0", "<1.0.0"]\n',
    },
  },
  {
    code: "VERSION_UNREADABLE",
    place: "?",
    files: { "project.yml": 'name: shop\nprofile: shop\nrequire-dbt-version: "about 1.5"\n' },
  },
  {
    code: "SETTING_NOT_RENDERED",
    place: "?",
    files: { "project.yml": 'name: shop\nprofile: "{{ 1 / 0 }}"\n' },
  },
  {
    code: "VARS_IN_TWO_FILES",
    place: "?",
    files: {
      "project.yml": "name: shop\nprofile: shop\nvars: {a: 1}\n",
      "vars.yml": "vars: {b: 1}\n",
    },
  },
  {
    code: "VAR_MISSING",
    place: "?",
    files: { "models/a.sql": "select\n  '{{ var('day') }}' as d" },
  },
  {
    code: "ENV_VAR_MISSING",
    place: "?",
    files: { "models/a.sql": "select '{{ env_var('NOT_SET') }}' as d" },
  },
  {
    code: "ENV_VAR_MISSING",
    place: "?",
    files: { "profiles.yml": profiles("{type: duckdb, path: \"{{ env_var('NOT_SET') }}\"}") },
  },
  {
    code: "ENV_VAR_SECRET",
    place: "?",
    files: { "models/a.sql": "select '{{ env_var('DBT_ENV_SECRET_TOKEN') }}' as d" },
    env: { DBT_ENV_SECRET_TOKEN: "hush" },
  },
  {
    code: "VALUE_NOT_ITERABLE",
    place: "?",
    files: { "models/a.sql": "select {{ set_strict(1) }} as d" },
  },
  {
    code: "CONFIG_VALUE_WRONG",
    place: "?",
    files: { "models/a.sql": "{{ config(enabled='yes') }}\nselect 1 as id" },
  },
  { code: "VARS_NOT_MAPPING", place: "", command: ["parse", "--vars", "day=2"] },
  { code: "VARS_NOT_MAPPING", place: "", command: ["parse", "--vars", "[1, 2]"] },
  {
    code: "PACKAGE_MISSING",
    place: "?",
    files: { "packages.yml": "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n" },
  },
  {
    code: "PACKAGE_LOCAL_MISSING",
    place: "?",
    files: { "packages.yml": "packages:\n  - local: ./nowhere\n" },
  },
  {
    code: "PACKAGE_DOUBLE",
    place: "",
    files: {
      "packages.yml": "packages:\n  - local: ./one\n",
      "one/dbt_project.yml": "name: shop\n",
    },
  },
  {
    code: "PACKAGES_FILE_WRONG",
    place: "?",
    files: { "packages.yml": "packages:\n  dbt_utils: 1.3.0\n" },
  },
  {
    code: "SELECTORS_FILE_WRONG",
    place: "?",
    files: { "selectors.yml": "selectors:\n  - definition: tag:nightly\n" },
  },
  {
    code: "PROFILES_FILE_MISSING",
    place: "",
    command: "parse --profiles-dir nowhere",
  },
  { code: "PROFILES_FILE_WRONG", place: "?", files: { "profiles.yml": "# nothing here\n" } },
  { code: "PROFILE_NOT_NAMED", place: "?", files: { "project.yml": "name: shop\n" } },
  { code: "PROFILE_MISSING", place: "?", command: "parse --profile shoq" },
  {
    code: "PROFILE_WITHOUT_OUTPUTS",
    place: "?",
    files: { "profiles.yml": "shop: {target: dev}\n" },
  },
  { code: "TARGET_MISSING", place: "?", command: "parse --target prod" },
  { code: "TARGET_NOT_MAPPING", place: "?", files: { "profiles.yml": profiles("duckdb") } },
  { code: "TARGET_WITHOUT_TYPE", place: "?", files: { "profiles.yml": profiles("{path: a.db}") } },
  {
    code: "TARGET_TYPE_UNKNOWN",
    place: "?",
    files: { "profiles.yml": profiles("{type: oracle}") },
  },
  {
    code: "CREDENTIAL_MISSING",
    place: "?",
    files: { "profiles.yml": profiles("{type: postgres, host: localhost}") },
  },
  {
    code: "CREDENTIAL_WRONG",
    place: "?",
    files: {
      "profiles.yml": profiles(
        "{type: postgres, host: h, user: u, password: p, port: many, dbname: d, schema: s}",
      ),
    },
  },
  {
    code: "CREDENTIAL_DOUBLE",
    place: "?",
    files: {
      "profiles.yml": profiles(
        "{type: postgres, host: h, user: u, pass: p, password: p, port: 1, dbname: d, schema: s}",
      ),
    },
  },
  {
    code: "CREDENTIAL_UNKNOWN",
    place: "?",
    files: { "profiles.yml": profiles("{type: duckdb, pth: a.db}") },
  },
  {
    code: "CREDENTIAL_NEEDS_PYTHON",
    place: "?",
    files: { "profiles.yml": profiles("{type: duckdb, plugins: [{module: excel}]}") },
  },
  {
    code: "DATABASE_NOT_OF_PATH",
    place: "?",
    files: { "profiles.yml": profiles("{type: duckdb, path: a.db, database: other}") },
  },
  {
    code: "TOKEN_DOUBLE",
    place: "?",
    files: {
      "profiles.yml": profiles(
        "{type: duckdb, path: a.db, motherduck_token: a, settings: {motherduck_token: b}}",
      ),
    },
  },
  {
    code: "THREADS_WRONG",
    place: "?",
    files: { "profiles.yml": profiles("{type: duckdb, path: a.db, threads: many}") },
  },
];
