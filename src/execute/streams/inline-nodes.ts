/** Which models and tests belong to each batch of a stream: those below it that say `stream: inline`. Runs nothing. */
import type { Manifest } from "../../core/manifest.ts";
import type { NodeConfig } from "../../core/node-config.ts";
import type { ManifestNode } from "../../core/nodes.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import { streamInlineCutOff, streamInlineImpossible } from "../../core/problems/stream-models.ts";
import { type Graph, graphOf, withDescendants } from "../../graph/graph.ts";

export type StreamMode = "inline" | "deferred";

/** The config `stream`, or the same under `meta`, where dbt knows every key. */
function streamModeOf({ config }: { readonly config: NodeConfig }): StreamMode {
  const { stream, meta } = config as { stream?: unknown; meta?: { stream?: unknown } };
  return (stream ?? meta?.stream) === "inline" ? "inline" : "deferred";
}

/** A view passes on what it reads, and so does an ephemeral model. */
const passesOn = ({ config }: ManifestNode): boolean =>
  config.materialized === "view" || config.materialized === "ephemeral";

/**
 * @returns unique ids, each after what it reads
 * @throws Problems of models that cannot follow a batch
 */
export function inlineNodes(manifest: Manifest, sourceId: string): ReadonlySet<string> {
  const graph = graphOf(manifest);
  const below = withDescendants(graph, [sourceId]);
  const live = new Set([sourceId]);
  const found = new Set<string>();
  const problems: Problem[] = [];
  for (const id of inOrder(graph, below)) {
    const node = manifest.nodes[id];
    if (node === undefined) continue;
    const isFed = (graph.parents.get(id) ?? []).some((parent) => live.has(parent));
    const isInline = !passesOn(node) && streamModeOf(node) === "inline";
    if (isInline) found.add(id);
    if (isInline || (isFed && passesOn(node))) live.add(id);
    const problem = isInline ? problemOf(node, isFed) : undefined;
    if (problem !== undefined) problems.push(problem);
  }
  throwAll(problems);
  return found;
}

function problemOf(node: ManifestNode, isFed: boolean): Problem | undefined {
  const { unique_id: id, config, resource_type: type } = node;
  const isIncremental =
    type === "model" &&
    config.materialized === "incremental" &&
    config.incremental_strategy !== "microbatch";
  if (type !== "test" && !isIncremental)
    return streamInlineImpossible(id, type === "model" ? config.materialized : type);
  return isFed ? undefined : streamInlineCutOff(id);
}

/** Parents first; only those of `ids`. */
function inOrder(graph: Graph, ids: ReadonlySet<string>): string[] {
  const ordered: string[] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id) || !ids.has(id)) return;
    seen.add(id);
    for (const parent of graph.parents.get(id) ?? []) visit(parent);
    ordered.push(id);
  };
  for (const id of ids) visit(id);
  return ordered;
}
