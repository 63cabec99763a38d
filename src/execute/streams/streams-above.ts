/** Which streams a node reads, itself or through others. Pure. */
import type { Manifest } from "../../core/manifest.ts";
import { graphOf, withAncestors } from "../../graph/graph.ts";

/** Names of the streams above a node, such as `shop.clicks`. */
export function streamsAbove(manifest: Manifest, nodeId: string): readonly string[] {
  return [...withAncestors(graphOf(manifest), [nodeId])].flatMap((id) => {
    const source = manifest.sources[id];
    const isStream = source?.config.load !== undefined && source.config.load !== null;
    return source !== undefined && isStream ? [`${source.source_name}.${source.name}`] : [];
  });
}
