/** The program as a function: words in, exit code out. 0 all good · 1 something failed · 2 nothing could be done. */

import type { CommandResult } from "../commands/context.ts";
import type { Emit } from "../core/events.ts";
import { type Problem, problemsIn } from "../core/problem.ts";
import { accessRefused } from "../core/problems/access.ts";
import type { CommandArguments } from "./arguments/command.ts";
import { askOn } from "./ask.ts";
import { helpText } from "./help.ts";
import type { Invocation } from "./invocation.ts";
import type { Environment, Io } from "./io.ts";
import { type CommandLine, parseCommandLine } from "./parse-command-line.ts";
import { makeColors, wantsColors } from "./reporters/colors.ts";
import { problemText } from "./reporters/problem-text.ts";
import { ownVersion, versionText } from "./version.ts";

/**
 * @param argv the words after the program's name
 * @returns the exit code
 */
export async function main(argv: readonly string[], io: Io, env: Environment): Promise<number> {
  try {
    const line = parseCommandLine(argv);
    if (line.version) {
      io.stdout.write(versionText());
      return 0;
    }
    if (line.command === undefined || line.help) {
      io.stdout.write(helpText(line.command, io.stdout.columns));
      return 0;
    }
    return await runCommand(line.command, line, argv, io, env);
  } catch (thrown) {
    const problems = userProblemsIn(thrown);
    if (problems === undefined) reportBug(thrown, io);
    for (const problem of problems ?? []) reportUsage(problem, io, env);
    return 2;
  }
}

async function runCommand(
  command: CommandArguments,
  line: CommandLine,
  argv: readonly string[],
  io: Io,
  env: Environment,
): Promise<number> {
  const version = ownVersion();
  // What a command needs takes time to load; --help and mistakes on the command line come without it.
  const { prepareInvocation } = await import("./invocation.ts");
  const { callCommand } = await import("./commands.ts");
  const invocation = await prepareInvocation(command, line, { argv, io, env, version });
  const { context, emit, values, hide } = invocation;
  const begun = io.now();
  emit({ type: "command-started", command: command.name, version });
  let code = 2;
  try {
    code = exitCode(
      await callCommand(command.name, context, values, {
        argument: line.argument,
        // Few commands look at standard input, which takes a while to open.
        input: () => io.stdin,
        ask: () => askOn(io),
      }),
    );
  } catch (thrown) {
    const problems = userProblemsIn(thrown);
    if (problems === undefined) reportBug(thrown, io, hide);
    else reportProblems(problems, emit);
  } finally {
    finish(invocation, command.name, code === 0, (io.now() - begun) / 1000);
  }
  return code;
}

function userProblemsIn(thrown: unknown): readonly Problem[] | undefined {
  const refused = accessRefused(thrown);
  return refused === undefined ? problemsIn(thrown) : [refused];
}

function exitCode({ success, interrupted, exitCode: own }: CommandResult): number {
  if (own !== undefined) return own;
  if (interrupted === true) return 2;
  return success ? 0 : 1;
}

function reportProblems(problems: readonly Problem[], emit: Emit): void {
  for (const problem of problems) emit({ type: "problem", problem });
}

function finish(
  { emit, close }: Invocation,
  command: string,
  success: boolean,
  seconds: number,
): void {
  emit({ type: "command-finished", command, success, seconds });
  close();
}

/** Before the options are known there is no log: the message goes to standard error, as a shell's own would. */
function reportUsage(problem: Problem, { stderr, onEvent }: Io, env: Environment): void {
  onEvent?.({ type: "problem", problem });
  const colors = makeColors(wantsColors(env, stderr.isTTY === true));
  stderr.write(`${problemText(problem, () => undefined, colors)}\n`);
}

function reportBug(
  thrown: unknown,
  { stderr }: Io,
  hide: (text: string) => string = (text) => text,
): void {
  const stack = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  stderr.write(
    `${hide(stack)}\n\nThis is a bug of tsdbt ${ownVersion()}, not of your project. Please report it with the lines above.\n`,
  );
}
