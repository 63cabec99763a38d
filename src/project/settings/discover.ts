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
  const found = new Map<string, Located>();
  for (const interest of interestsOf(project)) {
    for (const searchedPath of interest.paths) {
      const files = walked.get(searchedPath) ?? walk(join(project.dir, searchedPath));
      walked.set(searchedPath, files);
      for (const file of located(project, interest, searchedPath, files)) {
        const key = `${interest.kind}:${file.originalFilePath}`;
        if (!found.has(key) && !ignores?.(file.originalFilePath)) found.set(key, file);
      }
    }
  }
  return [...found.values()].flatMap((file) => withStat(file) ?? []);
}

const fits = ({ path, lowerName }: WalkedFile, { kind, extensions }: Interest): boolean =>
  extensions.some((extension) => lowerName.endsWith(extension)) && !isElsewhere(kind, path);

/** Below tests/, generic tests and fixtures are no singular tests. */
const isElsewhere = (kind: FileKind, path: string): boolean =>
  kind === "test" && /^(?:generic|fixtures)\//.test(path);

type Located = Omit<ProjectFile, "mtimeMs" | "size">;

function located(
  project: ProjectSettings,
  interest: Interest,
  searchedPath: string,
  files: readonly WalkedFile[],
): Located[] {
  const folder = searchedPath.replace(/\/+$/, "");
  return files
    .filter((file) => fits(file, interest))
    .map(({ path, absolutePath }) => ({
      package: project.name,
      kind: interest.kind,
      path,
      searchedPath,
      originalFilePath: `${folder}/${path}`,
      absolutePath,
    }));
}

/** undefined for a temporary file that is gone by now */
function withStat(file: Located): ProjectFile | undefined {
  const stat = statSync(file.absolutePath, { throwIfNoEntry: false });
  return stat && { ...file, mtimeMs: stat.mtimeMs, size: stat.size };
}

interface WalkedFile {
  readonly path: string;
  readonly lowerName: string;
  readonly absolutePath: string;
}

/** Hidden files and folders count, as in dbt; links to folders are not followed, links to files are. */
function walk(dir: string, prefix = "", files: WalkedFile[] = []): WalkedFile[] {
  for (const entry of list(dir)) {
    const { name } = entry;
    const absolutePath = `${dir}/${name}`;
    if (entry.isDirectory()) walk(absolutePath, `${prefix}${name}/`, files);
    else if (!entry.isSymbolicLink() || !isDirectory(absolutePath)) {
      files.push({ path: prefix + name, lowerName: name.toLowerCase(), absolutePath });
    }
  }
  return files;
}

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
