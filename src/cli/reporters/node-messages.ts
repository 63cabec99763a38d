/** The line that ends a node: what was made, passed, failed or left out, and how long it took. */
import type { Event, LogLevel } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import type { Outcome } from "../../core/outcomes.ts";
import type { Colors } from "./colors.ts";
import { type Message, progressLine } from "./message.ts";
import { describeNode, nodeInfo, relationOf, runResult } from "./node-text.ts";

type Finished = Extract<Event, { readonly type: "node-finished" }>;

export interface NodeMessageOptions {
  readonly which: string;
  readonly width: number;
  readonly colors: Colors;
  readonly startedAt?: number | undefined;
}

/** Commands that run nothing, so that a line per node would only be in the way. */
const quietCommands = ["clone", "compile", "show", "list", "parse"];

export const skipsStartLine = (which: string, node: GraphNode): boolean =>
  quietCommands.includes(which) || node.resource_type === "exposure";

/** The result line of a node, and dbt's `NodeFinished`. */
export function finishedMessages(event: Finished, options: NodeMessageOptions): readonly Message[] {
  const { node, outcome, at } = event;
  const { startedAt } = options;
  const info = () => nodeInfo(node, { startedAt, finishedAt: at, status: outcome.status });
  const line = quietCommands.includes(options.which) ? undefined : resultLine(event, options, info);
  const finished: Message = {
    name: "NodeFinished",
    code: "Q025",
    level: "debug",
    text: `Finished running node ${node.unique_id}`,
    data: () => ({ node_info: info(), run_result: runResult(outcome) }),
    thread: outcome.threadId,
  };
  return line === undefined ? [finished] : [{ ...line, thread: outcome.threadId }, finished];
}

type Info = () => Record<string, unknown>;

function resultLine(event: Finished, options: NodeMessageOptions, info: Info): Message | undefined {
  const { node, outcome } = event;
  if (outcome.status === "skipped") {
    // What never began because the run was stopped is in the summary only.
    const isStopped = outcome.message !== null && outcome.problem === undefined;
    return isStopped ? undefined : skipped(event, options, info);
  }
  if (outcome.status === "no-op") return noOp(event, options, info);
  switch (node.resource_type) {
    case "test":
    case "unit_test":
      return testResult(event, options, info);
    case "seed":
      return seedResult(event, options, info);
    case "snapshot":
      return snapshotResult(event, options, info);
    case "function":
      return functionResult(event, options, info);
    default:
      return modelResult(event, options, info);
  }
}

const levelOf = (outcome: Outcome): LogLevel => {
  if (outcome.status === "error" || outcome.status === "fail") return "error";
  return outcome.status === "warn" ? "warn" : "info";
};

const isError = ({ status }: Outcome): boolean => status === "error" || status === "runtime error";

function lineOf(
  event: Finished,
  { width }: NodeMessageOptions,
  text: string,
  status: string,
): string {
  const { index, total, outcome } = event;
  return progressLine({ text, status, width, index, total, seconds: outcome.executionTime });
}

/** What was done, and the word for how it ended. */
function ending(
  { outcome }: Finished,
  { colors }: NodeMessageOptions,
  doing: string,
  done: string,
  success = outcome.message ?? "OK",
): readonly [words: string, status: string] {
  return isError(outcome)
    ? [`ERROR ${doing}`, colors.red("ERROR")]
    : [`OK ${done}`, colors.green(success)];
}

function modelResult(event: Finished, options: NodeMessageOptions, info: Info): Message {
  const { node, outcome, index, total } = event;
  const { colors } = options;
  const description = describeNode(node);
  const [words, status] =
    outcome.status === "partial success"
      ? ["PARTIALLY created", colors.yellow((outcome.message ?? "PARTIAL SUCCESS").toUpperCase())]
      : ending(event, options, "creating", "created");
  return {
    name: "LogModelResult",
    code: "Q012",
    level: levelOf(outcome),
    text: lineOf(event, options, `${words} ${description}`, status),
    data: () => ({
      description,
      execution_time: outcome.executionTime,
      index,
      node_info: info(),
      status: isError(outcome) ? outcome.status : (outcome.message ?? outcome.status),
      total,
    }),
  };
}

