/** Mistakes in YAML as such, in the project file and in profiles.yml. */
import type { Mistake } from "./mistake.ts";

const profiles = (outputs: string) => `shop: {target: dev, outputs: {dev: ${outputs}}}\n`;

export const settingsMistakes: readonly Mistake[] = [
  { code: "ACCESS_REFUSED", place: "", files: { "profiles.yml/folder": "" } },
  { code: "ACCESS_REFUSED", place: "", files: { "project.yml/folder": "" } },
  { code: "ACCESS_REFUSED", place: "", files: { models: "a file" } },
  {
    code: "YAML_INVALID",
    place: "models/m.yml:3:1",
    files: { "models/m.yml": "models:\n  - name: orders\n\tdescription: a tab\n" },
  },
  {
    code: "YAML_INVALID",
    place: "models/m.yml:3:4",
    files: { "models/m.yml": "models:\n  - name: orders\n   description: one blank too few\n" },
  },
  {
    code: "YAML_INVALID",
    place: "models/m.yml:2:18",
    files: { "models/m.yml": 'models:\n  - name: "orders\n' },
  },
  { code: "YAML_INVALID", place: "project.yml:2:1", files: { "project.yml": "name: [shop\n" } },
  {
    code: "YAML_JINJA_NOT_QUOTED",
    place: "project.yml:2:11",
    files: { "project.yml": "name: shop\nprofile: {{ var('x') }}\n" },
  },
  {
    code: "YAML_KEY_NOT_SCALAR",
    place: "models/m.yml:4:9",
    files: { "models/m.yml": "models:\n  - name: a\n    meta:\n      ? [a, b]\n      : value\n" },
  },
  {
    code: "YAML_TAG_UNKNOWN",
    place: "models/m.yml:1:18",
    files: { "models/m.yml": "models: !include models.yml\n" },
  },
  {
    code: "YAML_KEY_DUPLICATE",
    place: "project.yml:3:1",
    files: { "project.yml": "name: shop\nprofile: shop\nprofile: shop\n" },
  },
  {
    code: "YAML_KEY_DUPLICATE",
    place: "models/m.yml:4:5",
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
  {
    code: "PROJECT_FILE_DOUBLE",
    place: "dbt_project.yml:1:1",
    files: { "dbt_project.yml": "name: other\n" },
  },
  {
    code: "PROJECT_NOT_MAPPING",
    place: "project.yml:1:1",
    files: { "project.yml": "- name: shop\n" },
  },
  { code: "PROJECT_NOT_MAPPING", place: "project.yml:1:1", files: { "project.yml": "" } },
  {
    code: "PROJECT_KEY_MISSING",
    place: "project.yml:1:1",
    files: { "project.yml": "profile: shop\n" },
  },
  {
    code: "PROJECT_KEY_UNKNOWN",
    place: "project.yml:3:1",
    files: { "project.yml": "name: shop\nprofile: shop\nmodel-path: [models]\n" },
  },
  {
    code: "PROJECT_KEY_WRONG",
    place: "project.yml:3:1",
    files: { "project.yml": "name: shop\nprofile: shop\nmodel-paths: models\n" },
  },
  {
    code: "PROJECT_NAME_INVALID",
    place: "project.yml:1:1",
    files: { "project.yml": "name: my-shop\nprofile: shop\n" },
  },
  {
    code: "PROJECT_KEY_DEPRECATED",
    place: "project.yml:3:1",
    files: { "project.yml": "name: shop\nprofile: shop\nsource-paths: [models]\n" },
  },
  {
    code: "PROJECT_KEYS_ALTERNATIVE",
    place: "project.yml:3:1",
    files: {
      "project.yml": "name: shop\nprofile: shop\nsource-paths: [a]\nmodel-paths: [models]\n",
    },
  },
  {
    code: "VERSION_NOT_SUPPORTED",
    place: "project.yml:3:1",
    files: { "project.yml": 'name: shop\nprofile: shop\nrequire-dbt-version: ">=2.0.0"\n' },
  },
  {
    code: "VERSION_IMPOSSIBLE",
    place: "project.yml:3:1",
    files: {
      "project.yml": 'name: shop\nprofile: shop\nrequire-dbt-version: [">=1.5.0", "<1.0.0"]\n',
    },
  },
  {
    code: "VERSION_UNREADABLE",
    place: "project.yml:3:1",
    files: { "project.yml": 'name: shop\nprofile: shop\nrequire-dbt-version: "about 1.5"\n' },
  },
  {
    code: "SETTING_NOT_RENDERED",
    place: "project.yml:2:1",
    files: { "project.yml": 'name: shop\nprofile: "{{ 1 / 0 }}"\n' },
  },
  {
    code: "VARS_IN_TWO_FILES",
    place: "project.yml:3:1",
    files: {
      "project.yml": "name: shop\nprofile: shop\nvars: {a: 1}\n",
      "vars.yml": "vars: {b: 1}\n",
    },
  },
  {
    code: "VAR_MISSING",
    place: "models/a.sql:2:7",
    command: "build",
    files: { "models/a.sql": "select\n  '{{ var('day') }}' as d" },
  },
  {
    code: "ENV_VAR_MISSING",
    place: "models/a.sql:1:12",
    files: { "models/a.sql": "select '{{ env_var('NOT_SET') }}' as d" },
  },
  {
    code: "ENV_VAR_MISSING",
    place: "profiles.yml:1:51",
    files: { "profiles.yml": profiles("{type: duckdb, path: \"{{ env_var('NOT_SET') }}\"}") },
  },
  {
    code: "ENV_VAR_SECRET",
    place: "models/a.sql:1:12",
    files: { "models/a.sql": "select '{{ env_var('DBT_ENV_SECRET_TOKEN') }}' as d" },
    env: { DBT_ENV_SECRET_TOKEN: "hush" },
  },
  {
    code: "VALUE_NOT_ITERABLE",
    place: "models/a.sql:1:11",
    files: { "models/a.sql": "select {{ set_strict(1) }} as d" },
  },
  {
    code: "CONFIG_VALUE_WRONG",
    place: "models/a.sql:1:4",
    files: { "models/a.sql": "{{ config(enabled='yes') }}\nselect 1 as id" },
  },
  {
    code: "CONFIG_VALUE_WRONG",
    place: "project.yml:5:5",
    files: {
      "project.yml": "name: shop\nprofile: shop\nmodels:\n  shop:\n    +enabled: often\n",
      "models/a.sql": "select 1 as id",
    },
  },
  {
    code: "PACKAGE_MISSING",
    place: "packages.yml:2:5",
    files: { "packages.yml": "packages:\n  - package: dbt-labs/dbt_utils\n    version: 1.3.0\n" },
  },
  {
    code: "PACKAGE_LOCAL_MISSING",
    place: "packages.yml:2:5",
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
    place: "packages.yml:1:1",
    files: { "packages.yml": "packages:\n  dbt_utils: 1.3.0\n" },
  },
  {
    code: "SELECTORS_FILE_WRONG",
    place: "selectors.yml:1:68",
    files: {
      "selectors.yml":
        "selectors: [{name: a, default: true, definition: tag:a}, {name: b, default: true, definition: tag:b}]\n",
    },
  },
  {
    code: "SELECTORS_FILE_WRONG",
    place: "selectors.yml:2:5",
    files: { "selectors.yml": "selectors:\n  - definition: tag:nightly\n" },
  },
  {
    code: "PROFILES_FILE_MISSING",
    place: "",
    command: "parse --profiles-dir nowhere",
  },
  {
    code: "PROFILES_FILE_WRONG",
    place: "profiles.yml:1:1",
    files: { "profiles.yml": "# nothing here\n" },
  },
  { code: "PROFILE_NOT_NAMED", place: "project.yml:1:1", files: { "project.yml": "name: shop\n" } },
  { code: "PROFILE_MISSING", place: "profiles.yml:1:1", command: "parse --profile shoq" },
  {
    code: "PROFILE_MISSING",
    place: "project.yml:2:1",
    files: { "project.yml": "name: shop\nprofile: shoq\n" },
  },
  {
    code: "PROFILE_WITHOUT_OUTPUTS",
    place: "profiles.yml:1:1",
    files: { "profiles.yml": "shop: {target: dev}\n" },
  },
  { code: "TARGET_MISSING", place: "profiles.yml:1:8", command: "parse --target prod" },
  {
    code: "TARGET_NOT_MAPPING",
    place: "profiles.yml:1:31",
    files: { "profiles.yml": profiles("duckdb") },
  },
  {
    code: "TARGET_WITHOUT_TYPE",
    place: "profiles.yml:1:31",
    files: { "profiles.yml": profiles("{path: a.db}") },
  },
  {
    code: "TARGET_TYPE_UNKNOWN",
    place: "profiles.yml:1:37",
    files: { "profiles.yml": profiles("{type: oracle}") },
  },
  {
    code: "CREDENTIAL_MISSING",
    place: "profiles.yml:1:31",
    files: { "profiles.yml": profiles("{type: postgres, host: localhost}") },
  },
  {
    code: "CREDENTIAL_WRONG",
    place: "profiles.yml:1:84",
    files: {
      "profiles.yml": profiles(
        "{type: postgres, host: h, user: u, password: p, port: many, dbname: d, schema: s}",
      ),
    },
  },
  {
    code: "CREDENTIAL_DOUBLE",
    place: "profiles.yml:1:71",
    files: {
      "profiles.yml": profiles(
        "{type: postgres, host: h, user: u, pass: p, password: p, port: 1, dbname: d, schema: s}",
      ),
    },
  },
  {
    code: "CREDENTIAL_UNKNOWN",
    place: "profiles.yml:1:51",
    files: { "profiles.yml": profiles("{type: duckdb, pth: a.db}") },
  },
  {
    code: "CREDENTIAL_NEEDS_PYTHON",
    place: "profiles.yml:1:51",
    files: { "profiles.yml": profiles("{type: duckdb, plugins: [{module: excel}]}") },
  },
  {
    code: "DATABASE_NOT_OF_PATH",
    place: "profiles.yml:1:63",
    files: { "profiles.yml": profiles("{type: duckdb, path: a.db, database: other}") },
  },
  {
    code: "TOKEN_DOUBLE",
    place: "profiles.yml:1:63",
    files: {
      "profiles.yml": profiles(
        "{type: duckdb, path: a.db, motherduck_token: a, settings: {motherduck_token: b}}",
      ),
    },
  },
  {
    code: "THREADS_WRONG",
    place: "profiles.yml:1:63",
    files: { "profiles.yml": profiles("{type: duckdb, path: a.db, threads: many}") },
  },
];
