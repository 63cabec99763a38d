/**
 * The names under which a run with `publish: together` builds its relations beside the live ones. The project is the
 * same but for these names, so that whatever a node reads of this run, its tests included, is what the run has built.
 */
import { createHash } from "node:crypto";
import { dialectOf } from "../../adapters/dialects.ts";
import type { Event } from "../../core/events.ts";
import {
  isEphemeral,
  type ManifestNode,
  type Model,
  type Seed,
  type Snapshot,
} from "../../core/nodes.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { publicationImpossible } from "../../core/problems/publish.ts";
import { graphOf, topologicalOrder } from "../../graph/graph.ts";
import { type Relation, relationOfNode } from "../../project/context/relation.ts";
import type { Project } from "../../project/load.ts";

export type BuiltNode = Model | Seed | Snapshot;

export interface AuditedNode {
  /** As in the project. */
  readonly node: BuiltNode;
  readonly live: Relation;
  /** What the run builds. */
  readonly beside: Relation;
}

export interface Audit {
  /** The project with the other names. */
  readonly project: Project;
  /** Each after those that it reads. */
  readonly nodes: readonly AuditedNode[];
  /** A text with the names that count once all is published. */
  published(text: string): string;
}

const suffix = "__dbt_audit";

/** Materializations that leave something outside the database, which nothing can take back. */
const outside = ["external", "table_function"];

/**
 * @param selected ids of the run's nodes
 * @throws Problem when one of them cannot be built beside the live one
 */
export function auditOf(project: Project, selected: ReadonlySet<string>): Audit {
  const { manifest, settings } = project;
  const dialect = dialectOf(project.profile.type);
  const relationOf = (node: ManifestNode) =>
    relationOfNode(node, { dialect, quoting: settings.quoting });
  const order = topologicalOrder(graphOf(manifest)).filter((id) => selected.has(id));
  const built = order.flatMap((id) => manifest.nodes[id] ?? []).filter(isBuilt);
  const impossible = built.filter((node) => outside.includes(node.config.materialized));
  if (impossible.length > 0) throw publicationImpossible(impossible.map((node) => node.unique_id));
  const { longestName } = dialect.relation;
  const renamed = new Map(
    built.map((node) => [node.unique_id, { ...node, alias: aliasBeside(node.alias, longestName) }]),
  );
  const nodes = built.map((node) => ({
    node,
    live: relationOf(node),
    beside: relationOf(renamed.get(node.unique_id) ?? node),
  }));
  return {
    project: { ...project, manifest: renamedManifest(project, nodes) },
    nodes,
    published: unrenamed(nodes),
  };
}

const isBuilt = (node: ManifestNode): node is BuiltNode =>
  ["model", "seed", "snapshot"].includes(node.resource_type) && !isEphemeral(node);

/** Names that have to be cut keep apart by a hash. */
function aliasBeside(alias: string, longest: number | undefined): string {
  const letters = [...alias];
  if (longest === undefined || letters.length + suffix.length <= longest) return alias + suffix;
  const hash = createHash("sha256").update(alias).digest("hex").slice(0, 8);
  const kept = letters.slice(0, longest - suffix.length - hash.length - 1).join("");
  return `${kept}_${hash}${suffix}`;
}

/** Sources that name a table of this run, such as a seed's, follow it. */
function renamedManifest(
  { manifest }: Project,
  nodes: readonly AuditedNode[],
): Project["manifest"] {
  const all: Record<string, ManifestNode> = { ...manifest.nodes };
  for (const node of Object.values(all)) all[node.unique_id] = withRowsKept(node);
  const byName = new Map<string, Relation>();
  for (const { node, live, beside } of nodes) {
    const alias = beside.parts.identifier ?? node.alias;
    all[node.unique_id] = { ...node, alias, relation_name: beside.text };
    byName.set(live.text.toLowerCase(), beside);
  }
  const sources = Object.entries(manifest.sources).map(([id, source]) => {
    const beside = byName.get((source.relation_name ?? "").toLowerCase());
    if (beside === undefined) return [id, source] as const;
    const identifier = beside.parts.identifier ?? source.identifier;
    return [id, { ...source, identifier, relation_name: beside.text }] as const;
  });
  return { ...manifest, nodes: all, sources: Object.fromEntries(sources) };
}

/** Failures that are stored as a view would read what is there under these names for a while only. */
function withRowsKept(node: ManifestNode): ManifestNode {
  const isView = node.resource_type === "test" && node.config.store_failures_as === "view";
  return isView ? { ...node, config: { ...node.config, store_failures_as: "table" } } : node;
}

function unrenamed(nodes: readonly AuditedNode[]): Audit["published"] {
  const cut = nodes.filter(
    ({ live, beside }) => beside.parts.identifier !== live.parts.identifier + suffix,
  );
  return (text) => {
    if (!text.includes(suffix)) return text;
    let plain = text;
    for (const { live, beside } of cut)
      plain = plain.replaceAll(beside.parts.identifier ?? "", live.parts.identifier ?? "");
    return plain.replaceAll(suffix, "");
  };
}

/** An outcome under the published names. */
export const publishedOutcome = ({ published }: Audit, outcome: Outcome): Outcome => ({
  ...outcome,
  compiledCode: outcome.compiledCode === null ? null : published(outcome.compiledCode),
  relationName: outcome.relationName === null ? null : published(outcome.relationName),
});

/** Tells of the project's own nodes where the run has the renamed ones. */
export function publishedEvent(audit: Audit, project: Project, event: Event): Event {
  if (!("node" in event) || event.node === undefined) return event;
  const node = project.manifest.nodes[event.node.unique_id] ?? event.node;
  return "outcome" in event
    ? ({ ...event, node, outcome: publishedOutcome(audit, event.outcome) } as Event)
    : ({ ...event, node } as Event);
}
