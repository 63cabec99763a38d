/** Which nodes a command works on: selectors, set operations, resource types. */
import { closestName, closestNames } from "../core/closest.ts";
import { type DataObject, ownValue } from "../core/data.ts";
import type { IndirectSelection } from "../core/flags.ts";
import { graphNodes, type Manifest } from "../core/manifest.ts";
import type { GraphNode } from "../core/nodes.ts";
import type { Problem } from "../core/problem.ts";
import { nothingMatches, selectorCycle, selectorNotFound } from "../core/problems/graph.ts";
import { type Graph, graphOf, withAncestors, withDescendants } from "./graph.ts";
import { type Selected, withCompleteTests, withTests } from "./indirect-selection.ts";
import { nodeTest } from "./node-tests.ts";
import {
  type Combination,
  type Criterion,
  parseSelection,
  type SelectionSpec,
} from "./selection-spec.ts";
import { parseDefinition } from "./selector-definitions.ts";
import { wildcardTest } from "./wildcards.ts";

export interface SelectOptions {
  readonly select: readonly string[];
  readonly exclude: readonly string[];
  /** `--selector`: a name from selectors.yml. */
  readonly selector?: string | null;
  readonly indirectSelection: IndirectSelection;
  /** Only nodes of these types are kept; every type when absent. */
  readonly resourceTypes?: ReadonlySet<string> | undefined;
  /** Keep models without any SQL, which `ls` shows and nothing runs. */
  readonly includeEmpty?: boolean;
}

export interface Selection {
  /** In the manifest's order. */
  readonly ids: ReadonlySet<string>;
  /** Criteria that match nothing. */
  readonly warnings: readonly Problem[];
  /** The selector of selectors.yml that was used because nothing was asked for. */
  readonly defaultSelector: string | undefined;
}

/**
 * Selects nodes of a project.
 *
 * @throws Problem of a selector that cannot be read, or is not defined
 */
export function selectNodes(manifest: Manifest, options: SelectOptions): Selection {
  const selecting: Selecting = {
    manifest,
    nodes: graphNodes(manifest),
    graph: graphOf(manifest),
    usual: options.indirectSelection,
    keep: (node) =>
      isEnabled(node) &&
      (options.resourceTypes?.has(node.resource_type) ?? true) &&
      (options.includeEmpty === true || !isEmpty(node)),
    unmatched: [],
    path: [],
  };
  const { spec, defaultSelector } = specOf(selecting, options);
  return {
    ids: kept(selecting, evaluate(selecting, spec).direct),
    warnings: selecting.unmatched.map((raw) =>
      nothingMatches(raw, closestNames(raw, selectableNames(manifest))),
    ),
    defaultSelector,
  };
}

interface Selecting {
  readonly manifest: Manifest;
  readonly nodes: readonly GraphNode[];
  readonly graph: Graph;
  readonly usual: IndirectSelection;
  keep(node: GraphNode): boolean;
  readonly unmatched: string[];
  /** The selectors of selectors.yml that we are inside of. */
  readonly path: readonly string[];
}

function specOf(
  selecting: Selecting,
  { select, exclude, selector }: SelectOptions,
): { spec: SelectionSpec; defaultSelector: string | undefined } {
  if (selector) return { spec: definedSpec(selecting, selector), defaultSelector: undefined };
  const defaultSelector =
    select.length + exclude.length === 0 ? defaultSelectorOf(selecting.manifest) : undefined;
  const spec =
    defaultSelector === undefined
      ? parseSelection(select, exclude, selecting.usual)
      : definedSpec(selecting, defaultSelector);
  return { spec, defaultSelector };
}

function defaultSelectorOf({ selectors }: Manifest): string | undefined {
  return Object.keys(selectors).find((name) => selectors[name]?.default === true);
}

function definedSpec({ manifest, usual }: Selecting, name: string): SelectionSpec {
  const defined = Object.keys(manifest.selectors);
  const entry = ownValue<DataObject>(manifest.selectors, name);
  if (entry === undefined) {
    throw selectorNotFound(name, defined, closestName(name, defined));
  }
  return parseDefinition(name, entry.definition ?? null, usual);
}

function evaluate(selecting: Selecting, spec: SelectionSpec): Selected {
  return spec.kind === "criterion"
    ? evaluateCriterion(selecting, spec)
    : evaluateCombination(selecting, spec);
}

