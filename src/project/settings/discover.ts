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
  const found = new Map<string, ProjectFile>();
  for (const { kind, ...located } of candidates(project)) {
    const key = `${kind}:${located.originalFilePath}`;
    if (found.has(key) || ignores?.(located.originalFilePath)) continue;
    const file = describe(project, kind, located);
    if (file) found.set(key, file);
  }
  return [...found.values()];
}

/** Each folder is walked once, however many kinds of file are looked for in it. */
function* candidates(project: ProjectSettings): Generator<Located & { kind: FileKind }> {
  const walked = new Map<string, readonly WalkedFile[]>();
  for (const interest of interestsOf(project)) {
    for (const searchedPath of interest.paths) {
      const files = walked.get(searchedPath) ?? [...walk(join(project.dir, searchedPath), "")];
      walked.set(searchedPath, files);
      const folder = searchedPath.replace(/\/+$/, "");
      for (const file of files) {
        if (!fits(file.path, interest)) continue;
        const originalFilePath = `${folder}/${file.path}`;
        yield { ...file, kind: interest.kind, searchedPath, originalFilePath };
      }
    }
  }
}

const fits = (path: string, { kind, extensions }: Interest): boolean =>
  endsWithOne(path, extensions) && !isElsewhere(kind, path);

type Located = Pick<ProjectFile, "path" | "absolutePath" | "searchedPath" | "originalFilePath">;

/** undefined for a temporary file that is gone by now */
function describe(
  project: ProjectSettings,
  kind: FileKind,
  located: Located,
): ProjectFile | undefined {
  const stat = statSync(located.absolutePath, { throwIfNoEntry: false });
  if (!stat) return undefined;
  return { package: project.name, kind, ...located, mtimeMs: stat.mtimeMs, size: stat.size };
}

/** Below tests/, generic tests and fixtures are no singular tests. */
const isElsewhere = (kind: FileKind, path: string): boolean =>
  kind === "test" && /^(?:generic|fixtures)\//.test(path);

function endsWithOne(path: string, extensions: readonly string[]): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  return extensions.some((extension) => name.endsWith(extension));
}

interface WalkedFile {
  readonly path: string;
  readonly absolutePath: string;
}

/** Hidden files and folders count, as in dbt; links to folders are not followed, links to files are. */
function* walk(dir: string, prefix: string): Generator<WalkedFile> {
  let entries: ReturnType<typeof list>;
  try {
    entries = list(dir);
  } catch {
    // A folder that is configured but not there holds no files.
    return;
  }
  for (const entry of entries) {
    const path = `${prefix}${entry.name}`;
    const absolutePath = `${dir}/${entry.name}`;
    if (entry.isDirectory()) yield* walk(absolutePath, `${path}/`);
    else if (!entry.isSymbolicLink() || !isDirectory(absolutePath)) yield { path, absolutePath };
  }
}

/** By name, so that nothing depends on the file system's own order. */
const list = (dir: string) =>
  readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));

const isDirectory = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function ignoresOf(dir: string): Ignores | undefined {
  const path = join(dir, ".dbtignore");
  return existsSync(path) ? parseIgnoreFile(readFileSync(path, "utf8")) : undefined;
}
