/** Puts together what tells people and programs of a call: terminal, live display, log file, and what hides secrets. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Context } from "../commands/context.ts";
import type { Emit } from "../core/events.ts";
import { type Flags, flagName } from "../core/flags.ts";
import { logNotWritable } from "../core/problems/cli.ts";
import type { CommandArguments } from "./arguments/command.ts";
import type { Environment, Io } from "./io.ts";
import { makeColors, withoutColors } from "./reporters/colors.ts";
import { makeDescribe } from "./reporters/describe.ts";
import { makeLiveDisplay } from "./reporters/live.ts";
import { openLogFile } from "./reporters/log-file.ts";
import { makeReporter } from "./reporters/reporter.ts";
import { makeSecrets } from "./reporters/secrets.ts";
import { dbtVersion } from "./version.ts";
import { withWarningsAsErrors } from "./warnings.ts";

/** What one call says, and how it ends saying it. */
export interface Reporting {
  readonly emit: Emit;
  readonly keepSecret: Context["keepSecret"];
  /** A text without secrets. */
  readonly hide: (text: string) => string;
  /** Takes the display away and writes the rest of the log file. */
  readonly close: () => void;
}

export interface ReportingOptions {
  readonly io: Io;
  readonly env: Environment;
  readonly flags: Flags;
  /** Of the invocation. */
  readonly id: string;
  /** Absolute. */
  readonly projectDir: string;
  /** Where the log file goes unless `--log-path` says otherwise; undefined for none. */
  readonly logDir: string | undefined;
  /** How many bytes a log file may hold before it is put aside; 0 for any number. */
  readonly maxBytes: number;
}

export function makeReporting(command: CommandArguments, options: ReportingOptions): Reporting {
  const { io, env, flags, id, projectDir, maxBytes } = options;
  const stream = logStream(command, flags, io);
  const colors = makeColors(flags.useColors);
  const secrets = makeSecrets(env);
  const logDir = flags.logPath === null ? options.logDir : resolve(io.cwd, flags.logPath);
  const logFile =
    logDir === undefined || flags.logLevelFile === "none"
      ? undefined
      : openLogFile(logDir, {
          maxBytes,
          clean: (text) => secrets.hide(withoutColors(text)),
          onFailure: (file, reason) => tellLogBroken(file, reason),
        });
  const live = isLive(flags, stream, env)
    ? makeLiveDisplay({ terminal: stream, colors, now: io.now, every: tenTimesASecond })
    : undefined;
  const emit = makeReporter({
    flags,
    describe: makeDescribe({
      which: flags.which,
      width: flags.printerWidth,
      colors,
      read: (file) => readText(resolve(projectDir, file)),
      now: io.now,
      dbtVersion,
      args: argumentTexts(flags),
    }),
    secrets,
    now: io.now,
    invocationId: id,
    pid: io.pid,
    env,
    writeLine: live === undefined ? (text) => stream.write(`${text}\n`) : live.writeLine,
    writeOutput: (text) => io.stdout.write(`${text}\n`),
    logFile,
    watch: (event) => {
      io.onEvent?.(event);
      live?.watch(event);
    },
  });
  const tellLogBroken = (file: string, reason: string) =>
    emit({ type: "warning", name: "LogNotWritable", problem: logNotWritable(file, reason) });
  return {
    emit: withWarningsAsErrors(emit, flags),
    keepSecret: secrets.add,
    hide: secrets.hide,
    close: () => {
      live?.stop();
      logFile?.flush();
    },
  };
}

/** The lines about the run go to standard output as dbt's do, unless that is kept free for data. */
export function logStream({ data }: CommandArguments, flags: Flags | undefined, io: Io) {
  return data === true && flags?.logFormat !== "json" ? io.stderr : io.stdout;
}

function isLive(
  flags: Flags,
  stream: { readonly isTTY?: boolean | undefined },
  env: Environment,
): boolean {
  const isText = flags.logFormat === "default" || flags.logFormat === "text";
  const hasRoom = stream.isTTY === true && env.TERM !== "dumb" && !env.CI;
  return hasRoom && isText && !flags.quiet && flags.logLevel !== "none";
}

function tenTimesASecond(callback: () => void): () => void {
  const timer = setInterval(callback, 100);
  timer.unref();
  return () => clearInterval(timer);
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function argumentTexts({ behavior: _, ...flags }: Flags): Record<string, string> {
  const texts = Object.entries(flags).map(([name, value]): [string, string] => [
    flagName(name),
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value),
  ]);
  return Object.fromEntries(texts);
}
