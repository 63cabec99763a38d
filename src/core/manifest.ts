/** The whole project, resolved: what parsing ends with and everything else starts from. Plain data. */
import type { DataObject } from "./data.ts";
import type {
  Documentation,
  Exposure,
  GraphNode,
  Group,
  Macro,
  ManifestNode,
  Source,
  UnitTest,
} from "./nodes.ts";

export interface Manifest {
  readonly metadata: ManifestMetadata;
  /** Keyed by unique id, as every map here is. */
  readonly nodes: Readonly<Record<string, ManifestNode>>;
  readonly sources: Readonly<Record<string, Source>>;
  readonly macros: Readonly<Record<string, Macro>>;
  readonly docs: Readonly<Record<string, Documentation>>;
  readonly exposures: Readonly<Record<string, Exposure>>;
  readonly groups: Readonly<Record<string, Group>>;
  /** selectors.yml, as written. */
  readonly selectors: Readonly<Record<string, DataObject>>;
  readonly disabled: Readonly<Record<string, readonly GraphNode[]>>;
  readonly parent_map: Readonly<Record<string, readonly string[]>>;
  readonly child_map: Readonly<Record<string, readonly string[]>>;
  readonly group_map: Readonly<Record<string, readonly string[]>>;
  readonly unit_tests: Readonly<Record<string, UnitTest>>;
}

export interface ManifestMetadata {
  readonly project_name: string;
  /** The md5 of the project's name, as dbt gives it. */
  readonly project_id: string;
  readonly adapter_type: string;
  readonly quoting: DataObject;
}

/** The node, source, exposure or unit test of that id. */
export function findNode(manifest: Manifest, id: string): GraphNode | undefined {
  return (
    manifest.nodes[id] ?? manifest.sources[id] ?? manifest.exposures[id] ?? manifest.unit_tests[id]
  );
}

type Nodes = Readonly<Record<string, ManifestNode>>;

/** Nodes as dbt's manifest lists them: functions in a section of their own. */
export function sectionsOf(nodes: Nodes): { readonly nodes: Nodes; readonly functions: Nodes } {
  const all = Object.entries(nodes);
  const isFunction = ([, node]: (typeof all)[number]): boolean => node.resource_type === "function";
  if (!all.some(isFunction)) return { nodes, functions: {} };
  return {
    nodes: Object.fromEntries(all.filter((entry) => !isFunction(entry))),
    functions: Object.fromEntries(all.filter(isFunction)),
  };
}

/** Everything that stands in the graph, in the manifest's order. */
export const graphNodes = (manifest: Manifest): readonly GraphNode[] => [
  ...Object.values(manifest.nodes),
  ...Object.values(manifest.sources),
  ...Object.values(manifest.exposures),
  ...Object.values(manifest.unit_tests),
];
