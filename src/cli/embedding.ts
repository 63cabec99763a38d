/** Commands from inside another program: the same as on the command line, told by events instead of lines. */

import { release, type } from "node:os";
import { resolve } from "node:path";
import type { Emit } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import type { Problem } from "../core/problem.ts";
import { uniqueId } from "../core/unique-id.ts";
import type { Environment, Output } from "./io.ts";
import { main } from "./program.ts";

export interface ProjectOptions {
  /** The project's folder. */
  readonly dir: string;
  /** The environment variables that project and profile may read; none when absent. */
  readonly env?: Environment;
  /** Told of everything that happens, while it happens. */
  readonly onEvent?: Emit;
  /** Where the lines go that a terminal would show; nowhere when absent. */
  readonly output?: Output;
}

export interface CommandOutcome {
  /** 0 all good · 1 something failed · 2 nothing could be done, or it was interrupted. */
  readonly exitCode: number;
  /** How each node ended. */
  readonly outcomes: readonly Outcome[];
  /** Mistakes in the project, the settings or the command. */
  readonly problems: readonly Problem[];
  /** What the command was asked for, such as the lines of `list`. */
  readonly output: readonly string[];
}

export interface EmbeddedProject {
  /**
   * Runs one command, such as `["build", "--select", "orders+"]`. What goes wrong is in the outcome; only a bug is
   * thrown.
   */
  invoke(
    args: readonly string[],
    options?: { readonly signal?: AbortSignal },
  ): Promise<CommandOutcome>;
}

const nowhere: Output = { write: () => undefined };

/** A project to run commands on. Nothing is read before the first command. */
export function createProject(project: ProjectOptions): EmbeddedProject {
  const dir = resolve(project.dir);
  const stream = project.output ?? nowhere;
  const env = project.env ?? {};
  return {
    async invoke(args, { signal = new AbortController().signal } = {}) {
      const outcomes: Outcome[] = [];
      const problems: Problem[] = [];
      const output: string[] = [];
      const onEvent: Emit = (event) => {
        if (event.type === "run-finished") outcomes.push(...event.outcomes);
        else if (event.type === "problem") problems.push(event.problem);
        else if (event.type === "output") output.push(event.text);
        project.onEvent?.(event);
      };
      const exitCode = await main(
        args,
        {
          stdout: stream,
          stderr: stream,
          cwd: dir,
          pid: process.pid,
          home: env.HOME ?? "",
          host: {
            node: process.versions.node,
            executable: process.execPath,
            platform: `${type()} ${release()}`,
          },
          now: () => performance.timeOrigin + performance.now(),
          newId: uniqueId,
          signal,
          onEvent,
        },
        env,
      );
      return { exitCode, outcomes, problems, output };
    },
  };
}
