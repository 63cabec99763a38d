/** Runs the loader program as a process of its own. It is joined to one file first, because Node 20 runs no TypeScript. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { afterAll } from "vitest";
import type { Orders } from "./loader-program.ts";

export interface RunningLoader extends AsyncDisposable {
  readonly process: ChildProcess;
  /** Resolves once the loader writes that line, and rejects when it ends before. */
  until(line: string): Promise<void>;
  /** How it ended. */
  readonly ended: Promise<Ended>;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly string[];
}

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));

let built: Promise<string> | undefined;

/** Below node_modules, so that the program finds its packages; for each process of tests its own. */
const dir = join(modules, ".cache", `tsdbt-loader-${process.pid}`);
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function program(): Promise<string> {
  mkdirSync(dir, { recursive: true });
  await build({
    input: join(here, "loader-program.ts"),
    platform: "node",
    transform: { target: "node20" },
    external: (id) => !/^(\.|@oxc-project\/runtime)/.test(id) && !isAbsolute(id),
    output: { dir, format: "esm", entryFileNames: "loader.mjs", chunkFileNames: "[name].mjs" },
    logLevel: "silent",
  });
  return join(dir, "loader.mjs");
}

export async function startLoader(orders: Orders): Promise<RunningLoader> {
  built ??= program();
  const child = spawn(process.execPath, [await built, JSON.stringify(orders)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  const reader = createInterface({ input: child.stdout! });
  reader.on("line", (line) => {
    lines.push(line);
    waiting.get(line)?.();
  });
  const ended = new Promise<Ended>((resolve) => {
    let exit: Pick<Ended, "code" | "signal"> | undefined;
    let isRead = false;
    const finish = () => exit && isRead && resolve({ ...exit, lines });
    child.once("exit", (code, signal) => {
      exit = { code, signal };
      finish();
    });
    reader.once("close", () => {
      isRead = true;
      finish();
    });
  });
  return {
    process: child,
    ended,
    async until(line) {
      if (lines.includes(line)) return;
      const seen = new Promise<boolean>((resolve) => {
        waiting.set(line, () => resolve(true));
      });
      if (!(await Promise.race([seen, ended.then(() => false)])))
        throw new Error(`the loader ended before "${line}":\n${lines.join("\n")}`);
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

export const runLoader = async (orders: Orders): Promise<Ended> =>
  await (await startLoader(orders)).ended;
