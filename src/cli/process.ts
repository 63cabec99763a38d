/** The one place that touches the process: streams, signals, environment, clock, exit code. */
import { randomUUID } from "node:crypto";
import { release, type } from "node:os";
import { main } from "./program.ts";

/** The exit code of shells for a program that was interrupted. */
const interruptedTwice = 130;

/** Runs the program as this process and sets its exit code. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      // Whoever read the output has gone, as in `tsdbt ls | head`.
      if (error.code === "EPIPE") process.exit(0);
      throw error;
    });
  }
  const interrupt = new AbortController();
  process.on("SIGINT", () => {
    if (interrupt.signal.aborted) process.exit(interruptedTwice);
    interrupt.abort();
  });
  process.on("SIGTERM", () => {
    if (interrupt.signal.aborted) process.exit(1);
    interrupt.abort();
  });
  process.exitCode = await main(
    argv,
    {
      stdout: process.stdout,
      stderr: process.stderr,
      stdin: process.stdin,
      cwd: process.cwd(),
      pid: process.pid,
      host: {
        node: process.versions.node,
        executable: process.execPath,
        platform: `${type()} ${release()} (${process.arch})`,
      },
      home: process.env.HOME ?? process.env.USERPROFILE ?? "",
      now: () => performance.timeOrigin + performance.now(),
      newId: randomUUID,
      signal: interrupt.signal,
    },
    process.env,
  );
}
