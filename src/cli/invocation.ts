/** Everything that one call needs, from its words and the environment: flags, folders, reporters, the context. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Context } from "../commands/context.ts";
import type { Data, DataObject } from "../core/data.ts";
import type { Emit } from "../core/events.ts";
import type { Flags } from "../core/flags.ts";
import { logNotWritable } from "../core/problems/cli.ts";
import type { CommandArguments } from "./arguments/command.ts";
import { flagsFrom } from "./flags.ts";
import type { Environment, Io } from "./io.ts";
import { type OptionValues, optionValues, variableOf } from "./option-values.ts";
import { keyOf, type Option } from "./options/option.ts";
import type { CommandLine } from "./parse-command-line.ts";
import { makeColors, wantsColors, withoutColors } from "./reporters/colors.ts";
import { makeDescribe } from "./reporters/describe.ts";
import { makeLiveDisplay } from "./reporters/live.ts";
import { openLogFile } from "./reporters/log-file.ts";
import { makeReporter } from "./reporters/reporter.ts";
import { makeSecrets } from "./reporters/secrets.ts";
import { dbtVersion } from "./version.ts";
import { withWarningsAsErrors } from "./warnings.ts";

export interface Invocation {
  readonly context: Context;
  readonly values: OptionValues;
  readonly emit: Emit;
  /** A text without secrets. */
  readonly hide: (text: string) => string;
  /** Takes the display away and writes the rest of the log file. */
  readonly close: () => void;
}

interface Call {
  readonly argv: readonly string[];
  readonly io: Io;
  readonly env: Environment;
  readonly version: string;
}

/** @throws Problems of option values that cannot be, of the project file's `flags:` or when it is no YAML */
export async function prepareInvocation(
  command: CommandArguments,
  line: CommandLine,
  call: Call,
): Promise<Invocation> {
  const { io, env, argv } = call;
  const projectDir = findProjectDir(line, io, env);
  const project = await readProjectFlags(command, projectDir);
  const readYaml = await yamlReader(command, line, env);
  const values = optionValues(command.options, {
    typed: line.values,
    env,
    projectFlags: project.flags,
    readYaml,
  });
  const flags = flagsFrom({
    which: command.name,
    values,
    projectFlags: project.flags,
    invocationCommand: ["tsdbt", ...argv].join(" "),
    colors: wantsColors(env, logStream(command, undefined, io).isTTY === true),
  });
  const id = io.newId();
  const reporting = makeReporting(command, {
    ...call,
    flags,
    id,
    projectDir,
    logDir: project.logDir,
    maxBytes: Number(values.log_file_max_bytes ?? 0),
  });
  const context: Context = {
    flags,
    location: {
      workingDir: io.cwd,
      projectDir,
      profilesDir: textOf(values.profiles_dir),
      profile: textOf(values.profile),
      target: textOf(values.target),
    },
    env,
    invocation: { id, startedAt: io.now() },
    host: io.host,
    pid: io.pid,
    version: call.version,
    now: io.now,
    emit: reporting.emit,
    signal: io.signal,
    keepSecret: reporting.keepSecret,
  };
  const { emit, hide, close } = reporting;
  return { context, values, emit, hide, close };
}

const textOf = (value: OptionValues[string]): string | null =>
  typeof value === "string" ? value : null;

const projectFiles = ["project.yml", "dbt_project.yml"];

/** `--project-dir`, or this folder or the nearest above it that holds a project, or this folder. */
function findProjectDir({ values }: CommandLine, { cwd }: Io, env: Environment): string {
  const given = values.project_dir ?? env.DBT_ENGINE_PROJECT_DIR ?? env.DBT_PROJECT_DIR;
  if (typeof given === "string" && given !== "") return resolve(cwd, given);
  for (let dir = cwd; ; dir = dirname(dir)) {
    if (hasProject(dir)) return dir;
    if (dir === dirname(dir)) return cwd;
  }
}

/** Loads what reads YAML only when a value is written in it. */
async function yamlReader(
  command: CommandArguments,
  { values }: CommandLine,
  env: Environment,
): Promise<(text: string, source: string) => Data> {
  const isGiven = (option: Option) =>
    values[keyOf(option)] !== undefined || variableOf(option, env) !== undefined;
  if (!command.options.some((option) => option.kind === "yaml" && isGiven(option)))
    return () => null;
  const { parseYaml } = await import("../project/settings/yaml.ts");
  return (text, source) => parseYaml(text, source).value;
}

const hasProject = (dir: string): boolean =>
  projectFiles.some((name) => existsSync(join(dir, name)));

interface ProjectFlags {
  readonly flags: DataObject;
  /** Where the log file goes; undefined when there is no project to put it into. */
  readonly logDir: string | undefined;
}

/** Commands that need no project, report by themselves what is wrong with it, or delete the log file. */
const withoutProject: readonly string[] = ["init", "debug", "clean"];

async function readProjectFlags(command: CommandArguments, dir: string): Promise<ProjectFlags> {
  if (withoutProject.includes(command.name) || !hasProject(dir)) {
    return { flags: {}, logDir: undefined };
  }
  const { readRawProject } = await import("../project/settings/project-file.ts");
  const { flags, document } = readRawProject(dir);
  const { value } = document;
  const logPath =
    typeof value === "object" && value !== null && "log-path" in value ? value["log-path"] : null;
  return { flags, logDir: resolve(dir, typeof logPath === "string" ? logPath : "logs") };
}

interface Reporting {
  readonly emit: Emit;
  readonly keepSecret: Context["keepSecret"];
  readonly hide: (text: string) => string;
  readonly close: () => void;
}

function makeReporting(
  command: CommandArguments,
  call: Call & {
    flags: Flags;
    id: string;
    projectDir: string;
    logDir: string | undefined;
    maxBytes: number;
  },
): Reporting {
  const { io, env, flags, id, projectDir } = call;
  const stream = logStream(command, flags, io);
  const colors = makeColors(flags.useColors);
  const secrets = makeSecrets(env);
  const logDir = flags.logPath === null ? call.logDir : resolve(io.cwd, flags.logPath);
  const logFile =
    logDir === undefined || flags.logLevelFile === "none"
      ? undefined
      : openLogFile(logDir, {
          maxBytes: call.maxBytes,
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
function logStream({ data }: CommandArguments, flags: Flags | undefined, io: Io) {
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
    name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
    typeof value === "object" && value !== null ? JSON.stringify(value) : String(value),
  ]);
  return Object.fromEntries(texts);
}
