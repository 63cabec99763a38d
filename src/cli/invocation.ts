/** Everything that one call needs, from its words and the environment: flags, folders, reporters, the context. */
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Context } from "../commands/context.ts";
import type { Data, DataObject } from "../core/data.ts";
import type { CommandArguments } from "./arguments/command.ts";
import { flagsFrom } from "./flags.ts";
import type { Environment, Io } from "./io.ts";
import { type OptionValues, optionValues, variableOf } from "./option-values.ts";
import { keyOf, type Option } from "./options/option.ts";
import type { CommandLine } from "./parse-command-line.ts";
import { wantsColors } from "./reporters/colors.ts";
import { logStream, makeReporting, type Reporting } from "./reporting.ts";

export interface Invocation extends Pick<Reporting, "emit" | "hide" | "close"> {
  readonly context: Context;
  readonly values: OptionValues;
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
    io,
    env,
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
