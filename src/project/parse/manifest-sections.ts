/** A manifest in parts, each of which is data, JSON text or both: whoever needs the other form makes it once. */
import type { Manifest, ManifestMetadata } from "../../core/manifest.ts";
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
  /** The section as JSON. */
  text(name: SectionName): string;
}

/**
 * The sections of a manifest that was just made.
 * @param isPlain JSON can hold all of it: no floats that are whole, no big integers
 */
export function sectionsOf(manifest: Manifest, isPlain: boolean): ManifestSections {
  const texts = new Map<SectionName, string>();
  return {
    manifest,
    counts: countResources(manifest),
    text(name) {
      let text = texts.get(name);
      if (text === undefined) {
        text = isPlain ? JSON.stringify(manifest[name]) : artifactText(manifest[name]);
        texts.set(name, text);
      }
      return text;
    },
  };
}

/** The sections of a manifest that was kept as text; each is parsed when it is first looked at. */
export function sectionsFrom(
  metadata: ManifestMetadata,
  counts: ManifestSections["counts"],
  texts: ReadonlyMap<SectionName, string>,
): ManifestSections {
  const text = (name: SectionName): string => texts.get(name) ?? "{}";
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
  return { manifest: manifest as unknown as Manifest, counts, text };
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
