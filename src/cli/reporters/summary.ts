/** The end of a run: what ran, what failed and why, and the count that scripts look for. */
import type { Event } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { type Colors, withoutColors } from "./colors.ts";
import { blankLine, type Message, plural } from "./message.ts";
import { countNodes, nodeInfo } from "./node-text.ts";
import { problemText, type ReadSource } from "./problem-text.ts";

type RunFinished = Extract<Event, { readonly type: "run-finished" }>;

interface SummaryOptions {
  readonly which: string;
  readonly colors: Colors;
  readonly read: ReadSource;
}

export function summaryMessages(event: RunFinished, options: SummaryOptions): readonly Message[] {
  const { outcomes, nodes, seconds } = event;
  // What does not compile is told as the command's own problem.
  if (["compile", "show"].includes(options.which)) return [];
  const byId = new Map(nodes.map((node) => [node.unique_id, node]));
  const failures = outcomes
    .filter(isFailure)
    .filter((outcome) => !isSkippedExposure(outcome, byId));
  const warnings = outcomes.filter(({ status }) => status === "warn");
  const partial = outcomes.filter(({ status }) => status === "partial success");
  const explained = partial.filter(({ problem }) => problem !== undefined);
  return [
    blankLine,
    ...(options.which === "clone" ? [] : [finishedRunning(nodes, seconds), blankLine]),
    endOfRun({
      errors: failures.length,
      warnings: warnings.length,
      partial: partial.length,
      interrupted: event.interrupted === true,
      colors: options.colors,
    }),
    ...[...failures, ...explained].flatMap((outcome) =>
      failureDetails(outcome, byId.get(outcome.nodeId), options),
    ),
    ...warnings.flatMap((outcome) => warningDetails(outcome, byId.get(outcome.nodeId), options)),
    blankLine,
    statsLine(outcomes),
  ];
}

/** Skipped nodes count only when they say why; that they were below a failure is no news. */
const isFailure = ({ status, message }: Outcome): boolean =>
  status === "error" ||
  status === "fail" ||
  status === "runtime error" ||
  (status === "skipped" && Boolean(message));

const isSkippedExposure = (outcome: Outcome, nodes: ReadonlyMap<string, GraphNode>): boolean =>
  outcome.status === "skipped" && nodes.get(outcome.nodeId)?.resource_type === "exposure";

function finishedRunning(nodes: readonly GraphNode[], seconds: number): Message {
  const line = countNodes(nodes);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const execution = ` in ${hours} hours ${minutes} minutes and ${(seconds % 60).toFixed(2)} seconds`;
  return {
    name: "FinishedRunningStats",
    code: "E047",
    level: "info",
    text: `Finished running ${line}${execution} (${seconds.toFixed(2)}s).`,
    data: { execution, execution_time: seconds, stat_line: line },
  };
}

interface RunEnd {
  readonly errors: number;
  readonly warnings: number;
  readonly partial: number;
  readonly interrupted: boolean;
  readonly colors: Colors;
}

function endOfRun(end: RunEnd): Message {
  const { errors, warnings, partial, interrupted } = end;
  const data = {
    keyboard_interrupt: interrupted,
    num_errors: errors,
    num_partial_success: partial,
    num_warnings: warnings,
  };
  return { name: "EndOfRunSummary", code: "Z030", level: "info", text: endText(end), data };
}

function endText({ errors, warnings, partial, interrupted, colors }: RunEnd): string {
  const warned = plural(warnings, "warning");
  const partly = `${partial} partial ${partial === 1 ? "success" : "successes"}`;
  if (interrupted) return colors.yellow("Exited because of keyboard interrupt");
  if (errors > 0) {
    return colors.red(`Completed with ${plural(errors, "error")}, ${partly}, and ${warned}:`);
  }
  if (partial > 0) return colors.yellow(`Completed with ${partly} and ${warned}`);
  return warnings > 0
    ? colors.yellow(`Completed with ${warned}:`)
    : colors.green("Completed successfully");
}

