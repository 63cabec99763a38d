/** `ref` and `source` while a node runs: relations by name, as subqueries under `--empty`, `--sample` and microbatches. */
import type { RelationName } from "../../adapters/adapter.ts";
import { closestName } from "../../core/closest.ts";
import type {
  FunctionNode,
  GraphNode,
  ManifestNode,
  Model,
  Seed,
  Snapshot,
  Source,
} from "../../core/nodes.ts";
import { isEphemeral } from "../../core/nodes.ts";
import {
  functionMissing,
  metricsUnsupported,
  operationRefsEphemeral,
  refAmbiguous,
  refBadContext,
  referenceArguments,
  refTargetMissing,
  sourcePlugin,
  sourceTargetMissing,
} from "../../core/problems/runtime-references.ts";
import { type Call, isTrue, nativeFunction, repr, str, type Value } from "../../jinja/index.ts";
import {
  ephemeralRelation,
  makeRelation,
  type Relation,
  type RelationReading,
  relationOfNode,
} from "../../project/context/relation.ts";
import type { EventTimeFilter } from "../../project/context/relation-text.ts";
import type { RefTarget, Resolved } from "../../project/parse/resolve.ts";
import type { StreamReading } from "../streams/stream-batch.ts";
import type { RunState, TimeRange } from "./run-state.ts";
import { runtimeConfig } from "./runtime-config.ts";

export interface ReferenceOptions {
  readonly run: RunState;
  readonly node: GraphNode;
  /** The window of a microbatch that is being built. */
  readonly batch: TimeRange | undefined;
  /** What the node reads of its streams; undefined where nobody keeps count. */
  readonly stream: StreamReading | undefined;
  /** Told of each ephemeral model that is read. */
  readonly onEphemeral: (id: string) => void;
  /** Whether the relation is in the database; for runs that defer to another environment. */
  readonly exists: (name: RelationName) => boolean | Promise<boolean>;
}

/** `ref`. */
export function refFunction(options: ReferenceOptions): Value {
  const ref = nativeFunction("ref", (call) => relationOfCall.ref(options, call));
  const attribute = (name: string): Value | undefined =>
    name === "config" ? runtimeConfig(options.run.project) : ref.pyGetAttr?.(name);
  return { pyType: ref.pyType, pyCall: (call) => ref.pyCall?.(call) ?? null, pyGetAttr: attribute };
}

/** `source`. */
export function sourceFunction(options: ReferenceOptions): Value {
  return nativeFunction("source", (call) => relationOfCall.source(options, call));
}

type Passed = Pick<Call, "args" | "kwargs">;

/** What the two give, by their names. @throws Problem when the arguments do not fit, or mean nothing */
export const relationOfCall = {
  ref: (options: ReferenceOptions, call: Passed): Relation | Promise<Relation> =>
    relationOfTarget(options, resolveTarget(options, refTarget(call))),
  source(options: ReferenceOptions, call: Passed): Relation {
    const [source, table, ...others] = call.args;
    if (typeof source !== "string" || typeof table !== "string" || others.length > 0)
      throw referenceArguments("source", argumentsText(call));
    return relationOfSource(options, source, table);
  },
};

/** `metric`, which nothing here can resolve. */
export const metricFunction = (): Value =>
  nativeFunction("metric", (call) => {
    throw metricsUnsupported(call.args.map(str).join("', '"));
  });

/** `function`: the name of a function that the project defines in SQL. */
export const functionFunction = ({ run, node }: ReferenceOptions): Value =>
  nativeFunction("function", (call) => {
    const { args } = call;
    const [name, packageName] = args.length === 2 ? [args[1], args[0]] : [args[0], null];
    const isRight =
      typeof name === "string" && (packageName === null || typeof packageName === "string");
    if (args.length === 0 || args.length > 2 || !isRight)
      throw referenceArguments("function", argumentsText(call));
    const found = run.resolver.function(name, packageName, node);
    if (found.kind !== "found") throw functionMissing(node.unique_id, args.map(str).join("."));
    return functionRelation(found.node, run.dialect);
  });

/** Functions keep to no `quoting` of the project, as sources do. */
const functionRelation = (node: FunctionNode, dialect: RunState["dialect"]): Relation =>
  relationOfNode(node, { dialect, quoting: {} }).with({ type: "function" });

/** Reads the arguments of a `ref` call. @throws Problem when they are not one or two strings */
function refTarget(call: Passed): RefTarget {
  const { args, kwargs } = call;
  const [name, packageName] = args.length === 2 ? [args[1], args[0]] : [args[0], null];
  if (args.length === 0 || args.length > 2 || typeof name !== "string")
    throw referenceArguments("ref", argumentsText(call));
  if (packageName !== null && typeof packageName !== "string")
    throw referenceArguments("ref", argumentsText(call));
  return { name, package: packageName, version: versionIn(kwargs) };
}

function versionIn(kwargs: ReadonlyMap<string, Value>): string | number | null {
  for (const key of ["version", "v"]) {
    const value = kwargs.get(key);
    if (value === undefined || !isTrue(value)) continue;
    return typeof value === "number" ? value : str(value);
  }
  return null;
}

