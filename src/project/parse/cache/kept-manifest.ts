/** The manifest of an earlier call: its sections are read from the blob when somebody asks for them. */
import type { Manifest } from "../../../core/manifest.ts";
import { type ManifestSections, type SectionName, sectionNames } from "../manifest-sections.ts";
import type { Blob } from "./blob.ts";
import type { EntrySection, IndexedManifest } from "./parse-index.ts";

/** Where an entry stands in the blob, in bytes. */
interface Range {
  readonly offset: number;
  readonly length: number;
}

/** Sections as the blob and the patches have them; each is parsed when it is first looked at. */
export function keptSections(kept: IndexedManifest, blob: Blob): ManifestSections {
  const parts = (name: SectionName): Iterable<string | Uint8Array> => partsOf(name, kept, blob);
  const text = (name: SectionName): string => textOf(name, kept, blob);
  return {
    manifest: lazyManifest(kept, text),
    counts: kept.counts,
    isPlain: true,
    text,
    parts,
    nodeTexts: () => nodeTexts(kept, blob),
  };
}

/** In one piece where nothing has changed since the blob was written. */
function textOf(name: SectionName, kept: IndexedManifest, blob: Blob): string {
  let text = "";
  for (const stretch of stretchesOf(name, kept))
    text += typeof stretch === "string" ? stretch : blob.text(stretch.offset, stretch.length);
  return text;
}

function* nodeTexts(kept: IndexedManifest, blob: Blob): Iterable<string | Buffer> {
  const starts = entryStarts("nodes", kept);
  for (const position of starts.keys()) {
    const { offset, length } = rangeOf("nodes", position, starts, kept);
    yield kept.patches.nodes[position] ?? blob.bytes(offset, length);
  }
}

function lazyManifest(
  { metadata }: IndexedManifest,
  text: (name: SectionName) => string,
): Manifest {
  const manifest = { metadata } as Record<string, unknown>;
  for (const name of sectionNames) {
    Object.defineProperty(manifest, name, {
      configurable: true,
      enumerable: true,
      get(): unknown {
        const value: unknown = JSON.parse(text(name));
        Object.defineProperty(manifest, name, { value, enumerable: true });
        return value;
      },
    });
  }
  return manifest as unknown as Manifest;
}

function* partsOf(
  name: SectionName,
  kept: IndexedManifest,
  blob: Blob,
): Iterable<string | Uint8Array> {
  for (const stretch of stretchesOf(name, kept)) {
    if (typeof stretch === "string") yield stretch;
    else yield* blob.chunks(stretch.offset, stretch.length);
  }
}

/** A section from its beginning to its end: places in the blob, and the patches between them. */
function* stretchesOf(name: SectionName, kept: IndexedManifest): Iterable<Range | string> {
  const [offset, length] = kept.sections[name];
  let from = offset;
  for (const [range, patch] of patchesOf(name, kept)) {
    yield { offset: from, length: range.offset - from };
    yield patch;
    from = range.offset + range.length;
  }
  yield { offset: from, length: offset + length - from };
}

/** The patches of a section with the places that they take, in the file's order. */
function patchesOf(name: SectionName, kept: IndexedManifest): [Range, string][] {
  if (name !== "nodes" && name !== "macros") return [];
  const patches = Object.entries(kept.patches[name]).map(
    ([position, text]) => [Number(position), text] as const,
  );
  if (patches.length === 0) return [];
  const starts = entryStarts(name, kept);
  return patches
    .sort(([a], [b]) => a - b)
    .map(([position, text]) => [rangeOf(name, position, starts, kept), text]);
}

function rangeOf(
  section: EntrySection,
  position: number,
  starts: readonly number[],
  { lengths }: IndexedManifest,
): Range {
  return { offset: starts[position] as number, length: lengths[section][position] as number };
}

function entryStarts(section: EntrySection, { sections, lengths }: IndexedManifest): number[] {
  let at = sections[section][0] + 1;
  return lengths[section].map((length) => {
    const start = at;
    at += length + 1;
    return start;
  });
}

/** Reads a single entry. */
export type EntryReader = (
  section: EntrySection,
  position: number,
) => { readonly id: string; readonly node: { readonly name?: string } };

export function entryReader(kept: IndexedManifest, blob: Blob): EntryReader {
  const starts: Partial<Record<EntrySection, readonly number[]>> = {};
  return (section, position) => {
    starts[section] ??= entryStarts(section, kept);
    const { offset, length } = rangeOf(section, position, starts[section], kept);
    const text = kept.patches[section][position] ?? blob.text(offset, length);
    const [[id, node] = ["", {}]] = Object.entries(JSON.parse(`{${text}}`) as object);
    return { id, node };
  };
}
