/** A manifest in parts, each of which is data, JSON text or both: whoever needs the other form makes it once. */
import type { Manifest, ManifestMetadata } from "../../core/manifest.ts";

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
  /** The section as JSON. */
  text(name: SectionName): string;
}

/** The sections of a manifest that was just made. */
export function sectionsOf(manifest: Manifest): ManifestSections {
  const texts = new Map<SectionName, string>();
  return {
    manifest,
    text(name) {
      let text = texts.get(name);
      if (text === undefined) {
        text = JSON.stringify(manifest[name]);
        texts.set(name, text);
      }
      return text;
    },
  };
}

/** The sections of a manifest that was kept as text; each is parsed when it is first looked at. */
export function sectionsFrom(
  metadata: ManifestMetadata,
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
  return { manifest: manifest as unknown as Manifest, text };
}
