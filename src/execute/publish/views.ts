/** The views of a publication: which of them cannot be written anew, and under which names the others read. */
import { isEphemeral, type ManifestNode } from "../../core/nodes.ts";
import type { Audit, AuditedNode } from "./audit.ts";

/**
 * Views that something else than a view of dbt's reads by itself and not by its name, such as a materialized view: they
 * are exchanged as tables are.
 */
export function boundViews({ nodes, project }: Audit): ReadonlySet<string> {
  const views = new Set(
    nodes.flatMap(({ node }) => (node.config.materialized === "view" ? [node.unique_id] : [])),
  );
  const bound = new Set<string>();
  const left = nodes.filter(({ node }) => !unbound.includes(node.config.materialized));
  const waiting: ManifestNode[] = left.map(({ node }) => node);
  for (const node of waiting) {
    for (const read of readBy(node, project.manifest.nodes)) {
      if (!views.has(read.unique_id) && !isEphemeral(read)) continue;
      if (bound.has(read.unique_id)) continue;
      bound.add(read.unique_id);
      waiting.push(read);
    }
  }
  return bound;
}

const readBy = ({ depends_on: on }: ManifestNode, nodes: Audit["project"]["manifest"]["nodes"]) =>
  "nodes" in on ? on.nodes.flatMap((id) => nodes[id] ?? []) : [];

/** What keeps rows, or is written anew. */
const unbound = ["table", "view", "incremental", "snapshot", "seed"];

/** Gives texts in which these nodes have their published names, and others the names beside them. */
export function renamedIn(nodes: readonly AuditedNode[]): (text: string) => string {
  const names = new Map(
    nodes.map(({ live, beside }) => [beside.parts.identifier ?? "", live.parts.identifier ?? ""]),
  );
  if (names.size === 0) return (text) => text;
  // A name may end with another one.
  const whole = new RegExp(
    `(?<![\\p{L}\\p{N}_$])(?:${[...names.keys()].map(escaped).join("|")})(?![\\p{L}\\p{N}_$])`,
    "gu",
  );
  return (text) => text.replaceAll(whole, (found) => names.get(found) ?? found);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
