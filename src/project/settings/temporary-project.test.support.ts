/** Folders with a few files, for tests of what reads files. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import { type Problem, problemsIn } from "../../core/problem.ts";

const dirs: string[] = [];

afterAll(() => {
  for (const dir of dirs) rmSync(dir, { recursive: true, force: true });
});

/** Makes a folder that holds these files, by path; it is removed after the tests. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), "tsdbt-settings-")));
  dirs.push(dir);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

/** The problems that some work ends with; fails the test when it ends well. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
  } catch (thrown) {
    const problems = problemsIn(thrown);
    if (problems) return problems;
    throw thrown;
  }
  throw new Error("There was no problem.");
}

/** Code and line of each problem, which is what most tests look at. */
export const briefly = (problems: readonly Problem[]): string[] =>
  problems.map(({ code, at }) => (at ? `${code} ${at.file}:${at.line}` : code));
