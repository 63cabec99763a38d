/** How nodes are called in lines and events. */
import type { GraphNode, Model } from "../../core/nodes.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { plural } from "./message.ts";

/** `main.orders`, as lines call a relation. */
export const relationOf = (node: GraphNode): string =>
  "alias" in node ? `${node.schema}.${node.alias}` : node.name;

/** `sql table model main.orders`, `seed file main.raw`, `test not_null_a`, as dbt describes nodes. */
export function describeNode(node: GraphNode): string {
  switch (node.resource_type) {
    case "model":
      return `${node.language} ${materializationOf(node)} model ${relationOf(node)}`;
    case "seed":
      return `seed file ${relationOf(node)}`;
    case "snapshot":
    case "function":
      return `${node.resource_type} ${relationOf(node)}`;
    case "test":
      return `test ${node.name}`;
    case "unit_test":
      return `unit_test ${node.model}::${node.name}`;
    case "exposure":
      return `exposure ${node.name}`;
    default:
      return `${node.resource_type} ${node.name}`;
  }
}

const materializationOf = ({ config }: Model): string =>
  config.materialized === "incremental" && config.incremental_strategy === "microbatch"
    ? "microbatch"
    : config.materialized;

/** `batch 2026-01-31 of main.orders` */
export const describeBatch = (batch: string, node: GraphNode): string =>
  `batch ${batch} of ${relationOf(node)}`;

/** `1 incremental model, 2 seeds, 11 data tests`: what ran, by kind. */
export function countNodes(nodes: readonly GraphNode[]): string {
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const kind = kindOf(node);
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => countOf(count, kind))
    .join(", ");
}

function kindOf(node: GraphNode): string {
  if (node.resource_type === "model") return `${node.config.materialized} model`;
  return node.resource_type === "operation" ? "project hook" : node.resource_type;
}

const irregular: Readonly<Record<string, readonly [string, string]>> = {
  analysis: ["analysis", "analyses"],
  test: ["data test", "data tests"],
  unit_test: ["unit test", "unit tests"],
  sql_operation: ["sql operation", "sql operations"],
};

/** `1 analysis`, `2 data tests`: a count of one resource type, in dbt's words. */
export function countOf(count: number, resourceType: string): string {
  const [noun, nouns] = irregular[resourceType] ?? [resourceType, `${resourceType}s`];
  return plural(count, noun, nouns);
}

export interface NodeMoment {
  readonly startedAt?: number | undefined;
  readonly finishedAt?: number | undefined;
  readonly status?: string | undefined;
}

/** dbt's `node_info`, which most events about nodes carry. */
export function nodeInfo(node: GraphNode, moment: NodeMoment = {}): Record<string, unknown> {
  return {
    materialized: textOf(node.config.materialized),
    meta: "meta" in node ? node.meta : {},
    node_checksum:
      "checksum" in node && typeof node.checksum === "object"
        ? (node.checksum?.checksum ?? "")
        : "",
    node_finished_at: localTime(moment.finishedAt),
    node_name: node.name,
    node_path: node.path,
    node_relation: {
      alias: "alias" in node ? node.alias : "",
      database: "database" in node ? (node.database ?? "") : "",
      relation_name: "relation_name" in node ? (node.relation_name ?? "") : "",
      schema: "schema" in node ? (node.schema ?? "") : "",
    },
    node_started_at: localTime(moment.startedAt),
    node_status: moment.status ?? "None",
    resource_type: node.resource_type,
    unique_id: node.unique_id,
  };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** dbt writes these without a zone. */
const localTime = (at: number | undefined): string =>
  at === undefined ? "" : microseconds(at).slice(0, -1);

/** The second that was written last, and its texts: most lines of a log share it with the line before. */
let last = { second: Number.NaN, text: "", time: "" };

function secondOf(at: number): typeof last {
  const second = Math.floor(at / 1000);
  if (second !== last.second) {
    const text = new Date(second * 1000).toISOString().slice(0, 19);
    last = { second, text, time: text.slice(11) };
  }
  return last;
}

/** `14:52:43`. */
export const timeOfDay = (at: number): string => secondOf(at).time;

/** The microseconds of a second, as six digits. */
export const fractionOf = (at: number): string =>
  String(Math.floor((at - Math.floor(at / 1000) * 1000) * 1000)).padStart(6, "0");

/** `2026-11-21T14:52:43.456071Z`. */
export const microseconds = (at: number): string => `${secondOf(at).text}.${fractionOf(at)}Z`;

/** dbt's `run_result` of an event. */
export function runResult(outcome: Outcome): Record<string, unknown> {
  return {
    adapter_response: Object.fromEntries(
      Object.entries(outcome.adapterResponse).map(([key, value]) => [key, String(value)]),
    ),
    execution_time: outcome.executionTime,
    message: outcome.message ?? "",
    num_failures: outcome.failures ?? 0,
    status: outcome.status,
    thread: outcome.threadId,
    timing_info: outcome.timing.map(({ name, startedAt, completedAt }) => ({
      name,
      started_at: microseconds(startedAt),
      completed_at: microseconds(completedAt),
    })),
  };
}
