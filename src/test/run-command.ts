/** Runs a command of the program in this process, as the executable would. */
import { main } from "../cli/program.ts";

export interface CommandResult {
  readonly code: number;
  /** All that it said. */
  readonly output: string;
}

/**
 * @param dir where the command is started; the profile lies there too
 * @param signal ends the command as Ctrl-C does
 */
export async function runCommand(
  dir: string,
  words: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<CommandResult> {
  let output = "";
  const sink = { write: (more: string) => (output += more) };
  const code = await main(
    words,
    {
      stdout: sink,
      stderr: sink,
      cwd: dir,
      pid: 1,
      home: dir,
      host: { node: "20", executable: "node", platform: "test" },
      now: () => performance.timeOrigin + performance.now(),
      newId: () => "00000000-0000-4000-8000-000000000000",
      signal,
    },
    { DBT_PROFILES_DIR: dir, HOME: dir, NO_COLOR: "1" },
  );
  return { code, output };
}
