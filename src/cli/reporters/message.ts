/** One thing to say, in dbt's vocabulary of log events: what the text lines, the JSON lines and the log file share. */
import type { LogLevel } from "../../core/events.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface Message {
  /** dbt's name of the event, such as `LogModelResult`. */
  readonly name: string;
  /** dbt's code of it, such as `Q012`. */
  readonly code: string;
  readonly level: LogLevel;
  /** As people read it; may hold colours and several lines. */
  readonly text: string;
  /** The event's own fields; plain data, or what makes it: only lines of JSON show it. */
  readonly data: Fields | (() => Fields);
  /** Which of dbt's threads it would come from. */
  readonly thread?: string;
  /** What the user asked for, or printed: without a time in front, and shown even with --quiet. */
  readonly isOutput?: boolean;
}

export const mainThread = "MainThread";

/** An empty line. */
export const blankLine: Message = {
  name: "Formatting",
  code: "Z017",
  level: "info",
  text: "",
  data: { msg: "" },
};

/** `1 of 7 OK created sql view model main.a .... [OK in 0.10s]`, filled with dots to the width. */
export function progressLine(parts: {
  readonly text: string;
  readonly status: string;
  readonly width: number;
  readonly index?: number;
  readonly total?: number;
  readonly seconds?: number;
  readonly truncate?: boolean;
}): string {
  const { index, total, width } = parts;
  const progress = index === undefined || total === undefined ? "" : `${index} of ${total} `;
  let left = `${progress}${parts.text} `.padEnd(width, ".");
  if (parts.truncate === true && left.length > width - 3) left = `${left.slice(0, width - 3)}...`;
  const time = parts.seconds === undefined ? "" : ` in ${parts.seconds.toFixed(2)}s`;
  return `${left} [${parts.status}${time}]`;
}

export const plural = (count: number, noun: string, nouns = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : nouns}`;
