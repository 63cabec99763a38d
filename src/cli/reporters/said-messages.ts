/** What templates and commands say in their own words. */
import type { Event } from "../../core/events.ts";
import { unreachable } from "../../core/unreachable.ts";
import { codeOf } from "./event-codes.ts";
import type { Message } from "./message.ts";

type Said = Extract<
  Event,
  { readonly type: "template-log" | "template-print" | "output" | "note" | "debug" }
>;

/** @param infoOf the `node_info` of a node by its id, empty where it is unknown */
export function saidMessage(
  event: Said,
  infoOf: (nodeId: string | undefined) => Record<string, unknown>,
): Message {
  switch (event.type) {
    case "template-log": {
      const [name, code, level] = event.info
        ? (["JinjaLogInfo", "I062", "info"] as const)
        : (["JinjaLogDebug", "I063", "debug"] as const);
      const data = { msg: event.message, ...infoOf(event.nodeId) };
      return { name, code, level, text: event.message, data };
    }
    case "template-print":
      return outputMessage("PrintEvent", event.message, { msg: event.message });
    case "output":
      return outputMessage(event.name, event.text, event.data ?? { msg: event.text });
    case "note": {
      const { name, message: text, data = { msg: event.message } } = event;
      return { name, code: codeOf(name), level: "info", text, data };
    }
    case "debug": {
      const { name, message: text, data = { msg: event.message } } = event;
      return { name, code: codeOf(name), level: "debug", text, data };
    }
    default:
      return unreachable(event);
  }
}

const outputMessage = (
  name: string,
  text: string,
  data: Readonly<Record<string, unknown>>,
): Message => ({ name, code: codeOf(name), level: "info", text, data, isOutput: true });
