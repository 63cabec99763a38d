/** Turns what a run says into dbt's messages, in dbt's order and with dbt's empty lines. */
import type { Event } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import { unreachable } from "../../core/unreachable.ts";
import { batchMessage } from "./batch-messages.ts";
import type { Colors } from "./colors.ts";
import { codeOf } from "./event-codes.ts";
import { frameMessages } from "./frame-messages.ts";
import { hookMessages } from "./hook-messages.ts";
import { type Message, mainThread, progressLine } from "./message.ts";
import { finishedMessages, skipsStartLine } from "./node-messages.ts";
import { describeNode, nodeInfo } from "./node-text.ts";
import { problemText, type ReadSource } from "./problem-text.ts";
import { saidMessage } from "./said-messages.ts";
import { summaryMessages } from "./summary.ts";

export interface DescribeOptions {
  /** The command, as `Flags.which` names it. */
  readonly which: string;
  readonly width: number;
  readonly colors: Colors;
  readonly read: ReadSource;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** The version of dbt that this program stands in for. */
  readonly dbtVersion: string;
  /** The options as dbt reports them in its second event. */
  readonly args: Readonly<Record<string, string>>;
}

export type Describe = (event: Event) => readonly Message[];

/** A describer of one run; it remembers which nodes run, because later events name them by id only. */
export function makeDescribe(options: DescribeOptions): Describe {
  const nodes = new Map<string, GraphNode>();
  const startedAt = new Map<string, number>();
  const infoOf = (nodeId: string | undefined) => {
    const node = nodeId === undefined ? undefined : nodes.get(nodeId);
    if (node === undefined) return {};
    const begun = startedAt.get(node.unique_id);
    return { node_info: nodeInfo(node, { startedAt: begun, status: "started" }) };
  };
  return (event) => {
    if (event.type === "node-finished") {
      const begun = startedAt.get(event.node.unique_id);
      return finishedMessages(event, { ...options, startedAt: begun });
    }
    if ("node" in event) nodes.set(event.node.unique_id, event.node);
    if (event.type === "node-started") startedAt.set(event.node.unique_id, event.at);
    return describeEvent(event, options, infoOf);
  };
}

type InfoOf = (nodeId: string | undefined) => Record<string, unknown>;
type OtherEvent = Exclude<Event, { readonly type: "node-finished" }>;

function describeEvent(
  event: OtherEvent,
  options: DescribeOptions,
  infoOf: InfoOf,
): readonly Message[] {
  switch (event.type) {
    case "command-started":
      return commandStarted(event, options);
    case "node-started":
    case "node-compiled":
    case "node-executing":
      return nodeProgress(event, options);
    case "hook-started":
    case "hook-finished":
      return hookMessages(event, options);
    case "batch-started":
    case "batch-finished":
      return [batchMessage(event, options)];
    case "sql":
    case "sql-finished":
      return sqlMessages(event, infoOf);
    case "template-log":
    case "template-print":
    case "output":
    case "note":
    case "debug":
      return [saidMessage(event, infoOf)];
    case "warning":
    case "problem":
      return [problemMessage(event, options)];
    case "run-finished":
      return summaryMessages(event, options);
    default:
      return frameMessages(event, options);
  }
}

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

function commandStarted(
  { version }: EventOf<"command-started">,
  { dbtVersion, args }: DescribeOptions,
): readonly Message[] {
  const text = `Running with dbt=${dbtVersion} (tsdbt ${version})`;
  const data = { log_version: 3, version: `=${dbtVersion}` };
  return [
    { name: "MainReportVersion", code: "A001", level: "info", text, data },
    {
      name: "MainReportArgs",
      code: "A002",
      level: "debug",
      text: `running with arguments ${JSON.stringify(args)}`,
      data: { args },
    },
  ];
}

function nodeProgress(
  event: EventOf<"node-started" | "node-compiled" | "node-executing">,
  { which, width }: DescribeOptions,
): readonly Message[] {
  const { node } = event;
  const id = node.unique_id;
  const info = () => ({ node_info: nodeInfo(node, { startedAt: event.at, status: "started" }) });
  const told = (name: string, code: string, text: string): Message => {
    return { name, code, level: "debug", text, data: info };
  };
  switch (event.type) {
    case "node-compiled":
      return [told("WritingInjectedSQLForNode", "Q029", `Writing injected SQL for node "${id}"`)];
    case "node-executing":
      return [told("NodeExecuting", "Q031", `Began executing node ${id}`)];
    case "node-started": {
      const { thread } = event;
      const started = { ...told("NodeStart", "Q024", `Began running node ${id}`), thread };
      const compiling = { ...told("NodeCompiling", "Q030", `Began compiling node ${id}`), thread };
      return skipsStartLine(which, node)
        ? [started, compiling]
        : [started, startLine(event, width, info), compiling];
    }
    default:
      return unreachable(event);
  }
}

/** `1 of 7 START sql view model main.a .... [RUN]`. */
function startLine(
  { node, thread, index, total }: EventOf<"node-started">,
  width: number,
  info: () => Record<string, unknown>,
): Message {
  const description = describeNode(node);
  return {
    name: "LogStartLine",
    code: "Q011",
    level: "info",
    text: progressLine({ text: `START ${description}`, status: "RUN", width, index, total }),
    data: () => ({ description, index, total, ...info() }),
    thread,
  };
}

function sqlMessages(event: EventOf<"sql" | "sql-finished">, infoOf: InfoOf): readonly Message[] {
  const info = () => infoOf(event.nodeId);
  if (event.type === "sql") {
    const data = () => ({ conn_name: event.connection, sql: event.sql, ...info() });
    const text = `On ${event.connection}: ${event.sql}`;
    return [{ name: "SQLQuery", code: "E016", level: "debug", text, data }];
  }
  const text = `SQL status: ${event.status} in ${event.seconds.toFixed(3)} seconds`;
  const data = () => ({ elapsed: event.seconds, status: event.status, query_id: "", ...info() });
  return [{ name: "SQLQueryStatus", code: "E017", level: "debug", text, data }];
}

function problemMessage(
  event: EventOf<"warning" | "problem">,
  { colors, read }: DescribeOptions,
): Message {
  const { problem } = event;
  const text = problemText(problem, read, colors);
  const data = { code: problem.code, exc: text, msg: problem.message, ...placeData(problem.at) };
  if (event.type === "problem") {
    return {
      name: "MainEncounteredError",
      code: "Z002",
      level: "error",
      text: `[${colors.red("ERROR")}]: ${text}`,
      data,
      thread: mainThread,
    };
  }
  return {
    name: event.name,
    code: codeOf(event.name),
    level: "warn",
    text: `[${colors.yellow("WARNING")}]: ${problemText(problem, () => undefined, colors)}`,
    data,
  };
}

const placeData = (at: { file: string; line: number; column: number } | undefined) =>
  at === undefined ? {} : { file: at.file, line: at.line, column: at.column };
