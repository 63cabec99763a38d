/** How a command that loads streams ends: with what its problems say. */
import { type Problem, problemsIn } from "../../core/problem.ts";
import type { CommandResult, Context } from "../context.ts";
import { exitCodeOf, exitCodes } from "./exit-codes.ts";

/** Problems that are thrown end the command as those that are returned do. */
export async function problemsOf(
  work: () => Promise<readonly Problem[] | undefined>,
): Promise<readonly Problem[] | undefined> {
  try {
    return await work();
  } catch (thrown) {
    const problems = problemsIn(thrown);
    if (problems === undefined) throw thrown;
    return problems;
  }
}

/**
 * Tells the problems; the first one gives the exit code.
 * @param problems undefined when the models could not be made ready, which was told already
 */
export function resultOf(
  context: Context,
  problems: readonly Problem[] | undefined,
): CommandResult {
  if (problems === undefined) return { success: false };
  for (const problem of problems) context.emit({ type: "problem", problem });
  const [first] = problems;
  const code = first === undefined ? exitCodes.ok : exitCodeOf(first);
  return { success: first === undefined, exitCode: code };
}
