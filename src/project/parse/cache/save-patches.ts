/** Writes the index of a project of which some entries have been replaced; the blobs stay as they are. */
import type { Surroundings } from "../facts-validity.ts";
import type { ChangedFile } from "../kept-project.ts";
import {
  type IndexedFile,
  type IndexedManifest,
  type ParseIndex,
  writeIndex,
} from "./parse-index.ts";

export interface Patched {
  readonly before: ParseIndex;
  readonly about: IndexedManifest;
  readonly surroundings: Surroundings;
  /** Milliseconds since 1970. */
  readonly savedAt: number;
  readonly changes: readonly ChangedFile[];
  /** Ids of the project's macros and the hash of each one's text. */
  readonly macros: ReadonlyMap<string, string>;
  readonly patches: IndexedManifest["patches"];
  readonly lines: ParseIndex["lines"];
  readonly users: ParseIndex["macroUsers"];
  /** What the templates read: environment variables by name, and whether any looked at the flags. */
  readonly inputs: { readonly env: Iterable<string>; readonly readsFlags: boolean };
}

/** With more characters of patches it is time to write the blobs anew. */
const manyCharacters = 4_000_000;

/**
 * @returns the manifest's place and patches as they are now; undefined when there are too many patches. Failing to write
 * them is no harm: the next call does the same again.
 */
export function savePatches(path: string, patched: Patched): IndexedManifest | undefined {
  const { before, about, surroundings, savedAt, changes, patches, lines, users, inputs } = patched;
  const texts = [patches.nodes, patches.macros, lines].flatMap((some) => Object.values(some));
  if (texts.reduce((sum, text) => sum + text.length, 0) > manyCharacters) return undefined;
  const files = [...before.files];
  for (const { at, file, hash } of changes) {
    const [key, , , , ...rest] = files[at] as IndexedFile;
    files[at] = [key, file.mtimeMs, file.size, hash, ...rest];
  }
  const { flags, env } = surroundings;
  const manifest: IndexedManifest = {
    ...about,
    flags: inputs.readsFlags ? flags : null,
    env: Object.fromEntries([...inputs.env].map((name) => [name, env[name] ?? null])),
    patches,
  };
  const macros = Object.fromEntries(patched.macros);
  try {
    writeIndex(path, { ...before, savedAt, macros, macroUsers: users, files, lines, manifest });
  } catch {
    // See above.
  }
  return manifest;
}
