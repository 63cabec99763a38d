/** Reads profiles.yml: finds the file, the profile and the target, and checks the credentials. Connects to nothing. */
import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, relative, resolve } from "node:path";
import type { AdapterType } from "../../adapters/dialects.ts";
import type { Data, DataObject } from "../../core/data.ts";
import { Problem, throwAll } from "../../core/problem.ts";
import {
  profileHasNoOutputs,
  profileIsMissing,
  profileIsNotNamed,
  profilesFileIsMissing,
  profilesFileIsWrong,
  targetHasNoType,
  targetIsMissing,
  targetIsNoMapping,
  targetTypeIsUnknown,
  threadsAreWrong,
} from "../../core/problems/profile.ts";
import { isDataObject, typeOfData } from "./data-object.ts";
import type { CheckedCredentials, TargetSource } from "./profiles/credential-check.ts";
import { checkDuckdb, duckdbTable } from "./profiles/duckdb.ts";
import { checkPostgres, postgresTable } from "./profiles/postgres.ts";
import type { RawProject } from "./project-file.ts";
import type { Environment, Warning } from "./project-settings.ts";
import { type Renderer, type SettingsContext, settingsRenderer } from "./render.ts";
import { parseYaml, type YamlDocument } from "./yaml.ts";

export interface Profile {
  readonly name: string;
  /** The target's name. */
  readonly target: string;
  readonly threads: number;
  readonly type: AdapterType;
  readonly schema: string;
  readonly database: string;
  /** Checked, aliases translated (`pass` → `password`), defaults filled in. */
  readonly credentials: DataObject;
  /** Values that must never be printed: of `DBT_ENV_SECRET_*` and passwords. */
  readonly secrets: readonly string[];
  /** Absolute. */
  readonly file: string;
  /** The environment variables read, secrets left out. */
  readonly envVars: Readonly<Record<string, string>>;
  readonly warnings: readonly Warning[];
}

export interface ProfileOptions
  extends Pick<SettingsContext, "vars" | "flags" | "invocation" | "emit"> {
  readonly project: Pick<RawProject, "dir" | "profile"> & Partial<Pick<RawProject, "document">>;
  /** `--profiles-dir`. */
  readonly profilesDir?: string | null | undefined;
  /** `--profile`. */
  readonly profile?: string | null | undefined;
  /** `--target`. */
  readonly target?: string | null | undefined;
  readonly threads?: number | null | undefined;
  readonly env: Environment;
  /** Where the command was started. */
  readonly workingDir: string;
}

const adapters = {
  duckdb: { check: checkDuckdb, table: duckdbTable },
  postgres: { check: checkPostgres, table: postgresTable },
} as const;

const isAdapter = (type: Data | undefined): type is keyof typeof adapters =>
  typeof type === "string" && Object.hasOwn(adapters, type);

/** @throws Problem when the file, profile or target is missing; Problems when the credentials are wrong */
export function readProfile(options: ProfileOptions): Profile {
  const file = findFile(options);
  const document = parseYaml(readFileSync(file, "utf8"), shownPath(file, options.project.dir));
  if (!isDataObject(document.value)) throw profilesFileIsWrong(document.locate([]));
  const renderer = settingsRenderer(document, contextOf(options));
  const name = profileName(options);
  const source = findTarget(document.value, { name, document, renderer, options });
  const { type } = source.values;
  if (type === undefined || type === null) throw targetHasNoType(source.target, source.at());
  if (!isAdapter(type)) throw targetTypeIsUnknown(String(type), source.at("type"));
  const { type: _, threads, ...values } = source.values;
  const checked: CheckedCredentials = adapters[type].check({ ...source, values, env: options.env });
  const count = options.threads ?? threads ?? 1;
  if (typeof count !== "number" || !Number.isInteger(count) || count < 1) {
    checked.problems.push(threadsAreWrong(describe(count), source.at("threads")));
  }
  throwAll(checked.problems);
  const { credentials } = checked;
  return {
    name,
    target: source.target,
    threads: count as number,
    type,
    schema: String(credentials.schema),
    database: String(credentials.database),
    credentials,
    secrets: [...new Set([...renderer.secrets, ...hiddenIn(credentials)])].filter(
      (secret) => !isPlain(secret, type, credentials),
    ),
    file,
    envVars: renderer.envVars,
    warnings: checked.warnings,
  };
}

/** A password that is also the user's or the database's name: hiding it would hide those words everywhere. */
const isPlain = (secret: string, type: string, { user, database }: DataObject): boolean =>
  [type, user, database].includes(secret);

