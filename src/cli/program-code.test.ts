import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadProgram } from "./program-code.ts";

let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "code-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const folder = () => join(dir, "tsdbt", "code");
const keptFiles = () => (readdirSync(dir).includes("tsdbt") ? readdirSync(folder()) : []);

/** A bundle whose program notes its answer and its words. */
function load(answer: string, env: Record<string, string> = { XDG_CACHE_HOME: dir }) {
  const path = join(dir, "program.cjs");
  const text = `// ${answer}\n(function (exports, require, place) { exports.runProcess = async (argv) => { argv.push("${answer}", place); }; })`;
  // A bundle that is written anew is another one.
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  const file = pathToFileURL(path);
  return loadProgram({ file, place: file.href, argv: ["parse", "--quiet"], env });
}

async function answerOf(loaded: ReturnType<typeof load>): Promise<string> {
  const words: string[] = [];
  await loaded?.program.runProcess(words);
  return words[0] ?? "";
}

test("code is kept under the name of the command and used by the next call", async () => {
  const first = load("one");
  expect(await answerOf(first)).toBe("one");
  first?.keep();
  expect(keptFiles()).toEqual([expect.stringMatching(/^parse-[0-9a-f]{16}\.code$/)]);
  expect(await answerOf(load("one"))).toBe("one");
});

test("a bundle of the same length with another content does not run the old code", async () => {
  const first = load("one");
  await answerOf(first);
  first?.keep();
  expect(await answerOf(load("two"))).toBe("two");
});

test("a damaged file is passed over and replaced", async () => {
  const first = load("one");
  await answerOf(first);
  first?.keep();
  const path = join(folder(), keptFiles()[0] ?? "");
  const whole = readFileSync(path);
  const damaged = whole.subarray(0, whole.length - 10);
  writeFileSync(path, damaged);
  const second = load("one");
  expect(await answerOf(second)).toBe("one");
  second?.keep();
  expect(readFileSync(path).equals(damaged)).toBe(false);
  expect(await answerOf(load("one"))).toBe("one");
});

test("a folder that others may write to is not used", async () => {
  mkdirSync(folder(), { recursive: true });
  chmodSync(folder(), 0o777);
  const loaded = load("one");
  expect(await answerOf(loaded)).toBe("one");
  loaded?.keep();
  expect(keptFiles()).toEqual([]);
});

test("nothing is kept when Node is asked to keep no code, nor without a home", async () => {
  for (const env of [{ XDG_CACHE_HOME: dir, NODE_DISABLE_COMPILE_CACHE: "1" }, {}]) {
    const loaded = load("one", env as Record<string, string>);
    expect(await answerOf(loaded)).toBe("one");
    loaded?.keep();
  }
  expect(keptFiles()).toEqual([]);
});

test("without a bundle there is nothing to load", () => {
  const file = pathToFileURL(join(dir, "absent.cjs"));
  expect(loadProgram({ file, place: file.href, argv: [], env: {} })).toBeUndefined();
});