function evaluateCriterion(selecting: Selecting, criterion: Criterion): Selected {
  const selected = withNeighbours(selecting.graph, criterion, findMatches(selecting, criterion));
  // What a selector of selectors.yml gives has its tests already, less those that it excludes.
  if (criterion.method === "selector" || criterion.indirectSelection === "empty") {
    return { direct: selected, held: selected };
  }
  return withTests(selecting, selected, criterion.indirectSelection);
}

/** The nodes with those above and below them, as far as the criterion goes. */
function withNeighbours(
  graph: Graph,
  { childrensParents, parents, children }: Criterion,
  found: ReadonlySet<string>,
): ReadonlySet<string> {
  if (!childrensParents && parents === undefined && children === undefined) return found;
  const selected = new Set(found);
  if (childrensParents) addAll(selected, withAncestors(graph, withDescendants(graph, found)));
  if (parents !== undefined) addAll(selected, withAncestors(graph, found, parents));
  if (children !== undefined) addAll(selected, withDescendants(graph, found, children));
  return selected;
}

const addAll = (to: Set<string>, from: Iterable<string>): void => {
  for (const id of from) to.add(id);
};

function findMatches(selecting: Selecting, criterion: Criterion): ReadonlySet<string> {
  const { manifest } = selecting;
  const { method } = criterion;
  if (method === "selector") return matchesOfSelectors(selecting, String(criterion.value));
  return idsOf(selecting, nodeTest({ ...criterion, method }, manifest));
}

/** In the manifest's order. */
function idsOf({ nodes }: Selecting, passes: (node: GraphNode) => boolean): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const node of nodes) if (passes(node)) ids.add(node.unique_id);
  return ids;
}

function matchesOfSelectors(selecting: Selecting, pattern: string): Set<string> {
  const defined = Object.keys(selecting.manifest.selectors);
  const names = defined.filter(wildcardTest(pattern)).sort();
  if (names.length === 0) {
    throw selectorNotFound(pattern, defined, closestName(pattern, defined));
  }
  const found = new Set<string>();
  for (const name of names) {
    const path = [...selecting.path, name];
    if (selecting.path.includes(name)) throw selectorCycle(path.slice(path.indexOf(name)));
    const inside = { ...selecting, path };
    addAll(found, kept(inside, evaluate(inside, definedSpec(inside, name)).direct));
  }
  return found;
}

const kept = (selecting: Selecting, ids: ReadonlySet<string>): ReadonlySet<string> =>
  idsOf(selecting, (node) => ids.has(node.unique_id) && selecting.keep(node));

function evaluateCombination(selecting: Selecting, spec: Combination): Selected {
  const parts = spec.parts.map((part) => evaluate(selecting, part));
  const direct = combine(
    spec.kind,
    parts.map((part) => part.direct),
  );
  const held = combine(
    spec.kind,
    parts.map((part) => part.held),
  );
  const complete = withCompleteTests(selecting, direct, held, spec.indirectSelection);
  if (spec.expected !== undefined && complete.size === 0) selecting.unmatched.push(spec.expected);
  return { direct: complete, held };
}

function combine(
  kind: Combination["kind"],
  sets: readonly ReadonlySet<string>[],
): ReadonlySet<string> {
  const [first = new Set<string>(), ...others] = sets;
  if (others.every(({ size }) => size === 0) && kind !== "intersection") return first;
  const result = new Set(first);
  for (const other of others) {
    if (kind === "union") addAll(result, other);
    else
      for (const id of result) if (other.has(id) !== (kind === "intersection")) result.delete(id);
  }
  return result;
}

/** A test of something that does not exist stays in the manifest, switched off. */
const isEnabled = (node: GraphNode): boolean => node.config.enabled !== false;

const isEmpty = (node: GraphNode): boolean =>
  "raw_code" in node && node.resource_type !== "seed" && node.raw_code.trim() === "";

function* selectableNames(manifest: Manifest): Iterable<string> {
  for (const node of Object.values(manifest.nodes)) {
    yield node.name;
    yield* node.tags.map((tag) => `tag:${tag}`);
  }
  for (const source of Object.values(manifest.sources)) {
    yield `source:${source.source_name}.${source.name}`;
  }
  for (const exposure of Object.values(manifest.exposures)) yield `exposure:${exposure.name}`;
}