function failureDetails(
  outcome: Outcome,
  node: GraphNode | undefined,
  { colors, read }: SummaryOptions,
): readonly Message[] {
  const info = node === undefined ? {} : { node_info: nodeInfo(node) };
  const reason =
    outcome.problem === undefined
      ? (outcome.message ?? `Status: ${outcome.status}`)
      : problemText(outcome.problem, read, colors);
  const error: Message = {
    name: "RunResultError",
    code: "Z024",
    level: "error",
    text: `  ${reason.replaceAll("\n", "\n  ")}`,
    data: { msg: outcome.message ?? withoutColors(reason), ...info },
  };
  if (outcome.status === "skipped") return [];
  const title: Message = {
    name: "RunResultFailure",
    code: "Z022",
    level: "error",
    text: `[${colors.red("ERROR")}]: ${titleOf(node, outcome)}`,
    data: titleData(node, info),
  };
  return [blankLine, title, error, ...whereToLook(node, info)];
}

function warningDetails(
  outcome: Outcome,
  node: GraphNode | undefined,
  { colors }: SummaryOptions,
): readonly Message[] {
  const info = node === undefined ? {} : { node_info: nodeInfo(node) };
  const tag = `[${colors.yellow("WARNING")}]: `;
  return [
    blankLine,
    {
      name: "RunResultWarning",
      code: "Z021",
      level: "warn",
      text: `${tag}${titleOf(node, outcome)}`,
      data: titleData(node, info),
    },
    {
      name: "RunResultWarningMessage",
      code: "Z046",
      level: "warn",
      text: `${tag}${outcome.message ?? ""}`,
      data: { msg: outcome.message ?? "", ...info },
    },
    ...whereToLook(node, info),
  ];
}

const titleOf = (node: GraphNode | undefined, outcome: Outcome): string =>
  node === undefined
    ? `in ${outcome.nodeId}`
    : `in ${node.resource_type} ${node.name} (${node.original_file_path})`;

const titleData = (node: GraphNode | undefined, info: Record<string, unknown>) => ({
  node_name: node?.name ?? "",
  path: node?.original_file_path ?? "",
  resource_type: node?.resource_type ?? "",
  ...info,
});

/** The compiled file, and the table of failing rows where there is one. */
function whereToLook(node: GraphNode | undefined, info: Record<string, unknown>): Message[] {
  const messages: Message[] = [];
  const path = node !== undefined && "compiled_path" in node ? node.compiled_path : null;
  if (path !== null) {
    const text = `  compiled code at ${path}`;
    messages.push(blankLine, {
      name: "SQLCompiledPath",
      code: "Z026",
      level: "info",
      text,
      data: { path, ...info },
    });
  }
  const relation =
    node?.resource_type === "test" && node.config.store_failures === true
      ? node.relation_name
      : null;
  if (relation !== null) {
    const query = `select * from ${relation}`;
    const border = "-".repeat(query.length);
    messages.push(blankLine, {
      name: "CheckNodeTestFailure",
      code: "Z027",
      level: "info",
      text: `  See test failures:\n  ${border}\n  ${query}\n  ${border}`,
      data: { relation_name: relation, ...info },
    });
  }
  return messages;
}

function statsLine(outcomes: readonly Outcome[]): Message {
  const count = (...statuses: readonly Outcome["status"][]) =>
    outcomes.filter(({ status }) => statuses.includes(status)).length;
  const stats = {
    error: count("error", "fail", "partial success", "runtime error"),
    noop: count("no-op"),
    pass: count("pass", "success"),
    reused: 0,
    skip: count("skipped"),
    total: outcomes.length,
    warn: count("warn"),
  };
  return {
    name: "StatsLine",
    code: "Z023",
    level: "info",
    text: `Done. PASS=${stats.pass} WARN=${stats.warn} ERROR=${stats.error} SKIP=${stats.skip} NO-OP=${stats.noop} REUSED=${stats.reused} TOTAL=${stats.total}`,
    data: { stats },
  };
}
