/** Keeps what a parse has found for the next call. Failing to is no harm: everything works without, only slower. */
import type { Manifest } from "../../../core/manifest.ts";
import type { ProjectFile } from "../../settings/discover.ts";
import type { FactsStore } from "../facts-store.ts";
import type { Surroundings } from "../facts-validity.ts";
import { fileKey } from "../known-files.ts";
import { type ManifestSections, type SectionName, sectionNames } from "../manifest-sections.ts";
import { type AddText, blobStart, openBlob, writeBlob } from "./blob.ts";
import { keptSections } from "./kept-manifest.ts";
import {
  type EntrySection,
  type IndexedFile,
  type IndexedManifest,
  writeIndex,
} from "./parse-index.ts";

export interface CachePaths {
  readonly index: string;
  readonly facts: string;
  readonly manifest: string;
}

/** What was parsed, and what it rests on. */
export interface Parsed {
  readonly files: readonly ProjectFile[];
  readonly facts: FactsStore;
  readonly surroundings: Surroundings;
  /** When the files were looked for, in milliseconds since 1970. */
  readonly loadedAt: number;
  /** The manifest; undefined when JSON cannot hold it. */
  readonly sections: ManifestSections | undefined;
  /** Names of all environment variables that were read. */
  readonly env: Iterable<string>;
  readonly readsFlags: boolean;
  readonly isPatchable: boolean;
  readonly knowsMacroUsers: boolean;
}

/**
 * Writes both blobs, then the index.
 * @returns the manifest with its texts as they are kept; undefined when they could not be
 */
export function saveParse(paths: CachePaths, parsed: Parsed): ManifestSections | undefined {
  try {
    const { surroundings, facts, loadedAt } = parsed;
    const users: Record<string, number[]> = {};
    const files: IndexedFile[] = [];
    const manifest = parsed.sections && saveManifest(paths.manifest, parsed.sections, parsed);
    const positions = manifest === undefined ? noPositions : positionsOf(parsed);
    const blob = writeBlob(paths.facts, (add) =>
      addFacts(parsed, { add, files, users, positions }),
    );
    writeIndex(paths.index, {
      savedAt: loadedAt,
      settings: surroundings.settings,
      all: surroundings.all,
      flags: surroundings.flags,
      macros: Object.fromEntries(facts.macroHashes),
      macroUsers: users,
      facts: blob,
      files,
      lines: {},
      manifest: manifest ?? null,
    });
    const kept = manifest && openBlob(paths.manifest, manifest.blob);
    return kept && manifest && { ...keptSections(manifest, kept), ...inMemory(parsed) };
  } catch {
    return undefined;
  }
}

const inMemory = ({ sections }: Parsed): Pick<ManifestSections, "manifest"> => ({
  manifest: (sections as ManifestSections).manifest,
});

type Positions = (file: ProjectFile) => readonly number[];
const none: readonly number[] = [];
const noPositions: Positions = () => none;

interface Filling {
  readonly add: AddText;
  readonly files: IndexedFile[];
  readonly users: Record<string, number[]>;
  readonly positions: Positions;
}

function addFacts({ files, facts }: Parsed, filling: Filling): void {
  const { add, users, positions } = filling;
  let offset = blobStart;
  for (const [at, file] of files.entries()) {
    const saved = facts.toSave(file);
    const length = saved?.line === undefined ? 0 : add(saved.line);
    filling.files.push([
      fileKey(file),
      file.mtimeMs,
      file.size,
      saved?.hash ?? "",
      offset,
      length,
      positions(file),
    ]);
    offset += length;
    for (const id of saved?.ran ?? []) {
      if (!facts.macroHashes.has(id)) continue;
      users[id] ??= [];
      users[id].push(at);
    }
  }
}

function saveManifest(
  path: string,
  { manifest, counts, text }: ManifestSections,
  { surroundings, env, readsFlags, isPatchable, knowsMacroUsers }: Parsed,
): IndexedManifest {
  const sections: Partial<Record<SectionName, [number, number]>> = {};
  const lengths: Record<EntrySection, number[]> = { nodes: [], macros: [] };
  const blob = writeBlob(path, (add) => {
    let offset = blobStart;
    for (const name of sectionNames) {
      const length =
        name === "nodes" || name === "macros"
          ? addEntries(manifest[name], lengths[name], add)
          : add(text(name));
      sections[name] = [offset, length];
      offset += length;
    }
  });
  return {
    blob,
    metadata: manifest.metadata,
    counts,
    sections: sections as IndexedManifest["sections"],
    lengths,
    flags: readsFlags ? surroundings.flags : null,
    env: Object.fromEntries([...env].map((name) => [name, surroundings.env[name] ?? null])),
    patches: { nodes: {}, macros: {} },
    isPatchable,
    knowsMacroUsers,
  };
}

/** Adds an object entry by entry, and tells how many bytes the whole takes. */
function addEntries(entries: Readonly<Record<string, object>>, lengths: number[], add: AddText) {
  let total = add("{");
  for (const id of Object.keys(entries)) {
    if (lengths.length > 0) total += add(",");
    // One after the other: joined, they would be copied once more.
    const length = add(JSON.stringify(id)) + add(":") + add(JSON.stringify(entries[id]));
    lengths.push(length);
    total += length;
  }
  return total + add("}");
}

/** An entry of a section as JSON. */
export const entryText = (id: string, entry: object): string =>
  `${JSON.stringify(id)}:${JSON.stringify(entry)}`;

/** Finds the nodes of a file, or the macros, by what they say of themselves. */
function positionsOf({ sections }: Parsed): Positions {
  const { nodes, macros } = (sections as ManifestSections).manifest as Manifest;
  const byFile = new Map<string, number[]>();
  const note = (kind: string, packageName: string, path: string, at: number): void => {
    const key = `${kind} ${packageName}://${path}`;
    const known = byFile.get(key);
    if (known === undefined) byFile.set(key, [at]);
    else known.push(at);
  };
  Object.values(nodes).forEach((node, at) => {
    note(node.resource_type, node.package_name, node.original_file_path, at);
  });
  Object.values(macros).forEach((macro, at) => {
    note("macro", macro.package_name, macro.original_file_path, at);
  });
  return (file) => {
    const kind = file.kind === "generic-test" ? "macro" : file.kind;
    return byFile.get(`${kind} ${file.package}://${file.originalFilePath}`) ?? none;
  };
}
