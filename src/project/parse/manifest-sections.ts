/** A manifest in sections, each of which is data, JSON text or both: whoever needs the other form makes it. */
import type { Manifest } from "../../core/manifest.ts";
import { artifactText } from "./artifact-text.ts";

export const sectionNames = [
  "nodes",
  "sources",
  "macros",
  "docs",
  "exposures",
  "groups",
  "selectors",
  "disabled",
  "parent_map",
  "child_map",
  "group_map",
  "unit_tests",
] as const satisfies readonly (keyof Manifest)[];

export type SectionName = (typeof sectionNames)[number];

export interface ManifestSections {
  readonly manifest: Manifest;
  /** Resource type → how many, in dbt's order. */
  readonly counts: Readonly<Record<string, number>>;
  /** JSON can hold all of it: no floats that are whole, no big integers. */
  readonly isPlain: boolean;
  /** The section as JSON. */
  text(name: SectionName): string;
  /** The same in pieces, in UTF-8 where they are bytes; each is good until the next one is taken. */
  parts(name: SectionName): Iterable<string | Uint8Array>;
  /** Where the nodes are kept as text: each one's entry, such as `"model.shop.a":{…}`, in the manifest's order. */
  readonly nodeTexts?: (() => Iterable<string | Buffer>) | undefined;
}

/** The sections of a manifest that was just made. */
export function sectionsOf(manifest: Manifest, isPlain: boolean): ManifestSections {
  const text = (name: SectionName): string =>
    isPlain ? JSON.stringify(manifest[name]) : artifactText(manifest[name]);
  return {
    manifest,
    isPlain,
    counts: countResources(manifest),
    text,
    parts: (name) => [text(name)],
  };
}

function countResources(manifest: Manifest): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { resource_type: type } of Object.values(manifest.nodes))
    counts[type] = (counts[type] ?? 0) + 1;
  return {
    ...counts,
    source: Object.keys(manifest.sources).length,
    exposure: Object.keys(manifest.exposures).length,
    macro: Object.keys(manifest.macros).length,
    group: Object.keys(manifest.groups).length,
    unit_test: Object.keys(manifest.unit_tests).length,
  };
}
