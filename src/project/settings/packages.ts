/** Finds the packages of a project where they already lie: installed ones and `local:` ones. Downloads nothing. */
import { existsSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import type { Data, DataObject } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";
import { type Problem, problemsIn, throwAll } from "../../core/problem.ts";
import {
  localPackageIsMissing,
  packageIsDouble,
  packageIsMissing,
  packagesFileIsWrong,
} from "../../core/problems/packages.ts";
import { isDataObject } from "./data-object.ts";
import { projectFileIn, type RenderOptions, readProject } from "./project-file.ts";
import type { ProjectSettings } from "./project-settings.ts";
import { settingsRenderer } from "./render.ts";
import { parseYaml, type YamlDocument } from "./yaml.ts";

interface Search {
  readonly root: ProjectSettings;
  readonly options: RenderOptions;
  readonly problems: Problem[];
  /** By real path, so that a package reached twice is read once. */
  readonly found: Map<string, ProjectSettings>;
}

/**
 * The packages, each after those that asked for it first, the root project not included.
 * @throws Problems for packages that are missing, broken or there twice
 */
export function readPackages(
  root: ProjectSettings,
  options: RenderOptions,
): readonly ProjectSettings[] {
  const search: Search = { root, options, problems: [], found: new Map() };
  addInstalled(search);
  addListed(search, root);
  const packages = [...search.found.values()];
  search.problems.push(...doubles(root, packages));
  throwAll(search.problems);
  return packages;
}

/** Everything that lies in dbt_packages/, as dbt takes it, listed or not. */
function addInstalled(search: Search): void {
  const dir = resolve(search.root.dir, search.root.packagesInstallPath);
  if (!existsSync(dir)) return;
  for (const name of readdirSync(dir).sort()) {
    const packageDir = join(dir, name);
    if (!name.startsWith("__") && projectFileIn(packageDir)) addPackage(search, packageDir);
  }
}

function addPackage(search: Search, dir: string): ProjectSettings | undefined {
  const key = realpathSync(dir);
  const known = search.found.get(key);
  if (known) return known;
  try {
    const settings = readProject(dir, {
      ...search.options,
      rootDir: search.root.dir,
      targetPath: null,
      logPath: null,
    });
    search.found.set(key, settings);
    return settings;
  } catch (thrown) {
    const problems = problemsIn(thrown);
    if (!problems) throw thrown;
    search.problems.push(...problems);
    return undefined;
  }
}

/** What packages.yml or dependencies.yml asks for: `local:` folders are read where they are, others must lie ready. */
function addListed(search: Search, project: ProjectSettings): void {
  const listed = readList(project, search);
  if (!listed) return;
  const { document, entries } = listed;
  for (const [index, entry] of entries.entries()) {
    if (!isDataObject(entry)) continue;
    const at = (): Place => document.locate(["packages", index]);
    if (typeof entry.local === "string") addLocal(search, project, entry.local, at);
    else if (project === search.root) checkInstalled(search, entry, at);
  }
}

function addLocal(search: Search, project: ProjectSettings, path: string, at: () => Place): void {
  const dir = resolve(project.dir, path);
  if (!projectFileIn(dir)) {
    search.problems.push(localPackageIsMissing(relative(search.root.dir, dir) || dir, at()));
    return;
  }
  const before = search.found.size;
  // `dbt deps` links local packages into dbt_packages/, so the same folder may be known already.
  const settings = addPackage(search, dir);
  if (settings && search.found.size > before) addListed(search, settings);
}

function checkInstalled(search: Search, entry: DataObject, at: () => Place): void {
  const name = nameOf(entry);
  if (name === undefined) return;
  const dir = resolve(search.root.dir, search.root.packagesInstallPath);
  const isThere =
    existsSync(join(dir, name)) ||
    [...search.found.values()].some((each) => each.name === name || basename(each.dir) === name);
  if (!isThere) {
    search.problems.push(packageIsMissing(name, search.root.packagesInstallPath, at()));
  }
}

/** What the package's folder is probably called; undefined where the entry does not tell. */
function nameOf(entry: DataObject): string | undefined {
  if (typeof entry.package === "string") return entry.package.split("/").at(-1);
  if (typeof entry.name === "string") return entry.name;
  return undefined;
}

interface Listed {
  readonly document: YamlDocument;
  readonly entries: readonly Data[];
}

function readList(project: ProjectSettings, search: Search): Listed | undefined {
  const read = (name: string): YamlDocument | undefined => {
    const path = join(project.dir, name);
    if (!existsSync(path)) return undefined;
    const shown = relative(search.root.dir, path).replaceAll("\\", "/");
    return parseYaml(readFileSync(path, "utf8"), shown);
  };
  const dependencies = read("dependencies.yml");
  const packages = read("packages.yml");
  if (hasPackages(dependencies)) {
    if (hasPackages(packages)) {
      const reason = "Packages stand here and in dependencies.yml.";
      search.problems.push(packagesFileIsWrong(reason, packages.locate(["packages"])));
    }
    return listedIn(dependencies, dependencies.value.packages ?? null, search);
  }
  if (!hasPackages(packages)) return undefined;
  // Only packages.yml is rendered, and may read secrets.
  const renderer = settingsRenderer(packages, { ...search.options, mayReadSecrets: true });
  const entries = renderer.tree(packages.value.packages ?? null, ["packages"]);
  return listedIn(packages, entries, search);
}

function hasPackages(
  document: YamlDocument | undefined,
): document is YamlDocument & { value: DataObject } {
  return document !== undefined && isDataObject(document.value) && "packages" in document.value;
}

function listedIn(document: YamlDocument, entries: Data, search: Search): Listed | undefined {
  if (entries === null) return undefined;
  if (Array.isArray(entries)) return { document, entries };
  const at = document.locate(["packages"]);
  search.problems.push(packagesFileIsWrong(`"packages" must be a list.`, at));
  return undefined;
}

function doubles(root: ProjectSettings, packages: readonly ProjectSettings[]): Problem[] {
  const first = new Map([[root.name, root]]);
  const problems: Problem[] = [];
  for (const each of packages) {
    const other = first.get(each.name);
    if (other) problems.push(packageIsDouble(each.name, other.file, each.file));
    else first.set(each.name, each);
  }
  return problems;
}
