/** Finds what a `ref`, `source` or `doc` means, by dbt's rules of which package comes first. Pure. */
import type { Manifest } from "../../core/manifest.ts";
import type { Documentation, GraphNode, Model, Seed, Snapshot, Source } from "../../core/nodes.ts";

/** What was found: `disabled` when only a disabled resource answers to the name. */
export type Resolved<Node> =
  | { readonly kind: "found"; readonly node: Node }
  | { readonly kind: "disabled"; readonly node: GraphNode }
  | { readonly kind: "ambiguous"; readonly ids: readonly string[] }
  | { readonly kind: "missing" };

export interface RefTarget {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
}

/** Who asks. */
export interface Asker {
  readonly package_name: string;
}

export interface Resolver {
  ref(target: RefTarget, asker: Asker): Resolved<Model | Seed | Snapshot>;
  source(sourceName: string, tableName: string, asker: Asker): Resolved<Source>;
  doc(name: string, packageName: string | null, asker: Asker): Documentation | undefined;
}

export interface ResolverOptions {
  readonly rootName: string;
  /** The behaviour flag `require_ref_searches_node_package_before_root`. */
  readonly nodePackageFirst: boolean;
}

/** A resolver over a manifest; it indexes the names once, so keep it for as long as the manifest. */
export function createResolver(_manifest: Manifest, _options: ResolverOptions): Resolver {
  throw new Error("Bug: not written yet");
}
