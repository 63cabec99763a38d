/** Reads the project file: `project.yml`, or `dbt_project.yml` as dbt calls it. Opens no other file but vars.yml. */
import { existsSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import type { Data, DataObject } from "../../core/data.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import {
  versionIsImpossible,
  versionIsNotSupported,
  versionIsUnreadable,
} from "../../core/problems/packages.ts";
import {
  projectFileIsDouble,
  projectFileIsMissing,
  projectIsNoMapping,
  projectKeyIsDeprecated,
} from "../../core/problems/project.ts";
import { varsAreInTwoFiles } from "../../core/problems/settings-templates.ts";
import { keyIsDuplicate } from "../../core/problems/yaml.ts";
import { dbtVersion } from "./base-context.ts";
import { isDataObject } from "./data-object.ts";
import { checkProjectKeys } from "./project-keys.ts";
import { settingsFrom } from "./project-parts.ts";
import type { ProjectSettings, Warning } from "./project-settings.ts";
import { type SettingsContext, settingsRenderer } from "./render.ts";
import { checkVersions } from "./versions.ts";
import { parseYaml, type YamlDocument, type YamlPath } from "./yaml.ts";

export interface RenderOptions extends Omit<SettingsContext, "mayReadSecrets"> {
  /** `--target-path`, which beats the file. */
  readonly targetPath?: string | null | undefined;
  readonly logPath?: string | null | undefined;
  /** False with `--no-version-check`. */
  readonly versionCheck?: boolean | undefined;
  /** The root project's folder, to name the files of packages from; the project's own when absent. */
  readonly rootDir?: string | undefined;
}

/** The file as parsed, before anything is rendered or checked: enough to find the profile. */
export interface RawProject {
  readonly dir: string;
  readonly file: string;
  /** Not rendered. */
  readonly name: string | null;
  readonly profile: string | null;
  readonly flags: DataObject;
  readonly document: YamlDocument;
  readonly warnings: readonly Warning[];
}

/** tsdbt's own name first: a project may keep a `dbt_project.yml` beside it for dbt itself. */
const projectFileNames = ["project.yml", "dbt_project.yml"] as const;

/** The name of the project file in a folder; undefined when there is none. */
export const projectFileIn = (dir: string): string | undefined =>
  projectFileNames.find((name) => existsSync(join(dir, name)));

/** @throws Problem when there is no project file, or it is not YAML */
export function readRawProject(projectDir: string, rootDir: string = projectDir): RawProject {
  const dir = resolve(projectDir);
  const name = projectFileIn(dir);
  if (name === undefined) throw projectFileIsMissing(dir);
  const shown = (fileName: string) =>
    relative(resolve(rootDir), join(dir, fileName)).replaceAll("\\", "/");
  const document = parseYaml(readFileSync(join(dir, name), "utf8"), shown(name));
  const { value } = document;
  if (!isDataObject(value)) throw projectIsNoMapping({ file: document.file, line: 1, column: 1 });
  const warnings = document.duplicateKeys().map(({ key, at }) => ({
    name: "DuplicateYAMLKeysDeprecation",
    problem: keyIsDuplicate(key, at, document.text),
  }));
  if (name === "project.yml" && existsSync(join(dir, "dbt_project.yml"))) {
    const problem = projectFileIsDouble(shown(name), shown("dbt_project.yml"));
    warnings.push({ name: "ProjectFileDouble", problem });
  }
  return {
    dir,
    file: document.file,
    name: textOrNull(value.name),
    profile: textOrNull(value.profile),
    flags: isDataObject(value.flags) ? value.flags : {},
    document,
    warnings,
  };
}

const textOrNull = (value: Data | undefined): string | null =>
  typeof value === "string" ? value : null;

/** @throws Problems with everything that is wrong in the file */
export function readProject(project: string | RawProject, options: RenderOptions): ProjectSettings {
  const raw = typeof project === "string" ? readRawProject(project, options.rootDir) : project;
  const { document } = raw;
  const written = withDataTests(document.value as DataObject);
  const renderer = settingsRenderer(document, options);
  const rendered = afterwards(renderer.tree(written, [], staysAsWritten) as DataObject);
  const problems = checkProjectKeys(rendered, document);
  problems.push(...checkRequirement(rendered, document, options.versionCheck ?? true));
  const vars = readVars(raw, rendered, problems);
  throwAll(problems);
  return {
    ...settingsFrom({ raw, written, rendered, vars, options }),
    envVars: renderer.envVars,
    warnings: [...raw.warnings, ...deprecations(rendered, document)],
  };
}

