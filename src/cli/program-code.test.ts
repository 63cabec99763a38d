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
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadProgram } from "./program-code.ts";

let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "code-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const folder = () => join(dir, "tsdbt", "code");
const keptFiles = () => (readdirSync(dir).includes("tsdbt") ? readdirSync(folder()) : []);

/** A bundle whose program notes its answer, which a second chunk gives, and its words. */
function load(answer: string, env: Record<string, string> = { XDG_CACHE_HOME: dir }) {
  const chunk = (body: string) => `// ${answer}\n(function (exports, require, place) { ${body} })`;
  write(
    "start.cjs",
    chunk(
      'exports.runProcess = async (argv) => { argv.push(require("./answer.cjs").answer, place); };',
    ),
  );
  write("answer.cjs", chunk(`exports.answer = "${answer}";`));
  return loadProgram({ ...source, folder: dir, argv: ["parse", "--quiet"], env });
}

const source = {
  start: "./start.cjs",
  place: import.meta.url,
  argv: [],
  env: {},
  tuning: { atUsualFlags: <T>(work: () => T): T => work() },
};

/** A file that is written anew is another one. */
function write(name: string, text: string): void {
  const path = join(dir, name);
  if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
}

async function answerOf(loaded: ReturnType<typeof load>): Promise<string> {
  const words: string[] = [];
  await loaded?.program.runProcess(words);
  return words[0] ?? "";
}

test("code is kept under the names of command and chunk and used by the next call", async () => {
  const first = load("one");
  expect(await answerOf(first)).toBe("one");
  first?.keep();
  expect(keptFiles().sort()).toEqual([
    expect.stringMatching(/^parse-answer-.*\.code$/),
    expect.stringMatching(/^parse-start-.*\.code$/),
  ]);
  expect(await answerOf(load("one"))).toBe("one");
});

test("a bundle of the same length with another content does not run the old code", async () => {
  const first = load("one");
  await answerOf(first);
  first?.keep();
  expect(await answerOf(load("two"))).toBe("two");
});

test("a chunk is loaded when the program asks for it, and its code is kept from then on", async () => {
  load("one")?.keep();
  expect(keptFiles()).toEqual([expect.stringMatching(/^parse-start-/)]);
  const second = load("one");
  await answerOf(second);
  second?.keep();
  expect(keptFiles()).toHaveLength(2);
});

test.each([
  ["its end", (whole: Buffer) => whole.subarray(0, whole.length - 10)],
  ["a sector", (whole: Buffer) => Buffer.from(whole).fill(0, 512, 1024)],
])("a file that has lost %s is passed over and replaced", async (_, damage) => {
  const first = load("one");
  await answerOf(first);
  first?.keep();
  const path = join(folder(), keptFiles().find((name) => name.startsWith("parse-start-")) ?? "");
  const damaged = damage(readFileSync(path));
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
  expect(loadProgram({ ...source, folder: join(dir, "absent") })).toBeUndefined();
});
