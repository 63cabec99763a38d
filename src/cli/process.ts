/** The one place that touches the process: streams, signals, environment, clock, exit code. */
import { release, type } from "node:os";
import { uniqueId } from "../core/unique-id.ts";
import { main } from "./program.ts";

/** The exit code of shells for a program that was interrupted. */
const interruptedTwice = 130;

/** Runs the program as this process and sets its exit code. Resolves when all that was printed is on its way. */
export async function runProcess(argv: readonly string[]): Promise<void> {
  const interrupt = new AbortController();
  process.on("SIGINT", () => {
    if (interrupt.signal.aborted) process.exit(interruptedTwice);
    interrupt.abort();
  });
  process.on("SIGTERM", () => {
    if (interrupt.signal.aborted) process.exit(1);
    interrupt.abort();
  });
  const outputs = makeOutputs();
  process.exitCode = await main(
    argv,
    {
      get stdout() {
        return outputs.use(process.stdout);
      },
      get stderr() {
        return outputs.use(process.stderr);
      },
      get stdin() {
        return process.stdin;
      },
      cwd: process.cwd(),
      pid: process.pid,
      host: {
        node: process.versions.node,
        executable: process.execPath,
        platform: `${type()} ${release()} (${process.arch})`,
      },
      home: process.env.HOME ?? process.env.USERPROFILE ?? "",
      now: makeClock(),
      newId: uniqueId,
      signal: interrupt.signal,
    },
    process.env,
  );
  await outputs.flushed();
}

/** Keeps note of the streams that were used. Node makes each when it is first asked for, which takes a while. */
function makeOutputs() {
  const used = new Set<NodeJS.WriteStream>();
  return {
    use(stream: NodeJS.WriteStream): NodeJS.WriteStream {
      if (used.has(stream)) return stream;
      used.add(stream);
      return stream.on("error", (error: NodeJS.ErrnoException) => {
        // Whoever read the output has gone, as in `tsdbt ls | head`.
        if (error.code === "EPIPE") process.exit(0);
        throw error;
      });
    },
    async flushed(): Promise<void> {
      for (const stream of used) {
        if (stream.writableLength > 0)
          await new Promise<unknown>((resolve) => stream.write("", resolve));
      }
    },
  };
}

/** Milliseconds since 1970, with fractions. What `performance` needs takes longer to load than many a project to read. */
function makeClock(): () => number {
  const began = Date.now();
  const from = process.hrtime();
  return () => {
    const [seconds, nanoseconds] = process.hrtime(from);
    return began + seconds * 1000 + nanoseconds / 1e6;
  };
}
