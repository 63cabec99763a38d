/** An outcome as `results` in `on-run-end` shows it to templates: dbt's run result, with its node. */
import type { GraphNode } from "../core/nodes.ts";
import type { Outcome, Timing } from "../core/outcomes.ts";
import { Dict, nativeFunction, type PyObject, toValue, type Value } from "../jinja/index.ts";
import { PyDateTime } from "../project/settings/python-types/datetime.ts";
import { artifactTime } from "./artifact-json.ts";
import type { NodeWork } from "./run-node.ts";

/** The run result; every part is made when it is first looked at. */
export function resultValue(outcome: Outcome, { run, compiler }: NodeWork): PyObject {
  const { manifest } = run.project;
  const node = manifest.nodes[outcome.nodeId] ?? manifest.unit_tests[outcome.nodeId];
  const compilation = compiler.compiled.get(outcome.nodeId);
  const parts: Readonly<Record<string, () => Value>> = {
    status: () => outcome.status,
    timing: () => outcome.timing.map(timingValue),
    thread_id: () => outcome.threadId,
    execution_time: () => outcome.executionTime,
    adapter_response: () => toValue(outcome.adapterResponse),
    message: () => outcome.message,
    failures: () => outcome.failures,
    node: () => (node === undefined ? null : nodeValue({ ...node, ...compilation })),
    unique_id: () => outcome.nodeId,
    batch_results: () => null,
    agate_table: () => null,
    skipped: () => outcome.status === "skipped",
    to_dict: () => nativeFunction("to_dict", () => asDict(outcome, node)),
  };
  return {
    pyType: "RunResult",
    pyGetAttr: (name) => (Object.hasOwn(parts, name) ? parts[name]?.() : undefined),
    pyRepr: () => `RunResult(status=${outcome.status}, unique_id=${outcome.nodeId})`,
  };
}

/** The manifest's fields as attributes. */
function nodeValue(node: object): PyObject {
  const fields = toValue(node);
  const find = (key: Value): Value | undefined =>
    fields instanceof Dict ? fields.get(key) : undefined;
  return {
    pyType: "Node",
    pyGetAttr: (name) => (name === "to_dict" ? nativeFunction(name, () => fields) : find(name)),
    pyGetItem: find,
  };
}

function timingValue({ name, startedAt, completedAt }: Timing): PyObject {
  const parts: Readonly<Record<string, () => Value>> = {
    name: () => name,
    started_at: () => moment(startedAt),
    completed_at: () => moment(completedAt),
  };
  return {
    pyType: "TimingInfo",
    pyGetAttr: (key) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined),
  };
}

/** Without a time zone, as dbt has it: UTC is meant. */
const moment = (milliseconds: number): Value =>
  PyDateTime.fromWall(BigInt(Math.round(milliseconds * 1000)), null);

function asDict(outcome: Outcome, node: GraphNode | undefined): Dict {
  const timing = outcome.timing.map(({ name, startedAt, completedAt }) =>
    Dict.of([
      ["name", name],
      ["started_at", artifactTime(startedAt)],
      ["completed_at", artifactTime(completedAt)],
    ]),
  );
  return Dict.of([
    ["status", outcome.status],
    ["timing", timing],
    ["thread_id", outcome.threadId],
    ["execution_time", outcome.executionTime],
    ["adapter_response", toValue(outcome.adapterResponse)],
    ["message", outcome.message],
    ["failures", outcome.failures],
    ["node", node === undefined ? null : toValue(node)],
  ]);
}
