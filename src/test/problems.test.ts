/** Every problem of the catalogue is caused by what a user can do, and says where. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { commandLineMistakes } from "./problems/command-line.ts";
import { contextMistakes } from "./problems/context.ts";
import { executionMistakes } from "./problems/execution.ts";
import { makeMistake, placeOfProblem } from "./problems/mistake.ts";
import { propertiesMistakes } from "./problems/properties.ts";
import { referenceMistakes } from "./problems/references.ts";
import { reportMistakes } from "./problems/report.ts";
import { settingsMistakes } from "./problems/settings.ts";
import { testMistakes } from "./problems/tests.ts";

const mistakes = [
  ...settingsMistakes,
  ...referenceMistakes,
  ...propertiesMistakes,
  ...testMistakes,
  ...contextMistakes,
  ...executionMistakes,
  ...commandLineMistakes,
  ...reportMistakes,
];

describe("a mistake is told with its code and its place", () => {
  for (const mistake of mistakes) {
    test(`${mistake.code} (${mistake.place})`, async () => {
      const { problems } = await makeMistake(mistake);
      const told = problems.map((problem) => `${problem.code} ${placeOfProblem(problem)}`);
      expect(told).toContain(`${mistake.code} ${mistake.place}`.trimEnd());
    });
  }
});

test("every problem of the catalogue is caused by a test", () => {
  const src = fileURLToPath(new URL("../", import.meta.url));
  const texts = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.test\.ts$|expected.*output\.txt$/.test(path))
    .map((path) => readFileSync(join(src, path), "utf8"));
  const caused = new Set([
    ...mistakes.map(({ code }) => code),
    ...texts.flatMap((text) => text.match(/\b[A-Z]+(?:_[A-Z0-9]+)+\b/g) ?? []),
  ]);
  const catalogue = join(src, "core", "problems");
  const codes = readdirSync(catalogue).flatMap((file) =>
    [...readFileSync(join(catalogue, file), "utf8").matchAll(/new Problem\(\s*"(\w+)"/g)].map(
      ([, code]) => code,
    ),
  );
  expect(codes.length).toBeGreaterThan(200);
  expect(codes.filter((code) => code === undefined || !caused.has(code))).toEqual([]);
});
