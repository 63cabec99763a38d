/** `tsdbt stream` as a process of its own, to be treated badly. It is the built program: `npm test` builds it first. */
import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export interface RunningStream extends AsyncDisposable {
  readonly pid: number;
  /** All that it has said. */
  said(): string;
  /** The status of `/ready`, 0 where nobody answers. */
  ready(): Promise<number>;
  /** The text of `/metrics`, empty where nobody answers. */
  metrics(): Promise<string>;
  signal(name: NodeJS.Signals): void;
  readonly isRunning: boolean;
  /** Its exit code, null after a signal. */
  readonly ended: Promise<number | null>;
  /** In bytes; undefined where the system does not tell. */
  memory(): Memory | undefined;
}

export interface Memory {
  readonly resident: number;
  readonly peak: number;
  readonly openFiles: number;
}

const program = fileURLToPath(new URL("../../../dist/cli/main.cjs", import.meta.url));

/** @param dir of a project that has its profile beside it */
export function spawnStream(dir: string, ...words: readonly string[]): RunningStream {
  const child = spawn(process.execPath, [program, "stream", "--metrics-port", "0", ...words], {
    cwd: dir,
    env: { ...process.env, HOME: dir, DBT_PROFILES_DIR: dir, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  // Goes on reading, because a program whose reader goes away ends.
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (text) => {
      said += String(text);
    });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const ask = async (path: string): Promise<Response | undefined> => {
    const port = /127\.0\.0\.1:(\d+)\/metrics/.exec(said)?.[1];
    if (port === undefined) return undefined;
    return await fetch(`http://127.0.0.1:${port}/${path}`).catch(() => undefined);
  };
  return {
    pid: child.pid ?? 0,
    said: () => said,
    ready: async () => (await ask("ready"))?.status ?? 0,
    metrics: async () => (await (await ask("metrics"))?.text()) ?? "",
    signal: (name) => void child.kill(name),
    get isRunning() {
      return isRunning(child);
    },
    ended,
    memory: () => (isRunning(child) ? memoryOf(child.pid ?? 0) : undefined),
    async [Symbol.asyncDispose]() {
      child.kill("SIGCONT");
      child.kill("SIGKILL");
      await ended;
    },
  };
}

const isRunning = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode === null && signalCode === null;

function memoryOf(pid: number): Memory | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/status`, "utf8");
    const bytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1]) * 1024;
    const openFiles = readdirSync(`/proc/${pid}/fd`).length;
    return { resident: bytes("VmRSS"), peak: bytes("VmHWM"), openFiles };
  } catch {
    return undefined;
  }
}

/** Waits until it streams; throws what it has said when it ends before. */
export async function untilStreaming(stream: RunningStream): Promise<void> {
  await until(() => stream.said().includes("Streaming") || !stream.isRunning, 120_000);
  if (!stream.isRunning) throw new Error(`the loader ended:\n${stream.said()}`);
}

/** Starts it, and again while the stream's last holder counts as alive. */
export async function startStream(
  dir: string,
  ...words: readonly string[]
): Promise<RunningStream> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const stream = spawnStream(dir, ...words);
    try {
      await untilStreaming(stream);
      return stream;
    } catch (thrown) {
      if ((await stream.ended) !== 3 || Date.now() > deadline) throw thrown;
      await pauseFor(500);
    }
  }
}

export const pauseFor = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits for a condition, and throws when it does not come about in time. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  withinMs: number,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`${condition} did not come about in ${withinMs} ms`);
    await pauseFor(50);
  }
}
