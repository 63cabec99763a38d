import { join } from "node:path";
import { expect, test } from "vitest";
import { databaseOfPath } from "./profiles/duckdb.ts";
import { type ProfileOptions, readProfile, targetOf } from "./profiles.ts";
import { briefly, folderWith, problemsOf } from "./temporary-project.test.support.ts";

function optionsFor(files: Readonly<Record<string, string>>, more: Partial<ProfileOptions> = {}) {
  const dir = folderWith(files);
  return {
    project: { dir, profile: "shop" },
    vars: {},
    env: { HOME: join(dir, "home") },
    workingDir: dir,
    ...more,
  };
}

const read = (text: string, more: Partial<ProfileOptions> = {}) =>
  readProfile(optionsFor({ "profiles.yml": text }, more));

const problems = (text: string, more: Partial<ProfileOptions> = {}) =>
  briefly(problemsOf(() => read(text, more)));

const duckdb = (keys: string) =>
  `shop:\n  target: dev\n  outputs:\n    dev:\n      type: duckdb\n${keys.replace(/^/gm, "      ")}\n`;

const postgres = (keys: string) => duckdb(keys).replace("type: duckdb", "type: postgres");
const server = "host: localhost\nport: 5432\nuser: me\npass: sesame\ndbname: shop\nschema: public";

test("a DuckDB target needs nothing but its type", () => {
  const profile = read(duckdb(""));
  expect(profile).toMatchObject({
    name: "shop",
    target: "dev",
    type: "duckdb",
    threads: 1,
    database: "memory",
    schema: "main",
  });
  expect(profile.credentials.path).toBe(":memory:");
});

test("what templates see as target are dbt's keys in dbt's order", () => {
  expect(Object.keys(targetOf(read(duckdb("path: shop.duckdb"))))).toEqual(
    `database schema path config_options extensions settings external_root use_credential_provider attach filesystems
    remote plugins disable_transactions type threads name target_name profile_name`.split(/\s+/),
  );
  const target = targetOf(read(postgres(server)));
  expect(target).toMatchObject({ database: "shop", dbname: "shop", type: "postgres", name: "dev" });
  expect(Object.keys(target)).not.toContain("password");
});

test.each([
  ["shop.duckdb", "shop"],
  ["data/my.db.duckdb", "my"],
  ["/tmp/.hidden.duckdb", "hidden"],
  ["md:", "my_db"],
  ["md:sales?token=x", "sales"],
  ["s3://bucket/a/sales.db", "sales"],
  ["ducklake:meta.ducklake", "meta"],
  [":memory:", "memory"],
])("DuckDB's name for %s is %s", (path, name) => {
  expect(databaseOfPath(path)).toBe(name);
});

test("a database name that DuckDB would not give is a problem, unless it is attached", () => {
  expect(problems(duckdb("path: shop.duckdb\ndatabase: other"))).toEqual([
    "DATABASE_NOT_OF_PATH profiles.yml:7",
  ]);
  const attached = "path: shop.duckdb\ndatabase: other\nattach: [{path: x.duckdb, alias: other}]";
  expect(read(duckdb(attached)).database).toBe("other");
});

test("what needs Python is a problem, a misspelt key a warning", () => {
  expect(problems(duckdb("plugins: [{module: excel}]\nfilesystems: [{fs: s3}]"))).toEqual([
    "CREDENTIAL_NEEDS_PYTHON profiles.yml:6",
    "CREDENTIAL_NEEDS_PYTHON profiles.yml:7",
  ]);
  const { warnings } = read(duckdb("pth: shop.duckdb"));
  expect(warnings.map(({ problem }) => problem.hint)).toEqual(['Did you mean "path"?']);
});

test("Postgres's aliases are translated and its defaults filled in", () => {
  const { credentials, secrets } = read(postgres(server));
  expect(credentials).toMatchObject({
    database: "shop",
    password: "sesame",
    connect_timeout: 10,
    application_name: "dbt",
    retries: 1,
  });
  expect(secrets).toEqual(["sesame"]);
});

test("every missing or mistyped credential is reported at once", () => {
  expect(problems(postgres("host: localhost\nport: '5432'\nuser: me"))).toEqual([
    "CREDENTIAL_MISSING profiles.yml:4",
    "CREDENTIAL_MISSING profiles.yml:4",
    "CREDENTIAL_WRONG profiles.yml:7",
  ]);
});

