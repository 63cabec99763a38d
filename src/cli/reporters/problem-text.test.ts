import { expect, test } from "vitest";
import { Problem } from "../../core/problem.ts";
import { makeColors, withoutColors } from "./colors.ts";
import { problemText } from "./problem-text.ts";

function shown(source: string, column: number): readonly string[] {
  const problem = new Problem("CODE", "what happened", { at: { file: "a.sql", line: 2, column } });
  return withoutColors(problemText(problem, () => source, makeColors(false)))
    .split("\n")
    .slice(2);
}

test("the lines around the place are shown, with a caret below it", () => {
  expect(shown("one\ntwo\nthree\n", 3)).toEqual([
    "    1 | one",
    "    2 | two",
    "      |   ^",
    "    3 | three",
  ]);
});

test("of a line that is very long the part around the place is shown", () => {
  const [before = "", line = "", caret = "", after] = shown(
    `short\n${"x".repeat(5000)}HERE${"y".repeat(5000)}\n`,
    5001,
  );
  expect(before).toBe("    1 |");
  expect(line.length).toBeLessThan(220);
  expect(line.slice(caret.indexOf("^"), caret.indexOf("^") + 4)).toBe("HERE");
  expect(line).toMatch(/^ {4}2 \| …x+HEREy+…$/);
  expect(after).toBeUndefined();
});

test("a long line is shown from its beginning when the place is there", () => {
  const [, line = "", caret = ""] = shown(`\n${"x".repeat(5000)}`, 2);
  expect(caret.indexOf("^")).toBe("    2 | ".length + 1);
  expect(line).toMatch(/^ {4}2 \| x+…$/);
});
