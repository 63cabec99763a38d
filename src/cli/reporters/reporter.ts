/** Gives every event to whoever listens: the terminal and the log file, each with its level and format. */
import type { Emit, Event } from "../../core/events.ts";
import type { Flags } from "../../core/flags.ts";
import type { Describe } from "./describe.ts";
import {
  customEnv,
  debugFormat,
  type Format,
  jsonFormat,
  levelOrder,
  textFormat,
} from "./formats.ts";
import type { LogFile } from "./log-file.ts";
import type { Message } from "./message.ts";
import type { Secrets } from "./secrets.ts";

export interface ReporterOptions {
  readonly flags: Flags;
  readonly describe: Describe;
  readonly secrets: Secrets;
  readonly now: () => number;
  readonly invocationId: string;
  readonly pid: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where the lines about the run go. */
  writeLine(line: string): void;
  /** Where what the command was asked for goes. */
  writeOutput(text: string): void;
  /** Hides secrets and drops colours by itself, many lines at once. */
  readonly logFile: LogFile | undefined;
  /** Sees every event before its lines are written; keeps the live display up to date. */
  watch?(event: Event): void;
}

export function makeReporter(options: ReporterOptions): Emit {
  const { flags, describe, secrets, now, logFile } = options;
  const json = jsonFormat({
    invocationId: options.invocationId,
    pid: options.pid,
    extra: customEnv(options.env),
  });
  const formats: Readonly<Record<Flags["logFormat"], Format>> = {
    default: textFormat,
    text: textFormat,
    debug: debugFormat(options.invocationId),
    json,
  };
  const screen = formats[flags.logFormat];
  const file = formats[flags.logFormatFile];
  const least = levelOrder[flags.quiet ? "error" : flags.logLevel];
  const leastInFile = levelOrder[flags.logLevelFile];
  const isShown = (message: Message) =>
    flags.logLevel !== "none" && (message.isOutput === true || levelOrder[message.level] >= least);

  const show = (message: Message, at: number) => {
    if (!isShown(message)) return;
    const line = secrets.hide(screen(message, at));
    if (message.isOutput === true) options.writeOutput(line);
    else options.writeLine(line);
  };
  const log = (message: Message, at: number) => {
    if (logFile === undefined || levelOrder[message.level] < leastInFile) return;
    logFile.write(file(message, at));
  };
  return (event) => {
    options.watch?.(event);
    if (event.type === "template-print" && !flags.print) return;
    for (const message of describe(event)) {
      const at = now();
      show(message, at);
      log(message, at);
    }
  };
}