test("one credential under two names is a problem", () => {
  expect(problems(postgres(`${server}\npassword: other`))).toEqual([
    "CREDENTIAL_DOUBLE profiles.yml:9",
  ]);
});

test("Jinja is rendered in the target that is used and nowhere else", () => {
  const text = `${duckdb(`path: "{{ env_var('DB') }}.duckdb"\nthreads: "{{ env_var('N') | as_number }}"`)}    prod:\n      type: duckdb\n      path: "{{ env_var('NOPE') }}"\n`;
  const profile = read(text, { env: { DB: "sales", N: "8" } });
  expect(profile).toMatchObject({
    database: "sales",
    threads: 8,
    envVars: { DB: "sales", N: "8" },
  });
  expect(problems(text, { env: { DB: "x", N: "1" }, target: "prod" })).toEqual([
    "ENV_VAR_MISSING profiles.yml:10",
  ]);
});

test("a secret may be read here, and is known as one", () => {
  const text = postgres(server.replace("sesame", `"{{ env_var('DBT_ENV_SECRET_PW') }}!"`));
  const { credentials, secrets, envVars } = read(text, { env: { DBT_ENV_SECRET_PW: "open" } });
  expect(credentials.password).toBe("open!");
  expect(secrets).toContain("open");
  expect(envVars).toEqual({});
});

test("a password that looks like broken Jinja stays as it is", () => {
  const text = postgres(server.replace("pass: sesame", `password: "a{{b"`));
  expect(read(text).credentials.password).toBe("a{{b");
});

test("the file is looked for in dbt's places, in dbt's order", () => {
  const profile = (name: string) => duckdb(`path: ${name}.duckdb`);
  const files = {
    "told/profiles.yml": profile("told"),
    "env/profiles.yml": profile("env"),
    "work/profiles.yml": profile("work"),
    "project/profiles.yml": profile("project"),
    "home/.dbt/profiles.yml": profile("home"),
  };
  const dir = folderWith(files);
  const readAs = (more: Partial<ProfileOptions>) =>
    readProfile({
      project: { dir: join(dir, "project"), profile: "shop" },
      vars: {},
      env: { HOME: join(dir, "home") },
      workingDir: join(dir, "work"),
      ...more,
    }).database;
  const env = { HOME: join(dir, "home"), DBT_PROFILES_DIR: join(dir, "env") };
  expect(readAs({ profilesDir: join(dir, "told"), env })).toBe("told");
  expect(readAs({ env })).toBe("env");
  expect(readAs({})).toBe("work");
  expect(readAs({ workingDir: join(dir, "else") })).toBe("project");
  const project = { dir: join(dir, "nowhere"), profile: "shop" };
  expect(readAs({ workingDir: join(dir, "else"), project })).toBe("home");
});

test("what cannot be found is named, with what there is", () => {
  expect(problems(duckdb(""), { profile: "shp" })).toEqual(["PROFILE_MISSING profiles.yml:1"]);
  const target = problemsOf(() => read(duckdb(""), { target: "prod" }));
  expect(briefly(target)).toEqual(["TARGET_MISSING profiles.yml:2"]);
  expect(target[0]?.hint).toContain("dev");
  expect(briefly(problemsOf(() => readProfile(optionsFor({}))))).toEqual(["PROFILES_FILE_MISSING"]);
  expect(problems("shop: {target: dev}")).toEqual(["PROFILE_WITHOUT_OUTPUTS profiles.yml:1"]);
  expect(problems("")).toEqual(["PROFILES_FILE_WRONG profiles.yml:1"]);
  expect(problems(duckdb("").replace("      type: duckdb", "      path: x"))).toEqual([
    "TARGET_WITHOUT_TYPE profiles.yml:4",
  ]);
  expect(problems(duckdb("").replace("duckdb", "snowflake"))).toEqual([
    "TARGET_TYPE_UNKNOWN profiles.yml:5",
  ]);
});

test("threads come from the option before the file, and must be a number", () => {
  expect(read(duckdb("threads: 4")).threads).toBe(4);
  expect(read(duckdb("threads: 4"), { threads: 2 }).threads).toBe(2);
  expect(problems(duckdb("threads: many"))).toEqual(["THREADS_WRONG profiles.yml:6"]);
});
