/** Asks questions on the terminal. */
import type { Io } from "./io.ts";

/** How to ask; undefined when nobody could answer, as in a script. */
export function askOn({
  stdin,
  stdout,
  signal,
}: Io): ((question: string, usual: string) => Promise<string>) | undefined {
  if (stdin?.isTTY !== true || stdout.isTTY !== true) return undefined;
  return async (question, usual) => {
    const { createInterface } = await import("node:readline/promises");
    stdout.write(`${question} [${usual}] `);
    const terminal = createInterface({ input: stdin, terminal: false });
    try {
      const answer = (await terminal.question("", { signal })).trim();
      return answer === "" ? usual : answer;
    } finally {
      terminal.close();
    }
  };
}
