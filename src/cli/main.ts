#!/usr/bin/env node
/** The executable: hands the process to the program, and answers `--version` without loading anything else. */
import { join } from "node:path";
import { optimizeLater } from "./optimize-later.ts";
import { loadProgram } from "./program-code.ts";
import { versionText } from "./version.ts";

async function start(argv: readonly string[]): Promise<void> {
  if (argv.length === 1 && ["--version", "-v", "-V"].includes(argv[0] ?? "")) {
    process.stdout.write(versionText());
    return;
  }
  const tuning = optimizeLater();
  const bundled = loadProgram({
    folder: join(import.meta.dirname, "program"),
    start: "./start.cjs",
    place: import.meta.url,
    argv,
    env: process.env,
    tuning,
  });
  const { runProcess } = bundled?.program ?? (await import("./process.ts"));
  await runProcess(argv);
  bundled?.keep();
  // The engine would first collect its garbage and give back its memory, which the system does anyway.
  process.exit();
}

void start(process.argv.slice(2));
