/** An outcome as `results` in `on-run-end` shows it to templates: dbt's run result, with its node. */
import type { BatchResults, Outcome, Timing } from "../core/outcomes.ts";
import {
  bindArguments,
  Dict,
  nativeFunction,
  type PyObject,
  Tuple,
  toValue,
  type Value,
} from "../jinja/index.ts";
import { PyDateTime } from "../project/settings/python-types/datetime.ts";
import { pytzUtc } from "../project/settings/python-types/timezone.ts";
import { artifactTime } from "./artifact-json.ts";
import type { NodeWork } from "./node-work.ts";

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
    batch_results: () => batchResultsValue(outcome.batchResults),
    agate_table: () => null,
    skipped: () => outcome.status === "skipped",
    overload_results: () => null,
    to_dict: () =>
      nativeFunction("to_dict", (call) => {
        const { omit_none: omits } = bindArguments(call, "to_dict", ["omit_none?"]);
        const dict = asDict(outcome, node && { ...node, ...compilation });
        return omits === true ? withoutNones(dict) : dict;
      }),
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

function timingValue(timing: Timing): PyObject {
  const { name, startedAt, completedAt } = timing;
  const parts: Readonly<Record<string, () => Value>> = {
    name: () => name,
    started_at: () => moment(startedAt),
    completed_at: () => moment(completedAt),
    to_dict: () => nativeFunction("to_dict", () => timingDict(timing)),
  };
  return {
    pyType: "TimingInfo",
    pyGetAttr: (key) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined),
  };
}

/** Without a time zone, as dbt has it: UTC is meant. */
const moment = (milliseconds: number): Value =>
  PyDateTime.fromWall(BigInt(Math.round(milliseconds * 1000)), null);

const timingDict = ({ name, startedAt, completedAt }: Timing): Dict =>
  Dict.of([
    ["name", name],
    ["started_at", artifactTime(startedAt)],
    ["completed_at", artifactTime(completedAt)],
  ]);

/** Windows of time, as pairs of moments in UTC. */
function batchResultsValue(results: BatchResults | undefined): Value {
  if (results === undefined) return null;
  const windows = (ranges: BatchResults["successful"]): Value =>
    ranges.map((range) => new Tuple(range.map(utcMoment)));
  const parts: Readonly<Record<string, () => Value>> = {
    successful: () => windows(results.successful),
    failed: () => windows(results.failed),
    to_dict: () => nativeFunction("to_dict", () => batchResultsDict(results)),
  };
  return {
    pyType: "BatchResults",
    pyGetAttr: (key) => (Object.hasOwn(parts, key) ? parts[key]?.() : undefined),
  };
}

function batchResultsDict({ successful, failed }: BatchResults): Dict {
  const texts = (ranges: BatchResults["successful"]): Value =>
    ranges.map((range) => range.map((moment) => utcMoment(moment).toJSON()));
  return Dict.of([
    ["successful", texts(successful)],
    ["failed", texts(failed)],
  ]);
}

const utcMoment = (milliseconds: number): PyDateTime =>
  PyDateTime.fromUtc(BigInt(milliseconds) * 1000n, pytzUtc);

const withoutNones = (dict: Dict): Dict =>
  Dict.of([...dict.entries()].filter(([, value]) => value !== null));

function asDict(outcome: Outcome, node: object | undefined): Dict {
  const timing = outcome.timing.map(timingDict);
  return Dict.of([
    ["status", outcome.status],
    ["timing", timing],
    ["thread_id", outcome.threadId],
    ["execution_time", outcome.executionTime],
    ["adapter_response", toValue(outcome.adapterResponse)],
    ["message", outcome.message],
    ["failures", outcome.failures],
    ["node", node === undefined ? null : toValue(node)],
    ["agate_table", null],
    ["batch_results", outcome.batchResults ? batchResultsDict(outcome.batchResults) : null],
    ["overload_results", null],
  ]);
}
