/**
 * `stream_batch()`: the condition for the records that a model has to read now. In a micro-batch these are the batch's;
 * in `run` and `build` those that the model has not read yet, and where it is built anew, all.
 */
import type { GraphNode } from "../../core/nodes.ts";
import {
  streamBatchAmbiguous,
  streamBatchMisplaced,
  streamBatchUnknown,
  streamProgressUnknown,
} from "../../core/problems/stream-models.ts";
import type { StreamWindow } from "../../core/stream-window.ts";
import { bindArguments, type Call, nativeFunction, str, type Value } from "../../jinja/index.ts";
import { conditionOf, type StreamColumns, unlimited } from "./stream-condition.ts";

/** How a node comes by its window. */
export interface StreamReading {
  /** What the node reads; opens the transaction in which it is recorded, where it is not open. */
  window(): Promise<StreamWindow>;
}

export interface StreamBatchOptions {
  readonly node: GraphNode;
  readonly reading: StreamReading | undefined;
  /** Whether the model adds to what is there, as `is_incremental()` says. */
  readonly isIncremental: () => Promise<boolean>;
}

export const streamBatchFunction = (options: StreamBatchOptions): Value =>
  nativeFunction("stream_batch", (call) => condition(call, options));

async function condition(call: Call, options: StreamBatchOptions): Promise<string> {
  const { node, reading } = options;
  const given = bindArguments(call, "stream_batch", [
    "stream?",
    "alias?",
    "partition?",
    "offset?",
    "batch?",
  ]);
  const columns = columnsOf(given);
  if (node.resource_type === "model" && ["view", "ephemeral"].includes(node.config.materialized))
    throw streamBatchMisplaced(node.unique_id, node.config.materialized);
  if (reading === undefined) return unlimited;
  const window = await reading.window();
  if (window.size === 0) return unlimited;
  const name = textOf(given.stream);
  if (name === undefined && window.size > 1)
    throw streamBatchAmbiguous(node.unique_id, [...window.keys()]);
  const slice = name === undefined ? [...window.values()][0] : window.get(name);
  if (slice === undefined) throw streamBatchUnknown(node.unique_id, name ?? "", [...window.keys()]);
  const adds = await options.isIncremental();
  if (adds && !slice.known) throw streamProgressUnknown(node.unique_id);
  return conditionOf(slice, columns, adds);
}

function columnsOf(given: Readonly<Record<string, Value | undefined>>): StreamColumns {
  const alias = textOf(given.alias);
  const prefix = alias === undefined ? "" : `${alias}.`;
  const offset = textOf(given.offset);
  const batch = textOf(given.batch);
  return {
    batch: `${prefix}${batch ?? "_batch_id"}`,
    incarnation: `${prefix}_incarnation`,
    partition: `${prefix}${textOf(given.partition) ?? "_partition"}`,
    offset: `${prefix}${offset ?? "_offset"}`,
    hasBatch: offset === undefined || batch !== undefined,
  };
}

const textOf = (value: Value | undefined): string | undefined =>
  value === undefined || value === null ? undefined : str(value);
