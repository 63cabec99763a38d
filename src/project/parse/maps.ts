/** The maps of the manifest that say who depends on whom. Pure. */
import type { Exposure, Group, ManifestNode, Source, UnitTest } from "../../core/nodes.ts";
import { inOrder } from "./in-order.ts";

export interface Members {
  readonly nodes: Readonly<Record<string, ManifestNode>>;
  readonly sources: Readonly<Record<string, Source>>;
  readonly exposures: Readonly<Record<string, Exposure>>;
  readonly unit_tests: Readonly<Record<string, UnitTest>>;
}

export interface EdgeMaps {
  readonly parent_map: Record<string, readonly string[]>;
  readonly child_map: Record<string, readonly string[]>;
}

/** Parents and children of everything, sorted. */
export function edgeMaps(members: Members): EdgeMaps {
  const parents: Record<string, readonly string[]> = {};
  const children: Record<string, string[]> = {};
  const nodes = Object.values(members.nodes);
  for (const { unique_id: id } of nodes) children[id] = [];
  for (const group of [members.sources, members.exposures, members.unit_tests])
    for (const id of Object.keys(group)) children[id] = [];
  const add = (id: string, dependencies: readonly string[]): void => {
    parents[id] = dependencies.length > 1 ? inOrder([...dependencies]) : dependencies;
    for (const dependency of dependencies) children[dependency]?.push(id);
  };
  for (const node of nodes)
    add(node.unique_id, node.resource_type === "seed" ? [] : node.depends_on.nodes);
  for (const id of Object.keys(members.sources)) add(id, []);
  for (const node of Object.values(members.exposures)) add(node.unique_id, node.depends_on.nodes);
  for (const node of Object.values(members.unit_tests)) add(node.unique_id, node.depends_on.nodes);
  for (const list of Object.values(children)) inOrder(list);
  return { parent_map: parents, child_map: children };
}

/** The nodes of each group, by the group's name. */
export function groupMap(
  groups: Readonly<Record<string, Group>>,
  nodes: Readonly<Record<string, ManifestNode>>,
): Record<string, readonly string[]> {
  const map: Record<string, string[]> = {};
  for (const { name } of Object.values(groups)) map[name] = [];
  if (Object.keys(map).length === 0) return map;
  for (const node of Object.values(nodes))
    if (node.group !== null) map[node.group]?.push(node.unique_id);
  return map;
}
