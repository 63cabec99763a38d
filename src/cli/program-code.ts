/**
 * Loads the bundled program, chunk by chunk, together with the code that the engine compiled for it in an earlier call,
 * and keeps that code for the next one. Only a bundle can be loaded so; without a place to keep code, all is compiled anew.
 */
import { existsSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { constants, Script } from "node:vm";
import { codeFolder } from "./code-folder.ts";
import { type KeptCode, readKeptCode, removeOldCode, writeKeptCode } from "./kept-code.ts";
import type { Tuning } from "./optimize-later.ts";

/** What the bundle gives. */
export interface Program {
  readonly runProcess: (argv: readonly string[]) => Promise<void>;
}

export interface LoadedProgram {
  readonly program: Program;
  /** Keeps what has been compiled since, when that is worth it. Failing to is no harm. */
  readonly keep: () => void;
}

export interface ProgramSource {
  /**
   * The folder of the bundle. Each of its chunks is a function expression of (exports, require, place), in ASCII, whose
   * first line is a comment with its hash; it requires others as `./name.cjs`.
   */
  readonly folder: string;
  /** The chunk that gives the program. */
  readonly start: string;
  /** Stands for `import.meta.url` in the bundle. */
  readonly place: string;
  /** The words after the program's name: each command keeps its own code. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly tuning: Tuning;
}

interface LoadedChunk {
  readonly script: Script;
  /** Where its code is kept; undefined where none may be. */
  readonly path: string | undefined;
  /** What was kept and has been used. */
  readonly kept: KeptCode | undefined;
}

/** A call that takes so many times longer than the one whose code was kept probably ran more of the program. */
const muchLonger = 1.5;

/** @returns undefined when there is no bundle */
export function loadProgram(source: ProgramSource): LoadedProgram | undefined {
  const { folder, start, place, argv, env, tuning } = source;
  if (!existsSync(join(folder, start))) return undefined;
  const codeDir = codeFolder(env);
  const pathOf = codeDir === undefined ? undefined : codePaths(codeDir, argv);
  const chunks: LoadedChunk[] = [];
  const loaded = new Map<string, object>();
  const requireAny = createRequire(place);
  const requireOther = (id: string): unknown => tuning.atUsualFlags(() => requireAny(id));
  const requireOne = (id: string): unknown =>
    id.startsWith("./") ? (loaded.get(id) ?? load(id)) : requireOther(id);
  const load = (id: string): object => {
    const exports = {};
    loaded.set(id, exports);
    const file = join(folder, id);
    const text = readFileSync(file, "latin1");
    const chunk = compile(text, file, pathOf?.(text, file));
    chunks.push(chunk);
    const run = chunk.script.runInThisContext() as (exports: object, ...rest: unknown[]) => void;
    run(exports, requireOne, place);
    return exports;
  };
  return {
    program: load(start) as Program,
    keep() {
      if (keepCode(chunks) && codeDir !== undefined) removeOldCode(codeDir);
    },
  };
}

function compile(text: string, file: string, path: string | undefined): LoadedChunk {
  const kept = path === undefined ? undefined : readKeptCode(path);
  const script = new Script(text, {
    filename: file,
    cachedData: kept?.code,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return { script, path, kept: script.cachedDataRejected === false ? kept : undefined };
}

/**
 * Where the code of each chunk is kept. The engine only compares lengths, so the chunk's own hash is part of the name, as
 * is everything else that makes it other code.
 */
function codePaths(
  folder: string,
  argv: readonly string[],
): (text: string, file: string) => string {
  const command = argv.find((word) => /^[a-z][a-z-]{1,20}$/.test(word)) ?? "other";
  const { cachedDataVersionTag } = process.getBuiltinModule("node:v8");
  const engine = `${process.version}-${process.arch}-${cachedDataVersionTag()}`;
  return (text, file) => {
    const { mtimeMs, size } = statSync(file);
    const hash = /^\/\/ (\w+)/.exec(text)?.[1] ?? "";
    const chunk = `${basename(file, ".cjs")}-${hash.slice(0, 16)}-${size}-${Math.round(mtimeMs)}`;
    return join(folder, `${command}-${chunk}-${engine}.code`);
  };
}

/** @returns whether any was written */
function keepCode(chunks: readonly LoadedChunk[]): boolean {
  const { user, system } = process.cpuUsage();
  const seconds = (user + system) / 1e6;
  let written = false;
  for (const { script, path, kept } of chunks) {
    if (path === undefined || (kept && seconds < kept.seconds * muchLonger)) continue;
    const fresh = script.createCachedData();
    const code = kept && kept.code.length > fresh.length ? kept.code : fresh;
    writeKeptCode(path, { code, seconds });
    written = true;
  }
  return written;
}
