/** What all nodes of one run share: the project, the database and what exists in it, and what was selected. */
import type { Adapter, RelationName } from "../../adapters/adapter.ts";
import type { Dialect } from "../../adapters/dialect.ts";
import { dialectOf } from "../../adapters/dialects.ts";
import type { Emit } from "../../core/events.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { Seed, Source } from "../../core/nodes.ts";
import type { Problem } from "../../core/problem.ts";
import type { Value } from "../../jinja/index.ts";
import type { Table } from "../../project/context/agate/table.ts";
import { policyOf, type Relation, relationOfNode } from "../../project/context/relation.ts";
import type { Policy } from "../../project/context/relation-text.ts";
import type { Project } from "../../project/load.ts";
import { createResolver, type Refable, type Resolver } from "../../project/parse/resolve.ts";
import type { TestShortcuts } from "../data-tests/shortcuts.ts";
import { type Overridden, overriddenIn } from "../materializations/overridden.ts";
import { baseNamesOf } from "./base-names.ts";
import { graphValue } from "./node-values.ts";
import { type CommentFor, queryComments } from "./query-comment.ts";
import { createRelationCache, type RelationCache } from "./relation-cache.ts";

export interface RunOptions {
  readonly project: Project;
  readonly adapter: Adapter;
  readonly emit: Emit;
  /** Unique ids, as `selected_resources` shows them. */
  readonly selected: readonly string[];
  /** What `--sample` keeps of each relation that has an event time. */
  readonly sample?: TimeRange;
  /** Reads a seed's file with dbt's types: `load_agate_table()`. */
  readonly readSeed: (seed: Seed) => Promise<Table>;
  /** What `graph` shows, where it is not the project's own manifest. */
  readonly shown?: Manifest;
  /** The nodes are built under other names, and published later: rights and comments come then. */
  readonly isAudit?: boolean;
  /** Answers tests for less than their queries cost. */
  readonly shortcuts?: TestShortcuts | undefined;
  /** Writes below `target/run/`: `write()`. */
  readonly writeRunFile: (nodeId: string, text: string) => void;
}

/** As `str(datetime)` writes them. */
export interface TimeRange {
  readonly start: string;
  readonly end: string;
}

export interface RunState extends RunOptions {
  /** Relations of another environment by unique id; none unless the run defers to it. */
  readonly deferred: ReadonlyMap<string, RelationName>;
  /** Which tables and views exist; every create, drop and rename must be told to it. */
  readonly cache: RelationCache;
  readonly dialect: Dialect;
  /** The project's `quoting`. */
  readonly quoting: Partial<Policy>;
  readonly resolver: Resolver;
  /** The relation of a model, seed, snapshot or source that is read as a whole. */
  readonly relationOf: (node: Refable | Source) => Relation;
  readonly selectedIds: ReadonlySet<string>;
  /** Unique ids of the macros that nodes called by themselves and that their parse did not find, by node. */
  readonly calledMacros: Map<string, Set<string>>;
  /** Tells of a warning, the same text only once. */
  readonly warnOnce: (name: string, problem: Problem) => void;
  /** The names that every template of a package sees, whatever the node. */
  readonly baseFor: (packageName: string) => ReadonlyMap<string, Value>;
  /** `graph`. */
  readonly graph: () => Value;
  readonly commentFor: CommentFor;
  /** Whether the project or a package has a macro of that name in place of the built-in one. */
  readonly overridden: Overridden;
}

/** What one run shares. The relation cache is empty: fill it with the schemas of the selected nodes. */
export function createRunState(options: RunOptions): RunState {
  const { project, adapter, emit } = options;
  const warned = new Set<string>();
  const bases = new Map<string, ReadonlyMap<string, Value>>();
  let graph: Value | undefined;
  const baseFor = (packageName: string): ReadonlyMap<string, Value> => {
    const known = bases.get(packageName) ?? baseNamesOf(project, packageName, emit);
    bases.set(packageName, known);
    return known;
  };
  return {
    ...options,
    deferred: project.deferred ?? new Map(),
    cache: createRelationCache(adapter),
    dialect: dialectOf(project.profile.type),
    quoting: policyOf(project.settings.quoting),
    relationOf: relationsOf(project),
    resolver: createResolver(project.manifest, {
      rootName: project.settings.name,
      nodePackageFirst: behaviorOf(project, "require_ref_searches_node_package_before_root"),
    }),
    selectedIds: new Set(options.selected),
    calledMacros: new Map(),
    warnOnce(name, problem) {
      if (warned.has(problem.message)) return;
      warned.add(problem.message);
      emit({ type: "warning", name, problem });
    },
    baseFor,
    graph: () => {
      graph ??= graphValue(options.shown ?? project.manifest);
      return graph;
    },
    commentFor: queryComments(project, baseFor),
    overridden: overriddenIn(project.macros),
  };
}

/** A relation is worked out once for each node: many read the same. */
function relationsOf({ settings, profile }: Project): RunState["relationOf"] {
  const known = new Map<Refable | Source, Relation>();
  const dialect = dialectOf(profile.type);
  return (node) => {
    const relation =
      known.get(node) ??
      relationOfNode(node, {
        dialect,
        quoting: node.resource_type === "source" ? {} : settings.quoting,
      });
    known.set(node, relation);
    return relation;
  };
}

const behaviorOf = (project: Project, flag: string): boolean =>
  project.flags.behavior[flag] ?? false;
