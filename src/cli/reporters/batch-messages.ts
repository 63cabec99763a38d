/** The lines of a microbatch model's batches. */
import type { Event } from "../../core/events.ts";
import type { Colors } from "./colors.ts";
import { type Message, progressLine } from "./message.ts";
import { describeBatch, nodeInfo } from "./node-text.ts";

interface BatchMessageOptions {
  readonly width: number;
  readonly colors: Colors;
}

type BatchEvent = Extract<Event, { readonly type: "batch-started" | "batch-finished" }>;

export function batchMessage(event: BatchEvent, options: BatchMessageOptions): Message {
  const { node, index, total, thread } = event;
  const description = describeBatch(event.batch, node);
  const [words, status] = wordsOf(event, options.colors);
  const seconds = event.type === "batch-finished" ? { seconds: event.seconds } : {};
  const line = { text: `${words} ${description}`, status, index: index + 1, total, ...seconds };
  const data = () => ({
    batch_index: index + 1,
    description,
    total_batches: total,
    node_info: nodeInfo(node, { startedAt: event.at, status: "started" }),
    ...(event.type === "batch-finished" && {
      execution_time: event.seconds,
      status: { success: "OK", error: "error", skipped: "skipped" }[event.status],
    }),
  });
  const text = `Batch ${progressLine({ ...line, width: options.width })}`;
  if (event.type === "batch-started")
    return { name: "LogStartBatch", code: "Q045", level: "info", text, data, thread };
  const level = event.status === "error" ? "error" : "info";
  return { name: "LogBatchResult", code: "Q046", level, text, data, thread };
}

function wordsOf(event: BatchEvent, colors: Colors): readonly [words: string, status: string] {
  if (event.type === "batch-started") return ["START", "RUN"];
  switch (event.status) {
    case "success":
      return ["OK created", colors.green("OK")];
    case "error":
      return ["ERROR creating", colors.red("ERROR")];
    case "skipped":
      return ["SKIP", colors.yellow("SKIPPED")];
  }
}