/** There is no `target` yet: it is what is being read. */
const contextOf = ({ env, vars, flags, invocation, emit }: ProfileOptions): SettingsContext => ({
  env,
  vars,
  flags,
  invocation,
  emit,
  mayReadSecrets: true,
});

const describe = (value: Data): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : typeOfData(value);

/** dbt's order: the option, DBT_PROFILES_DIR, the working folder, ~/.dbt; the project's folder comes before the last. */
function findFile({ profilesDir, env, workingDir, project }: ProfileOptions): string {
  const told = profilesDir ?? env.DBT_PROFILES_DIR;
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const dirs = told ? [told] : [workingDir, project.dir, join(home, ".dbt")];
  const absolute = [
    ...new Set(dirs.map((dir) => resolve(workingDir, dir.replace(/^~(?=\/|$)/, home)))),
  ];
  const found = absolute.map((dir) => join(dir, "profiles.yml")).find((path) => existsSync(path));
  if (found) return found;
  throw profilesFileIsMissing(absolute);
}

function shownPath(file: string, projectDir: string): string {
  const path = relative(resolve(projectDir), file).replaceAll("\\", "/");
  return path.startsWith("../") ? file : path;
}

function profileName(options: ProfileOptions): string {
  const { profile, project } = options;
  if (profile) return profile;
  const file = project.document?.file ?? "dbt_project.yml";
  if (project.profile === null) throw profileIsNotNamed(file);
  if (!project.document) return project.profile;
  const renderer = settingsRenderer(project.document, contextOf(options));
  return String(renderer.tree(project.profile, ["profile"]));
}

interface Finding {
  readonly name: string;
  readonly document: YamlDocument;
  readonly renderer: Renderer;
  readonly options: ProfileOptions;
}

/** Only the target that is used gets rendered: others may ask for variables that are not set here. */
function findTarget(profiles: DataObject, finding: Finding): TargetSource {
  const { name, document, renderer, options } = finding;
  const names = Object.keys(profiles).filter((key) => key !== "config");
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile === undefined) {
    const { profile: asked, project } = options;
    const at = asked ? undefined : project.document?.locate(["profile"]);
    throw profileIsMissing(name, document.file, names, at);
  }
  const outputs = isDataObject(profile) ? profile.outputs : undefined;
  if (!isDataObject(profile) || !isDataObject(outputs)) {
    throw profileHasNoOutputs(name, document.locate([name]));
  }
  const target =
    options.target ?? String(renderer.tree(profile.target ?? "default", [name, "target"]));
  const written = Object.hasOwn(outputs, target) ? outputs[target] : undefined;
  if (written === undefined) {
    throw targetIsMissing(target, name, Object.keys(outputs), document.locate([name, "target"]));
  }
  const path = [name, "outputs", target];
  if (!isDataObject(written)) throw targetIsNoMapping(target, document.locate(path));
  return {
    target,
    values: renderTarget(written, path, renderer),
    at: (key) => document.locate(key === undefined ? path : [...path, key]),
  };
}

/** A password may hold braces that are no Jinja; then it stays as it is. */
function renderTarget(
  written: DataObject,
  path: readonly string[],
  renderer: Renderer,
): DataObject {
  const { password, ...others } = written;
  const rendered = renderer.tree(others, path) as DataObject;
  if (password === undefined) return rendered;
  try {
    return { ...rendered, password: renderer.tree(password, [...path, "password"]) };
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown.code !== "SETTING_NOT_RENDERED") throw thrown;
    return { ...rendered, password };
  }
}

const hiddenKey = /password|token|secret|key_id|connection_string|credential/i;

/** The values of credentials that must not be printed. */
function hiddenIn(value: Data, key = ""): string[] {
  if (typeof value === "string") return hiddenKey.test(key) && value.length > 3 ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((item) => hiddenIn(item));
  if (!isDataObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => hiddenIn(item, name));
}

/** What templates see as `target`: the connection's public keys, with their aliases, and the target's own. */
export function targetOf(profile: Profile): DataObject {
  const { table } = adapters[profile.type];
  const aliases = Object.entries(table.aliases).filter(([, key]) => table.publicKeys.includes(key));
  return {
    ...Object.fromEntries(table.publicKeys.map((key) => [key, profile.credentials[key] ?? null])),
    ...Object.fromEntries(aliases.map(([alias, key]) => [alias, profile.credentials[key] ?? null])),
    type: profile.type,
    threads: profile.threads,
    name: profile.target,
    target_name: profile.target,
    profile_name: profile.name,
  };
}