/** `tests:` is the old name of `data_tests:`; both at once are for the checks to refuse. */
function withDataTests(written: DataObject): DataObject {
  if (!("tests" in written) || "data_tests" in written) return written;
  const { tests = null, ...rest } = written;
  return { ...rest, data_tests: tests };
}

const neverRendered = new Set(["on-run-start", "on-run-end", "query-comment", "vars"]);
const treesWithHooks = new Set(["seeds", "models", "snapshots", "tests", "data_tests"]);
const hooks = new Set(["pre-hook", "post-hook", "pre_hook", "post_hook"]);

/** What dbt renders only later: hooks, the query comment and variables. */
function staysAsWritten(path: YamlPath): boolean {
  const [first] = path;
  if (typeof first !== "string") return false;
  if (neverRendered.has(first)) return true;
  if (!treesWithHooks.has(first)) return false;
  return path.some((part) => typeof part === "string" && hooks.has(part.replace(/^[+ ]+/, "")));
}

/** What dbt forgives: text instead of a list of hooks, and sections without content. */
function afterwards(rendered: DataObject): DataObject {
  const result: Record<string, Data> = { ...rendered };
  for (const key of ["on-run-start", "on-run-end"]) {
    if (typeof result[key] === "string") result[key] = [result[key]];
  }
  return result;
}

const deprecatedKeys: Readonly<
  Record<string, { event: string; instead?: string; harmless?: string }>
> = {
  "source-paths": { event: "ConfigSourcePathDeprecation", instead: '"model-paths"' },
  "data-paths": { event: "ConfigDataPathDeprecation", instead: '"seed-paths"' },
  "log-path": {
    event: "ConfigLogPathDeprecation",
    instead: "--log-path or DBT_LOG_PATH",
    harmless: "logs",
  },
  "target-path": {
    event: "ConfigTargetPathDeprecation",
    instead: "--target-path or DBT_TARGET_PATH",
    harmless: "target",
  },
};

function deprecations(rendered: DataObject, document: YamlDocument): Warning[] {
  return Object.entries(deprecatedKeys)
    .filter(([key, { harmless }]) => key in rendered && rendered[key] !== harmless)
    .map(([key, { event, instead }]) => ({
      name: event,
      problem: projectKeyIsDeprecated(key, instead, document.locate([key])),
    }));
}

function checkRequirement(
  rendered: DataObject,
  document: YamlDocument,
  isChecked: boolean,
): Problem[] {
  const required = rendered["require-dbt-version"];
  const list = typeof required === "string" ? required.split(",") : required;
  if (!Array.isArray(list)) return [];
  const check = checkVersions(list.map(String), dbtVersion);
  const name = String(rendered.name ?? "");
  if (check.result === "met" || (check.result !== "unreadable" && !isChecked)) return [];
  const at = document.locate(["require-dbt-version"]); // costly: only when something is wrong
  if (check.result === "unreadable") return [versionIsUnreadable(check.text.trim(), at)];
  const report = check.result === "impossible" ? versionIsImpossible : versionIsNotSupported;
  return [report(name, list.join(", "), at)];
}

/** vars.yml, when there is one, in place of `vars:`. */
function readVars(raw: RawProject, rendered: DataObject, problems: Problem[]): DataObject {
  const own = isDataObject(rendered.vars) ? rendered.vars : {};
  const path = join(raw.dir, "vars.yml");
  if (!existsSync(path)) return own;
  const { value } = parseYaml(readFileSync(path, "utf8"), "vars.yml");
  const vars = isDataObject(value) && isDataObject(value.vars) ? value.vars : {};
  if (Object.keys(vars).length === 0) return own;
  if (Object.keys(own).length > 0) problems.push(varsAreInTwoFiles(raw.document.locate(["vars"])));
  return vars;
}