function functionResult(event: Finished, options: NodeMessageOptions, info: Info): Message {
  const { node, outcome, index, total } = event;
  const description = describeNode(node);
  const [words, status] = ending(
    event,
    options,
    "creating",
    "created",
    outcome.status.toUpperCase(),
  );
  return {
    name: "LogFunctionResult",
    code: "Q047",
    level: levelOf(outcome),
    text: lineOf(event, options, `${words} ${description}`, status),
    data: () => ({
      description,
      execution_time: outcome.executionTime,
      index,
      node_info: info(),
      status: outcome.status,
      total,
    }),
  };
}

function snapshotResult(event: Finished, options: NodeMessageOptions, info: Info): Message {
  const { node, outcome, index, total } = event;
  const description = relationOf(node);
  const [words, status] = ending(event, options, "snapshotting", "snapshotted");
  return {
    name: "LogSnapshotResult",
    code: "Q015",
    level: levelOf(outcome),
    text: lineOf(event, options, `${words} ${description}`, status),
    data: () => ({
      cfg: {},
      description,
      execution_time: outcome.executionTime,
      index,
      node_info: info(),
      result_message: outcome.message ?? "",
      status: outcome.status,
      total,
    }),
  };
}

function seedResult(event: Finished, options: NodeMessageOptions, info: Info): Message {
  const { node, outcome, index, total } = event;
  const [words, status] = ending(event, options, "loading", "loaded");
  return {
    name: "LogSeedResult",
    code: "Q016",
    level: levelOf(outcome),
    text: lineOf(event, options, `${words} ${describeNode(node)}`, status),
    data: () => ({
      execution_time: outcome.executionTime,
      index,
      node_info: info(),
      relation: "alias" in node ? node.alias : node.name,
      result_message: outcome.message ?? "",
      schema: "schema" in node ? node.schema : "",
      status: outcome.status,
      total,
    }),
  };
}

function testResult(event: Finished, options: NodeMessageOptions, info: Info): Message {
  const { node, outcome, index, total } = event;
  const { colors } = options;
  const name = node.resource_type === "unit_test" ? `${node.model}::${node.name}` : node.name;
  const failures = outcome.failures ?? 0;
  const words = isError(outcome)
    ? "ERROR"
    : outcome.status === "pass"
      ? "PASS"
      : `${outcome.status.toUpperCase()} ${failures}`;
  const color = { pass: colors.green, warn: colors.yellow }[outcome.status as string] ?? colors.red;
  return {
    name: "LogTestResult",
    code: "Q007",
    level: levelOf(outcome),
    text: lineOf(event, options, `${words} ${name}`, color(words)),
    data: () => ({
      attached_node: "attached_node" in node ? (node.attached_node ?? "") : "",
      execution_time: outcome.executionTime,
      index,
      name,
      node_info: info(),
      num_failures: failures,
      num_models: total,
      status: outcome.status,
    }),
  };
}

function noOp(event: Finished, options: NodeMessageOptions, info: Info): Message {
  const { node, outcome, index, total } = event;
  const description = describeNode(node);
  return {
    name: "LogNodeNoOpResult",
    code: "Q019",
    level: "info",
    text: lineOf(event, options, `NO-OP ${description}`, options.colors.yellow("NO-OP")),
    data: () => ({
      description,
      execution_time: outcome.executionTime,
      index,
      node_info: info(),
      status: outcome.status,
      total,
    }),
  };
}

function skipped(event: Finished, { width, colors }: NodeMessageOptions, info: Info): Message {
  const { node, index, total, outcome } = event;
  const isRelation = ["model", "seed", "snapshot"].includes(node.resource_type);
  const schema = "schema" in node ? (node.schema ?? "") : "";
  const name = "alias" in node ? node.alias : node.name;
  const words = isRelation
    ? `SKIP relation ${schema}.${name}`
    : `SKIP ${node.resource_type} ${name}`;
  const status = colors.yellow("SKIP");
  const data = () => ({
    index,
    node_info: info(),
    node_name: name,
    resource_type: node.resource_type,
    schema,
    total,
  });
  // The message says why, where an ephemeral model of the node failed.
  if (outcome.problem !== undefined) {
    const text = progressLine({
      text: `${words} due to ephemeral model status 'error'`,
      status: colors.red("ERROR SKIP"),
      width,
      index,
      total,
    });
    const cause = { schema, relation: name, index, total, status: outcome.status };
    return { name: "LogSkipBecauseError", code: "Z034", level: "error", text, data: cause };
  }
  const text = progressLine({ text: words, status, width, index, total });
  return { name: "SkippingDetails", code: "Q034", level: "info", text, data };
}
