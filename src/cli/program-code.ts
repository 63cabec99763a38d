/**
 * Loads the bundled program together with the code that the engine compiled for it in an earlier call, and keeps that
 * code for the next one. Only a bundle can be loaded so; without one, or without a place to keep code, all is compiled anew.
 */
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { constants, Script } from "node:vm";
import { codeFolder } from "./code-folder.ts";

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
  /** The bundle: a function expression of (exports, require, place), in ASCII. */
  readonly file: URL;
  /** Stands for `import.meta.url` in the bundle. */
  readonly place: string;
  /** The words after the program's name: each command keeps its own code. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Code that was kept, and how much processor time the call took that it is from, in seconds. */
interface Kept {
  readonly code: Buffer;
  readonly seconds: number;
}

/** A call that takes so many times longer than the one whose code was kept probably ran more of the program. */
const muchLonger = 1.5;

/** @returns undefined when there is no bundle */
export function loadProgram({ file, place, argv, env }: ProgramSource): LoadedProgram | undefined {
  const text = readBundle(file);
  if (text === undefined) return undefined;
  const folder = codeFolder(env);
  const path = folder && join(folder, `${nameOf(text, file, argv)}.code`);
  const kept = path === undefined ? undefined : readKept(path);
  const script = new Script(text, {
    filename: file.pathname,
    cachedData: kept?.code,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const before = script.cachedDataRejected === false ? kept : undefined;
  const run = script.runInThisContext() as (exports: object, ...rest: unknown[]) => void;
  const program = {} as Program;
  run(program, createRequire(place), place);
  const keep = (): void => {
    if (folder !== undefined && path !== undefined) keepCode(script, before, folder, path);
  };
  return { program, keep };
}

function readBundle(file: URL): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}

/** The engine only compares lengths, so the bundle's own hash, which is its first line, makes the name. */
function nameOf(text: string, file: URL, argv: readonly string[]): string {
  const command = argv.find((word) => /^[a-z][a-z-]{1,20}$/.test(word)) ?? "other";
  const { mtimeMs, size } = statSync(file);
  const engine = `${process.version} ${process.arch} ${v8().cachedDataVersionTag()}`;
  const hash = digest(`${text.slice(0, text.indexOf("\n"))} ${mtimeMs} ${size} ${engine}`);
  return `${command}-${hash.slice(0, 16)}`;
}

// These take a while to load, and `--version` comes without them.
const v8 = (): typeof import("node:v8") => process.getBuiltinModule("node:v8");
const crypto = (): typeof import("node:crypto") => process.getBuiltinModule("node:crypto");

const digest = (data: string | Buffer): string =>
  crypto().createHash("sha1").update(data).digest("hex");

const digestLength = 40;
const secondsLength = 12;

function readKept(path: string): Kept | undefined {
  try {
    const file = readFileSync(path);
    const code = file.subarray(digestLength + secondsLength);
    const head = file.toString("latin1", 0, digestLength + secondsLength);
    if (digest(code) !== head.slice(0, digestLength)) return undefined;
    return { code, seconds: Number.parseFloat(head.slice(digestLength)) };
  } catch {
    return undefined;
  }
}

function keepCode(script: Script, before: Kept | undefined, folder: string, path: string): void {
  const { user, system } = process.cpuUsage();
  const seconds = (user + system) / 1e6;
  if (before !== undefined && seconds < before.seconds * muchLonger) return;
  try {
    const fresh = script.createCachedData();
    const code = before !== undefined && before.code.length > fresh.length ? before.code : fresh;
    const head = `${digest(code)}${seconds.toFixed(3).padStart(secondsLength)}`;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}`;
    writeFileSync(temporary, Buffer.concat([Buffer.from(head), code]), { mode: 0o600 });
    renameSync(temporary, path);
    removeOld(folder);
  } catch {
    // A read-only home, a full disk: the next call compiles again.
  }
}

const month = 30 * 24 * 3600 * 1000;

/** Code of versions that are gone. */
function removeOld(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (Date.now() - statSync(path).mtimeMs > month) rmSync(path, { force: true });
  }
}
