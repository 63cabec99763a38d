/** Walks the folders of a project and tells what each file is by where it stands and how its name ends. Reads no file. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Ignores, parseIgnoreFile } from "./discover/ignore-file.ts";
import type { ProjectSettings } from "./project-settings.ts";

export type FileKind =
  | "model"
  | "seed"
  | "snapshot"
  | "macro"
  | "test"
  | "generic-test"
  | "analysis"
  | "function"
  | "properties"
  | "docs"
  | "fixture";

export interface ProjectFile {
  readonly package: string;
  readonly kind: FileKind;
  /** Below the resource's own folder, as dbt's `path`: `staging/orders.sql`. */
  readonly path: string;
  /** The folder that was searched, as the project file names it: `models`. */
  readonly searchedPath: string;
  /** Below the package's root: `models/staging/orders.sql`. */
  readonly originalFilePath: string;
  readonly absolutePath: string;
  readonly mtimeMs: number;
  readonly size: number;
}

/** What dbt looks for, in dbt's order. */
interface Interest {
  readonly kind: FileKind;
  readonly paths: readonly string[];
  readonly extensions: readonly string[];
}

/** The files of the root project and of each package, in that order. */
export function discoverFiles(
  project: ProjectSettings,
  packages: readonly ProjectSettings[],
): readonly ProjectFile[] {
  return [project, ...packages].flatMap(filesOf);
}

const below = (folder: string) => (path: string) => `${path.replace(/\/+$/, "")}/${folder}`;

function interestsOf({ paths, flags }: ProjectSettings): readonly Interest[] {
  const hasMore = flags.allow_jinja_file_extensions === true;
  const templates = (base: string) =>
    hasMore ? [base, `${base}.j2`, `${base}.jinja2`, `${base}.jinja`] : [base];
  const sql = templates(".sql");
  const sources = [
    ...paths.models,
    ...paths.seeds,
    ...paths.snapshots,
    ...paths.analyses,
    ...paths.macros,
    ...paths.tests,
    ...paths.functions,
  ];
  const allPaths = [...new Set(sources.map((path) => path.replace(/\/+$/, "")))];
  return [
    { kind: "macro", paths: paths.macros, extensions: sql },
    { kind: "model", paths: paths.models, extensions: [".py", ...sql] },
    { kind: "snapshot", paths: paths.snapshots, extensions: sql },
    { kind: "analysis", paths: paths.analyses, extensions: sql },
    { kind: "test", paths: paths.tests, extensions: sql },
    { kind: "generic-test", paths: paths.tests.map(below("generic")), extensions: sql },
    { kind: "seed", paths: paths.seeds, extensions: [".csv"] },
    { kind: "docs", paths: paths.docs, extensions: templates(".md") },
    { kind: "properties", paths: allPaths, extensions: [".yml", ".yaml"] },
    { kind: "fixture", paths: paths.tests.map(below("fixtures")), extensions: [".csv", ...sql] },
    { kind: "function", paths: paths.functions, extensions: [".py", ".js", ...sql] },
  ];
}

function filesOf(project: ProjectSettings): ProjectFile[] {
  const ignores = ignoresOf(project.dir);
  const walked = new Map<string, readonly WalkedFile[]>();
  const files: ProjectFile[] = [];
  for (const interest of interestsOf(project)) {
    // Folders may stand within each other, and then a file is found more than once.
    const found = interest.paths.length > 1 ? new Set<string>() : undefined;
    for (const searchedPath of interest.paths) {
      const below = walked.get(searchedPath) ?? walk(join(project.dir, searchedPath));
      walked.set(searchedPath, below);
      takeFiles(below, { project, interest, searchedPath, ignores, found }, files);
    }
  }
  return files;
}

interface Search {
  readonly project: ProjectSettings;
  readonly interest: Interest;
  readonly searchedPath: string;
  readonly ignores: Ignores | undefined;
  /** Paths of the files that were taken for this interest; absent where none can be found twice. */
  readonly found: Set<string> | undefined;
}

function takeFiles(walked: readonly WalkedFile[], search: Search, files: ProjectFile[]): void {
  const { project, interest, searchedPath, ignores, found } = search;
  const { kind, extensions } = interest;
  const folder = searchedPath.replace(/\/+$/, "");
  for (const { path, lowerName, absolutePath } of walked) {
    if (!extensions.some((extension) => lowerName.endsWith(extension))) continue;
    if (isElsewhere(kind, path)) continue;
    const originalFilePath = `${folder}/${path}`;
    if (found?.has(originalFilePath) || ignores?.(originalFilePath)) continue;
    found?.add(originalFilePath);
    // A temporary file may be gone by now.
    const stat = statSync(absolutePath, { throwIfNoEntry: false });
    if (stat === undefined) continue;
    const { mtimeMs, size } = stat;
    files.push({
      package: project.name,
      kind,
      path,
      searchedPath,
      originalFilePath,
      absolutePath,
      mtimeMs,
      size,
    });
  }
}

/** Below tests/, generic tests and fixtures are no singular tests. */
const isElsewhere = (kind: FileKind, path: string): boolean =>
  kind === "test" && /^(?:generic|fixtures)\//.test(path);

interface WalkedFile {
  readonly path: string;
  readonly lowerName: string;
  readonly absolutePath: string;
}

/**
 * As in dbt, hidden folders count, but not what editors leave beside files; links to folders are not followed, links to
 * files are.
 */
function walk(dir: string, prefix = "", files: WalkedFile[] = []): WalkedFile[] {
  for (const entry of list(dir)) {
    const { name } = entry;
    const absolutePath = `${dir}/${name}`;
    if (entry.isDirectory()) walk(absolutePath, `${prefix}${name}/`, files);
    else if (isTemporary(name)) continue;
    else if (!entry.isSymbolicLink() || !isDirectory(absolutePath)) {
      files.push({ path: prefix + name, lowerName: name.toLowerCase(), absolutePath });
    }
  }
  return files;
}

const isTemporary = (name: string): boolean => {
  const first = name.charCodeAt(0);
  return first === 0x2e || first === 0x23 || first === 0x7e; // . # ~
};

/** By name, so that nothing depends on the file system's own order; none for a folder that is not there. */
function list(dir: string) {
  if (!existsSync(dir)) return [];
  const entries = readdirSync(dir, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function ignoresOf(dir: string): Ignores | undefined {
  const path = join(dir, ".dbtignore");
  return existsSync(path) ? parseIgnoreFile(readFileSync(path, "utf8")) : undefined;
}
