#!/usr/bin/env node
/** The executable: hands the process to `program.ts`, and answers `--version` without loading anything else. */
import * as module from "node:module";
import { optimizeLater } from "./optimize-later.ts";
import { versionText } from "./version.ts";

const argv = process.argv.slice(2);

if (argv.length === 1 && ["--version", "-v", "-V"].includes(argv[0] ?? "")) {
  process.stdout.write(versionText());
} else {
  optimizeLater();
  // Newer versions of Node keep compiled code from call to call, if asked.
  const keepCompiledCode: unknown = Reflect.get(module, "enableCompileCache");
  if (typeof keepCompiledCode === "function") keepCompiledCode();
  const { runProcess } = await import("./process.ts");
  await runProcess(argv);
}
