/** Which files a pattern means, now. Reads names and sizes only. */
import { readdirSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { hasWildcards, pathTest } from "../../graph/wildcards.ts";

export interface FoundFile {
  /** Relative to the connection's folder, with forward slashes; absolute where the pattern is. */
  readonly path: string;
  readonly absolute: string;
  /** In bytes. */
  readonly size: number;
  /** When it last changed: whole milliseconds since 1970. */
  readonly changed: number;
  /** Tells a file from another that took its name. */
  readonly inode: number;
  /** The packed file that this is the content of, while the content is not at hand: only its length is known. */
  readonly packed?: FoundFile;
}

export interface FilePattern {
  /** The folder below which everything is that may match: absolute. */
  readonly base: string;
  /** Undefined where that folder is missing. */
  find(): readonly FoundFile[] | undefined;
}

/**
 * @param pattern a file, a folder (every file in it and below), or a path with `*`, `?`, `[…]` and `**`
 * @param dir absolute: where a relative pattern starts
 */
export function filePattern(pattern: string, dir: string): FilePattern {
  const parts = pattern.replaceAll("\\", "/").split("/");
  const wild = parts.findIndex(hasWildcards);
  const plain = (wild < 0 ? parts : parts.slice(0, wild)).join("/");
  const base = resolve(dir, plain === "" && parts[0] === "" ? sep : plain);
  const show = (absolute: string): string =>
    (isAbsolute(pattern) ? absolute : relative(dir, absolute)).replaceAll(sep, "/");
  if (wild < 0) return { base, find: () => findPlain(base, show) };
  const rest = parts.slice(wild);
  const isWanted = pathTest(rest.join("/"));
  const depth = rest.includes("**") ? Number.POSITIVE_INFINITY : rest.length;
  return {
    base,
    find: () => walk(base, depth, (path) => isWanted(path.replaceAll(sep, "/")), show),
  };
}

function findPlain(
  base: string,
  show: (absolute: string) => string,
): readonly FoundFile[] | undefined {
  const stat = statSync(base, { throwIfNoEntry: false });
  if (stat?.isFile()) return [foundFile(base, show)].filter((file) => file !== undefined);
  return walk(base, Number.POSITIVE_INFINITY, isFinished, show);
}

/** Names by which programs mark what they have not finished writing, and what is no data. */
const isFinished = (path: string): boolean =>
  !/(?:^|[\\/])_[^\\/]*$|~$|\.(?:tmp|part|partial|crdownload|swp)$/i.test(path);

/** Files below a folder by path, hidden ones left out; undefined where there is no such folder. */
function walk(
  base: string,
  depth: number,
  isWanted: (path: string) => boolean,
  show: (absolute: string) => string,
): readonly FoundFile[] | undefined {
  if (!statSync(base, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const found: FoundFile[] = [];
  const visit = (folder: string, left: number): void => {
    for (const entry of entriesOf(folder)) {
      const absolute = join(folder, entry.name);
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory() && left > 1) visit(absolute, left - 1);
      else if (isWanted(relative(base, absolute))) found.push(...some(foundFile(absolute, show)));
    }
  };
  visit(base, depth);
  return found.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Empty where the folder has gone since it was seen. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, "ENOENT")) return [];
    throw error;
  }
}

function foundFile(absolute: string, show: (absolute: string) => string): FoundFile | undefined {
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (!stat?.isFile()) return undefined;
  return {
    path: show(absolute),
    absolute,
    size: stat.size,
    changed: Math.floor(stat.mtimeMs),
    inode: stat.ino,
  };
}

const some = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
