/** Works out what a run visits, in which order it may, and what a failure holds back. Runs nothing. */
import { findNode, type Manifest } from "../core/manifest.ts";
import { type GraphNode, isEphemeral } from "../core/nodes.ts";
import type { Outcome, Status } from "../core/outcomes.ts";
import { dependenciesOf, type Graph, graphOf, withDescendants } from "../graph/graph.ts";
import { subsetDependencies } from "../graph/subset.ts";
import { withTestEdges } from "../graph/test-edges.ts";

/** Which rules of skipping and which resource types count: those of dbt's command of that name. */
export type RunMode = "run" | "test" | "build" | "seed" | "snapshot" | "compile" | "clone";

export interface Plan {
  /** For each node to visit, those to be visited before it. */
  readonly dependsOn: ReadonlyMap<string, readonly string[]>;
  /** In `build`, the unit tests that run before their model, by the model's id. */
  readonly unitTestsOf: ReadonlyMap<string, readonly string[]>;
  /** How many nodes the run counts: ephemeral models are not among them. */
  readonly total: number;
  readonly graph: Graph;
  node(id: string): GraphNode;
}

/** @param selected ids of nodes in the manifest */
export function planRun(manifest: Manifest, selected: ReadonlySet<string>, mode: RunMode): Plan {
  const plain = graphOf(manifest);
  const graph = mode === "build" ? withTestEdges(manifest, plain) : plain;
  const node = (id: string): GraphNode => {
    const found = findNode(manifest, id);
    if (found === undefined) throw new Error(`Bug: ${id} is selected, but not in the manifest`);
    return found;
  };
  const unitTestsOf = mode === "build" ? unitTests(manifest, selected) : new Map();
  const attached = new Set([...unitTestsOf.values()].flat());
  const visited = new Set([...selected].filter((id) => !attached.has(id)));
  return {
    dependsOn: seedsFirst(manifest, subsetDependencies(graph, visited)),
    unitTestsOf,
    total: [...selected].filter((id) => !isEphemeral(node(id))).length,
    graph,
    node,
  };
}

/**
 * A source may name a table that a seed of the same run loads. dbt sees no order there; we load the seed first. Seeds
 * wait for nothing, so this makes no cycle.
 */
function seedsFirst(
  { nodes, sources }: Manifest,
  dependsOn: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const nameOf = (schema: string, name: string) => `${schema}.${name}`.toLowerCase();
  const seeds = new Map<string, string>();
  for (const id of dependsOn.keys()) {
    const node = nodes[id];
    if (node?.resource_type === "seed") seeds.set(nameOf(node.schema, node.alias), id);
  }
  if (seeds.size === 0) return dependsOn;
  return new Map(
    [...dependsOn].map(([id, before]) => {
      const node = nodes[id];
      const read = node === undefined ? [] : dependenciesOf(node);
      const loaded = read.flatMap((source) => {
        const { schema, identifier } = sources[source] ?? {};
        const seed = schema && identifier ? seeds.get(nameOf(schema, identifier)) : undefined;
        return seed === undefined ? [] : [seed];
      });
      return [id, loaded.length === 0 ? before : [...before, ...loaded]];
    }),
  );
}

function unitTests(manifest: Manifest, selected: ReadonlySet<string>): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const test of Object.values(manifest.unit_tests)) {
    const model = test.depends_on.nodes[0];
    if (model === undefined || !selected.has(test.unique_id) || !selected.has(model)) continue;
    found.set(model, [...(found.get(model) ?? []), test.unique_id]);
  }
  return found;
}

const holdsBack: readonly Status[] = ["error", "partial success"];
const holdsBackInBuild: readonly Status[] = [...holdsBack, "fail", "skipped"];

export interface Skips {
  /** Notes how a node ended, so that what depends on it is skipped where dbt's rules say so. */
  ended(node: GraphNode, outcome: Outcome): void;
  /** Whether a node is to be skipped; the outcome is that of a broken ephemeral model it reads, if that is why. */
  reason(id: string): { readonly ephemeral: Outcome | undefined } | undefined;
}

/** Keeps track of what failures hold back. */
export function createSkips(plan: Plan, mode: RunMode): Skips {
  const skipped = new Map<string, Outcome | undefined>();
  const statuses = { build: holdsBackInBuild, clone: [] as const }[mode as string] ?? holdsBack;
  const skip = (node: GraphNode, cause: Outcome | undefined): void => {
    for (const id of withDescendants(plan.graph, [node.unique_id]))
      if (id !== node.unique_id) skipped.set(id, cause);
    const model = node.resource_type === "unit_test" ? node.depends_on.nodes[0] : undefined;
    if (model !== undefined && plan.unitTestsOf.has(model)) skipped.set(model, undefined);
  };
  return {
    ended(node, outcome) {
      if (!statuses.includes(outcome.status) || goesOn(node)) return;
      skip(node, isEphemeral(node) ? outcome : undefined);
    },
    reason: (id) => (skipped.has(id) ? { ephemeral: skipped.get(id) } : undefined),
  };
}

/** The config `on_error: continue`: what reads the model runs although the model failed. */
const goesOn = (node: GraphNode): boolean =>
  node.resource_type === "model" && node.config.on_error === "continue";
