/** Keeps the whole manifest between runs, for when nothing at all has changed. */
import type { ManifestMetadata } from "../../core/manifest.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { readCacheFile, writeCacheFile } from "./cache-file.ts";
import { fileKey } from "./facts-store.ts";
import type { Surroundings } from "./facts-validity.ts";
import {
  type ManifestSections,
  type SectionName,
  sectionNames,
  sectionsFrom,
} from "./manifest-sections.ts";

/** To be changed with every change of the manifest. */
const format = "tsdbt manifest 1";

interface Header {
  readonly format: string;
  readonly lines: number;
  readonly savedAt: number;
  readonly settings: string;
  /** Null when no template looked at the flags. */
  readonly flags: string | null;
  readonly env: Readonly<Record<string, string | null>>;
  readonly files: readonly (readonly [string, number, number])[];
  readonly metadata: ManifestMetadata;
  readonly counts: ManifestSections["counts"];
}

/** What a manifest rests on beside its files. */
export interface ManifestInputs {
  readonly surroundings: Surroundings;
  /** Names of all environment variables that were read. */
  readonly env: Iterable<string>;
  readonly readsFlags: boolean;
}

/** The manifest of these very files; undefined when anything may have changed. */
export function readManifestCache(
  path: string,
  files: readonly ProjectFile[],
  surroundings: Surroundings,
): ManifestSections | undefined {
  const saved = readCacheFile<Header>(path, format);
  if (saved === undefined || !holds(saved.header, files, surroundings)) return undefined;
  const texts = new Map<SectionName, string>(
    sectionNames.map((name, index) => [name, saved.lines[index] as string]),
  );
  return sectionsFrom(saved.header.metadata, saved.header.counts, texts);
}

function holds(
  header: Header,
  files: readonly ProjectFile[],
  { all, flags, env }: Surroundings,
): boolean {
  if (header.settings !== all || header.files.length !== files.length) return false;
  if (header.flags !== null && header.flags !== flags) return false;
  for (const [name, value] of Object.entries(header.env)) {
    if ((env[name] ?? null) !== value) return false;
  }
  return files.every((file, index) => {
    const [key, mtimeMs, size] = header.files[index] as Header["files"][number];
    return (
      size === file.size &&
      mtimeMs === file.mtimeMs &&
      mtimeMs < header.savedAt &&
      key === fileKey(file)
    );
  });
}

export function writeManifestCache(
  path: string,
  sections: ManifestSections,
  files: readonly ProjectFile[],
  { surroundings, env, readsFlags }: ManifestInputs,
  now: number,
): void {
  const header = {
    format,
    savedAt: now,
    settings: surroundings.all,
    flags: readsFlags ? surroundings.flags : null,
    env: Object.fromEntries([...env].map((name) => [name, surroundings.env[name] ?? null])),
    files: files.map((file) => [fileKey(file), file.mtimeMs, file.size]),
    metadata: sections.manifest.metadata,
    counts: sections.counts,
  };
  writeCacheFile(path, header, sectionNames.map(sections.text));
}