const argumentsText = ({ args }: Passed): string => `(${args.map(repr).join(", ")})`;

const refText = ({ name, package: owner, version }: RefTarget): string => {
  const names = [owner, name].filter((part) => part !== null).map((part) => `'${part}'`);
  if (version !== null) names.push(`v=${typeof version === "number" ? version : `'${version}'`}`);
  return `ref(${names.join(", ")})`;
};

function resolveTarget(
  { run, node }: ReferenceOptions,
  target: RefTarget,
): Model | Seed | Snapshot {
  const resolved = run.resolver.ref(target, node);
  if (resolved.kind !== "found") throw missingTarget(run, node, target, resolved);
  const isOperation = node.resource_type === "operation";
  const known = "depends_on" in node && "nodes" in node.depends_on ? node.depends_on.nodes : [];
  if (!isOperation && !known.includes(resolved.node.unique_id))
    throw refBadContext(node.unique_id, refText(target));
  if (isOperation && isEphemeral(resolved.node))
    throw operationRefsEphemeral(resolved.node.name, node.unique_id);
  return resolved.node;
}

function missingTarget(
  { resolver }: RunState,
  { unique_id: id }: GraphNode,
  target: RefTarget,
  resolved: Exclude<Resolved<ManifestNode>, { kind: "found" }>,
): Error {
  if (resolved.kind === "ambiguous") return refAmbiguous(id, refText(target), resolved.ids);
  const isDisabled = resolved.kind === "disabled";
  const suggestion = isDisabled ? undefined : closestName(target.name, resolver.refNames());
  return refTargetMissing(id, refText(target), isDisabled, suggestion);
}

function relationOfTarget(
  options: ReferenceOptions,
  target: Model | Seed | Snapshot,
): Relation | Promise<Relation> {
  const { run, onEphemeral } = options;
  const reading = readingOf(options, target);
  if (isEphemeral(target)) {
    onEphemeral(target.unique_id);
    return ephemeralRelation(target.alias, run.dialect, reading);
  }
  const own = (): Relation => run.relationOf(target).with(reading);
  const elsewhere = run.project.flags.defer ? run.deferred.get(target.unique_id) : undefined;
  if (elsewhere === undefined) return own();
  const deferred = (): Relation =>
    makeRelation({ ...elsewhere, quotePolicy: run.quoting, ...reading }, run.dialect, run.quoting);
  const isSelected = run.selectedIds.has(target.unique_id);
  if (run.project.flags.favorState && !isSelected) return deferred();
  const { database, schema, alias: identifier } = target;
  const exists = options.exists({ database, schema, identifier });
  if (typeof exists === "boolean") return exists ? own() : deferred();
  return exists.then((found) => (found ? own() : deferred()));
}

function relationOfSource(options: ReferenceOptions, source: string, table: string): Relation {
  const { run, node } = options;
  const resolved = run.resolver.source(source, table, node);
  if (resolved.kind !== "found")
    throw sourceTargetMissing(node.unique_id, `${source}.${table}`, resolved.kind === "disabled");
  const { config, meta } = resolved.node;
  const { plugin } = Object.hasOwn(config, "plugin") ? config : meta;
  if (run.dialect.name === "duckdb" && typeof plugin === "string")
    throw sourcePlugin(`${source}.${table}`, plugin);
  const reading = readingOf(options, resolved.node);
  return run.relationOf(resolved.node).with(reading);
}

function readingOf(
  options: ReferenceOptions,
  target: Model | Seed | Snapshot | Source,
): RelationReading {
  const { flags } = options.run.project;
  const isUnitTest = options.node.resource_type === "unit_test";
  return {
    limit: flags.empty && !isUnitTest ? 0 : null,
    eventTimeFilter: eventTimeFilter(options, target),
  };
}

/** The part of the target that is read; only what has an event time is ever cut. */
function eventTimeFilter(
  { run, node, batch }: ReferenceOptions,
  target: Model | Seed | Snapshot | Source,
): EventTimeFilter | null {
  const column = target.config.event_time;
  const reads = node.resource_type === "model" || node.resource_type === "snapshot";
  if (!column || !reads) return null;
  const range = batch === undefined ? run.sample : overlap(batch, run.sample);
  if (range === undefined) return null;
  return { fieldName: eventTimeName(target, column), start: range.start, end: range.end };
}

/** The text forms sort as the moments do. */
function overlap(batch: TimeRange, sample: TimeRange | undefined): TimeRange {
  if (sample === undefined) return batch;
  const [, start = batch.start] = [batch.start, sample.start].toSorted();
  const [end = batch.end] = [batch.end, sample.end].toSorted();
  return { start, end };
}

function eventTimeName(target: Model | Seed | Snapshot | Source, column: string): string {
  const declared = Object.values(target.columns).find(({ name }) => name === column);
  const quoting = target.resource_type === "source" ? target.quoting : {};
  const isQuoted = declared?.quote ?? quoting.column ?? false;
  return isQuoted === true ? `"${column}"` : column;
}
