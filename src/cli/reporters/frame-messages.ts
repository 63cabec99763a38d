/** The lines that stand around the nodes: versions, counts, artifacts, the end. */
import type { Event } from "../../core/events.ts";
import { unreachable } from "../../core/unreachable.ts";
import type { Colors } from "./colors.ts";
import { codeOf } from "./event-codes.ts";
import { blankLine, type Message, progressLine } from "./message.ts";
import { countOf, microseconds } from "./node-text.ts";

interface FrameOptions {
  readonly which: string;
  readonly width: number;
  readonly colors: Colors;
  readonly now: () => number;
}

type EventOf<Type extends Event["type"]> = Extract<Event, { readonly type: Type }>;

export function frameMessages(
  event: EventOf<
    | "adapter-registered"
    | "project-parsed"
    | "nothing-selected"
    | "concurrency"
    | "artifact-written"
    | "cancelling"
    | "command-finished"
  >,
  options: FrameOptions,
): readonly Message[] {
  switch (event.type) {
    case "adapter-registered": {
      const text = `Registered adapter: ${event.adapter}=${event.version}`;
      const data = { adapter_name: event.adapter, adapter_version: `=${event.version}` };
      return [{ name: "AdapterRegistered", code: "E034", level: "info", text, data }];
    }
    case "project-parsed": {
      // dbt does not count functions here.
      const counts = Object.entries(event.counts).filter(
        ([type, count]) => count > 0 && type !== "function",
      );
      const line = counts.map(([type, count]) => countOf(count, type)).join(", ");
      const data = { stat_line: line };
      return [{ name: "FoundStats", code: "W006", level: "info", text: `Found ${line}`, data }];
    }
    case "nothing-selected":
      return [nothingSelected(options)];
    case "concurrency": {
      const { threads, target, nodes } = event;
      const text = `Concurrency: ${threads} threads (target='${target}')`;
      const data = { num_threads: threads, target_name: target, node_count: nodes };
      const line: Message = { name: "ConcurrencyLine", code: "Q027", level: "info", text, data };
      return [blankLine, line, blankLine];
    }
    case "artifact-written": {
      const text = `Wrote artifact ${event.artifact} to ${event.path}`;
      const data = { artifact_type: event.artifact, artifact_path: event.path };
      return [{ name: "ArtifactWritten", code: "P001", level: "debug", text, data }];
    }
    case "cancelling":
      return event.nodeIds.map((id) => cancelled(id, options));
    case "command-finished":
      return [commandFinished(event, options)];
    default:
      return unreachable(event);
  }
}

function nothingSelected({ which, colors }: FrameOptions): Message {
  const [name, words] =
    which === "list"
      ? ["NoNodesSelected", "No nodes selected!"]
      : [
          "NothingToDo",
          "Nothing to do. Try checking your model configs and model specification args",
        ];
  const text = `[${colors.yellow("WARNING")}]: ${words}`;
  return { name, code: codeOf(name), level: "warn", text, data: {} };
}

function cancelled(nodeId: string, { width, colors }: FrameOptions): Message {
  const text = progressLine({
    text: `CANCEL query ${nodeId}`,
    status: colors.red("CANCEL"),
    width,
  });
  return { name: "LogCancelLine", code: "Q022", level: "error", text, data: { conn_name: nodeId } };
}

function commandFinished(event: EventOf<"command-finished">, { now }: FrameOptions): Message {
  const at = microseconds(now());
  const ended = event.success ? "succeeded" : "failed";
  return {
    name: "CommandCompleted",
    code: "Q039",
    level: "debug",
    text: `Command \`tsdbt ${event.command}\` ${ended} at ${at.slice(11, -1)} after ${event.seconds.toFixed(2)} seconds`,
    data: {
      command: `tsdbt ${event.command}`,
      completed_at: at,
      elapsed: event.seconds,
      success: event.success,
    },
  };
}
