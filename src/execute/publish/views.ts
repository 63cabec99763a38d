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

/** What knows one of these tables, or another one of its kind, by itself: materialized views and bound views, in order. */
export function boundTo(audit: Audit, tables: readonly AuditedNode[]): readonly AuditedNode[] {
  const { nodes } = audit.project.manifest;
  const known = new Set(tables.map(({ node }) => node.unique_id));
  const views = boundViews(audit);
  const reads = (node: ManifestNode): boolean =>
    readBy(node, nodes).some(
      (read) => known.has(read.unique_id) || (isEphemeral(read) && reads(read)),
    );
  return audit.nodes.filter(({ node }) => {
    const isBound = node.config.materialized === "materialized_view" || views.has(node.unique_id);
    if (!isBound || !reads(node)) return false;
    known.add(node.unique_id);
    return true;
  });
}

/** Gives texts in which these nodes have their published names, and others the names beside them. */
export const renamedIn = (nodes: readonly AuditedNode[]): ((text: string) => string) =>
  withNames(
    nodes.map(({ live, beside }) => [beside.parts.identifier ?? "", live.parts.identifier ?? ""]),
  );

/** Gives texts with other names, each of which is written as a whole. */
export function withNames(pairs: readonly (readonly [string, string])[]): (text: string) => string {
  const names = new Map(pairs);
  if (names.size === 0) return (text) => text;
  // A name may end with another one.
  const whole = new RegExp(
    `(?<![\\p{L}\\p{N}_$])(?:${[...names.keys()].map(escaped).join("|")})(?![\\p{L}\\p{N}_$])`,
    "gu",
  );
  return (text) => text.replaceAll(whole, (found) => names.get(found) ?? found);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&");
