/** The three forms of a log line: for people, with times and threads, and JSON. */
import type { LogLevel } from "../../core/events.ts";
import { withoutColors } from "./colors.ts";
import { type Message, mainThread } from "./message.ts";
import { fractionOf, microseconds, timeOfDay } from "./node-text.ts";

/** Which messages a log shows. */
export const levelOrder: Readonly<Record<LogLevel | "none", number>> = {
  debug: 0,
  info: 1,
  warn: 2,
  error: 3,
  none: 4,
};

export type Format = (message: Message, at: number) => string;

/** `14:52:25  1 of 2 OK …`; what was asked for stands without the time. */
export const textFormat: Format = ({ text, isOutput }, at) =>
  isOutput === true ? text : `${timeOfDay(at)}  ${text}`;

/** `14:52:25.123456 [info ] [MainThread]: …`. */
export function debugFormat(invocationId: string): Format {
  const rule = "=".repeat(30);
  const origins: Record<LogLevel, Map<string, string>> = {
    debug: new Map(),
    info: new Map(),
    warn: new Map(),
    error: new Map(),
  };
  const originOf = (level: LogLevel, thread: string): string => {
    const known = origins[level].get(thread);
    if (known !== undefined) return known;
    const origin = `[${level.padEnd(5)}] [${thread.slice(0, 10).padEnd(10)}]`;
    origins[level].set(thread, origin);
    return origin;
  };
  return ({ name, level, text, thread = mainThread }, at) => {
    const time = `${timeOfDay(at)}.${fractionOf(at)}`;
    const title =
      name === "MainReportVersion" ? `\n\n${rule} ${time} | ${invocationId} ${rule}\n` : "";
    return `${title}${time} ${originOf(level, thread)}: ${text}`;
  };
}

/** One object a line, with dbt's `info` and the event's `data`. */
export function jsonFormat(options: {
  readonly invocationId: string;
  readonly pid: number;
  /** What `DBT_ENV_CUSTOM_ENV_…` variables add to each line. */
  readonly extra: Readonly<Record<string, string>>;
}): Format {
  return ({ name, code, level, text, data, thread = mainThread }, at) =>
    JSON.stringify({
      data: typeof data === "function" ? data() : data,
      info: {
        category: "",
        code,
        extra: options.extra,
        invocation_id: options.invocationId,
        level,
        msg: withoutColors(text),
        name,
        pid: options.pid,
        thread,
        ts: microseconds(at),
      },
    });
}

const customPrefix = "DBT_ENV_CUSTOM_ENV_";

export const customEnv = (
  env: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      name.startsWith(customPrefix) && value !== undefined
        ? [[name.slice(customPrefix.length), value]]
        : [],
    ),
  );
