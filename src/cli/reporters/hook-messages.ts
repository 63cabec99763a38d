/** The lines of on-run-start and on-run-end statements. */
import type { Event } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import type { Colors } from "./colors.ts";
import { blankLine, type Message, progressLine } from "./message.ts";
import { nodeInfo } from "./node-text.ts";

interface HookMessageOptions {
  readonly width: number;
  readonly colors: Colors;
}

/** A statement's line, with the empty lines around all of them. */
export function hookMessages(
  event: Extract<Event, { readonly type: "hook-started" | "hook-finished" }>,
  options: HookMessageOptions,
): readonly Message[] {
  const { hook, node, index, total } = event;
  if (event.type === "hook-finished") {
    const lines = [hookFinished(event, options)];
    return hook === "on-run-start" && index === total ? [...lines, blankLine] : lines;
  }
  const statement = hookName(node, hook, index);
  const text = progressLine({
    text: `START hook: ${statement}`,
    status: "RUN",
    width: options.width,
    index,
    total,
    truncate: true,
  });
  const data = { index, total, statement, node_info: nodeInfo(node, { status: "started" }) };
  const line: Message = { name: "LogHookStartLine", code: "Q032", level: "info", text, data };
  return hook === "on-run-end" && index === 1 ? [blankLine, line] : [line];
}

/** `shop.on-run-start.0`: the number is the statement's own within its package, and ends the node's name. */
function hookName(node: GraphNode, hook: string, index: number): string {
  const own = /-(\d+)$/.exec(node.name)?.[1];
  return `${node.package_name}.${hook}.${own ?? index - 1}`;
}

/** The line that ends an on-run-start or on-run-end statement. */
function hookFinished(
  event: Extract<Event, { readonly type: "hook-finished" }>,
  { width, colors }: HookMessageOptions,
): Message {
  const { node, outcome, index, total, hook } = event;
  const [words, color] =
    outcome.status === "success"
      ? (["OK", colors.green] as const)
      : outcome.status === "skipped"
        ? (["SKIP", colors.yellow] as const)
        : (["ERROR", colors.red] as const);
  const statement = hookName(node, hook, index);
  return {
    name: "LogHookEndLine",
    code: "Q033",
    level: "info",
    text: progressLine({
      text: `${words} hook: ${statement}`,
      status: color(words),
      width,
      index,
      total,
      seconds: outcome.executionTime,
      truncate: true,
    }),
    data: {
      execution_time: outcome.executionTime,
      index,
      node_info: nodeInfo(node, { status: outcome.status }),
      statement,
      status: outcome.status,
      total,
    },
  };
}
