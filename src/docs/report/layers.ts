/** Which layer of the project a node belongs to: the first folder below models/, or what it is. */
import type { ArtifactNode } from "./artifacts.ts";

/** What stands in the report's graph; tests, analyses and hooks do not. */
const drawn = new Set(["source", "seed", "model", "snapshot", "exposure"]);

export const isDrawn = (node: ArtifactNode): boolean => drawn.has(node.resource_type);

/** `staging` for models/staging/a/b.sql, `models` for models/b.sql, `seeds`, `sources`, `snapshots`, `exposures`. */
export function layerOf(node: ArtifactNode): string {
  if (node.resource_type !== "model") return `${node.resource_type}s`;
  // fqn: package, folders…, name (and version).
  const folders = node.fqn.slice(1, node.fqn.lastIndexOf(node.name));
  return folders[0] ?? "models";
}
