/** Finds what a `ref`, `source` or `doc` means, by dbt's rules of which package comes first. Pure. */
import type { Manifest } from "../../core/manifest.ts";
import type {
  Documentation,
  FunctionNode,
  GraphNode,
  Model,
  Seed,
  Snapshot,
  Source,
} from "../../core/nodes.ts";
import { type ByName, createByName } from "./by-name.ts";

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

export type Refable = Model | Seed | Snapshot;

export interface Resolver {
  ref(target: RefTarget, asker: Asker): Resolved<Refable>;
  function(name: string, packageName: string | null, asker: Asker): Resolved<FunctionNode>;
  source(sourceName: string, tableName: string, asker: Asker): Resolved<Source>;
  doc(name: string, packageName: string | null, asker: Asker): Documentation | undefined;
  /** The names that a `ref` could have meant. */
  refNames(): Iterable<string>;
  /** The names that a `function` could have meant. */
  functionNames(): Iterable<string>;
  /** The `source.table` names that a `source` could have meant. */
  sourceNames(): Iterable<string>;
}

export interface ResolverOptions {
  readonly rootName: string;
  /** The behaviour flag `require_ref_searches_node_package_before_root`. */
  readonly nodePackageFirst: boolean;
}

/** What a resolver looks things up in; a manifest is one. */
export type Resources = Pick<Manifest, "nodes" | "sources" | "docs" | "disabled">;

interface Indexes {
  readonly refs: ByName<Refable>;
  readonly functions: ByName<FunctionNode>;
  readonly sources: ByName<Source>;
  readonly docs: ByName<Documentation>;
  readonly disabled: ByName<GraphNode>;
}

/** A resolver over a manifest; it indexes the names once, so keep it for as long as the manifest. */
export function createResolver(resources: Resources, options: ResolverOptions): Resolver {
  let built: Indexes | undefined;
  const indexes = (): Indexes => {
    built ??= buildIndexes(resources);
    return built;
  };
  return {
    ref({ name, package: packageName, version }, asker) {
      const key = version ? `${name}.v${version}` : name;
      const { refs } = indexes();
      const only = packageName === null ? onlyEnabled(refs.all(key)) : undefined;
      if (only !== undefined) return { kind: "found", node: only };
      return search(key, refs, indexes(), packagesFor(packageName, asker, options), {
        ambiguity: true,
        isDisabled: isRefable,
      });
    },
    function(name, packageName, asker) {
      const packages = packagesFor(packageName, asker, options);
      return search(name, indexes().functions, indexes(), packages, {
        ambiguity: false,
        isDisabled: (node) => node.resource_type === "function",
      });
    },
    source(sourceName, tableName, asker) {
      const key = `${sourceName}.${tableName}`;
      const { sources } = indexes();
      const only = onlyEnabled(sources.all(key));
      if (only !== undefined) return { kind: "found", node: only };
      return search(key, sources, indexes(), packagesFor(null, asker, options), {
        ambiguity: false,
        isDisabled: () => true,
      });
    },
    doc(name, packageName, asker) {
      const { docs } = indexes();
      for (const candidate of packagesFor(packageName, asker, options)) {
        const [found] = docs.of(name, candidate);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    functionNames: () => indexes().functions.names(),
    refNames: () => indexes().refs.names(),
    sourceNames: () => indexes().sources.names(),
  };
}

/** Packages in the order in which they are searched; null stands for any. */
function packagesFor(
  wanted: string | null,
  { package_name: own }: Asker,
  { rootName, nodePackageFirst }: ResolverOptions,
): readonly (string | null)[] {
  if (wanted !== null) return [wanted];
  if (own === rootName) return [rootName, null];
  return nodePackageFirst ? [own, rootName, null] : [rootName, own, null];
}

interface SearchRules {
  /** Several of that name in different packages are an error, not a choice. */
  readonly ambiguity: boolean;
  readonly isDisabled: (node: GraphNode) => boolean;
}

/** The first enabled one wins; a disabled one on the way only decides what is said when there is none. */
function search<Node extends GraphNode>(
  key: string,
  index: ByName<Node>,
  { disabled }: Indexes,
  packages: readonly (string | null)[],
  rules: SearchRules,
): Resolved<Node> {
  let off: GraphNode | undefined;
  for (const packageName of packages) {
    const nodes = index.of(key, packageName);
    if (rules.ambiguity && nodes.length > 1)
      return { kind: "ambiguous", ids: nodes.map((node) => node.unique_id) };
    const [node] = nodes;
    if (node?.config.enabled) return { kind: "found", node };
    off ??= disabled.of(key, packageName).find(rules.isDisabled);
  }
  return off === undefined ? { kind: "missing" } : { kind: "disabled", node: off };
}

/** Most names belong to one package, so that it does not matter which is searched first. */
const onlyEnabled = <Node extends GraphNode>(nodes: readonly Node[]): Node | undefined =>
  nodes.length === 1 && nodes[0]?.config.enabled ? nodes[0] : undefined;

const isRefable = (node: GraphNode): node is Refable =>
  node.resource_type === "model" ||
  node.resource_type === "seed" ||
  node.resource_type === "snapshot";

const hasVersion = (node: GraphNode): node is Model =>
  node.resource_type === "model" && node.version !== null && node.version !== undefined;

function buildIndexes({ nodes, sources, docs, disabled }: Resources): Indexes {
  const packageOf = (node: GraphNode | Documentation): string => node.package_name;
  const indexes: Indexes = {
    refs: createByName<Refable>(packageOf),
    functions: createByName<FunctionNode>(packageOf),
    sources: createByName<Source>(packageOf),
    docs: createByName<Documentation>(packageOf),
    disabled: createByName<GraphNode>(packageOf),
  };
  for (const node of Object.values(nodes)) {
    if (node.resource_type === "function") indexes.functions.put(node.name, node);
    if (!isRefable(node)) continue;
    for (const key of refKeys(node)) indexes.refs.put(key, node);
  }
  for (const source of Object.values(sources)) indexes.sources.put(sourceKey(source), source);
  for (const doc of Object.values(docs)) indexes.docs.put(doc.name, doc);
  for (const [node] of Object.values(disabled))
    if (node !== undefined) indexes.disabled.put(disabledKey(node), node);
  return indexes;
}

const sourceKey = (source: Source): string => `${source.source_name}.${source.name}`;

/** A version is found by its number; the latest one by the bare name, too. */
function refKeys(node: Refable): readonly string[] {
  if (!hasVersion(node)) return [node.name];
  const own = `${node.name}.v${node.version}`;
  return node.version === node.latest_version ? [own, node.name] : [own];
}

function disabledKey(node: GraphNode): string {
  if (node.resource_type === "source") return sourceKey(node);
  return hasVersion(node) ? `${node.name}.v${node.version}` : node.name;
}
