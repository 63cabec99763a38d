/** Which streams a node reads, itself or through others. Pure. */
import type { Manifest } from "../../core/manifest.ts";
import { type Graph, graphOf, withAncestors } from "../../graph/graph.ts";

const graphs = new WeakMap<Manifest, Graph>();

/** Names of the streams above a node, such as `shop.clicks`. */
export function streamsAbove(manifest: Manifest, nodeId: string): readonly string[] {
  const graph = graphs.get(manifest) ?? graphOf(manifest);
  graphs.set(manifest, graph);
  return [...withAncestors(graph, [nodeId])].flatMap((id) => {
    const source = manifest.sources[id];
    const isStream = source?.config.load !== undefined && source.config.load !== null;
    return source !== undefined && isStream ? [`${source.source_name}.${source.name}`] : [];
  });
}
