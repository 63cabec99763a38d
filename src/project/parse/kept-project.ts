/** What an earlier call kept of the project, and whether it still holds. */
import type { MacroSet } from "../macros/macro-set.ts";
import type { ProjectFile } from "../settings/discover.ts";
import { type Blob, openBlob } from "./cache/blob.ts";
import { keptSections } from "./cache/kept-manifest.ts";
import {
  type IndexedFile,
  type IndexedManifest,
  type ParseIndex,
  readIndex,
} from "./cache/parse-index.ts";
import { md5 } from "./checksum.ts";
import { type FactsStore, openFactsStore } from "./facts-store.ts";
import { fileKey } from "./known-files.ts";
import { cachePaths, type Loaded, type Loading } from "./loading.ts";
import { readText } from "./places.ts";
import { readMacroSet } from "./project-macros.ts";

export interface KeptProject {
  readonly index: ParseIndex;
  readonly facts: Blob | undefined;
  readonly manifest: KeptManifest | undefined;
}

export interface KeptManifest {
  readonly about: IndexedManifest;
  readonly blob: Blob;
}

/** A file that is not as it was. */
export interface ChangedFile {
  /** Its position in the index and among the files. */
  readonly at: number;
  readonly file: ProjectFile;
  /** Of its content. */
  readonly hash: string;
  /** False when only its time has changed. */
  readonly differs: boolean;
}

export function openKept(loading: Loading): KeptProject | undefined {
  const paths = cachePaths(loading);
  const index = readIndex(paths.index);
  if (index === undefined) return undefined;
  const blob = index.manifest === null ? undefined : openBlob(paths.manifest, index.manifest.blob);
  return {
    index,
    facts: openBlob(paths.facts, index.facts),
    manifest: index.manifest !== null && blob ? { about: index.manifest, blob } : undefined,
  };
}

/** The facts of the last call, and room for those of this one. */
export const factsOf = (
  kept: Pick<KeptProject, "index" | "facts"> | undefined,
  { surroundings }: Loading,
): FactsStore =>
  openFactsStore(
    kept?.facts === undefined ? undefined : { index: kept.index, blob: kept.facts },
    surroundings,
  );

/** The files that have changed; undefined when files came or went, or the manifest rests on something else that has. */
export function changesSince(
  index: ParseIndex,
  { files, surroundings }: Loading,
): readonly ChangedFile[] | undefined {
  const { manifest } = index;
  const { all, flags, env } = surroundings;
  if (manifest === null || index.all !== all || index.files.length !== files.length)
    return undefined;
  if (manifest.flags !== null && manifest.flags !== flags) return undefined;
  for (const [name, value] of Object.entries(manifest.env)) {
    if ((env[name] ?? null) !== value) return undefined;
  }
  const changed: ChangedFile[] = [];
  for (const [at, file] of files.entries()) {
    const before = index.files[at] as IndexedFile;
    const [key, mtimeMs, size, hash] = before;
    // A file that was changed in the very moment of saving may have changed again since.
    const isSame = size === file.size && mtimeMs === file.mtimeMs && mtimeMs < index.savedAt;
    if (key !== fileKey(file)) return undefined;
    if (isSame) continue;
    const now = md5(readText(file));
    changed.push({ at, file, hash: now, differs: now !== hash });
  }
  return changed;
}

/** Nothing has changed: the manifest is as it was. */
export function takeKept(
  kept: KeptProject,
  { about, blob }: KeptManifest,
  loading: Loading,
): Loaded {
  let macros: MacroSet | undefined;
  return {
    sections: keptSections(about, blob),
    warnings: [],
    cached: loading.files.length,
    macros() {
      macros ??= readMacroSet({
        ...loading,
        facts: factsOf(kept, loading),
        createdAt: 0,
        problems: [],
      }).macros;
      return macros;
    },
  };
}
