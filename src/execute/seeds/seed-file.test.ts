import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Problem } from "../../core/problem.ts";
import { piecesOf } from "./seed-file.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "seed-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const write = (content: string | Uint8Array): string => {
  const path = join(dir, "s.csv");
  writeFileSync(path, content);
  return path;
};

test("a file comes in pieces that characters may lie across", () => {
  const text = `a\n${"é😀".repeat(300_000)}`;
  const pieces = [...piecesOf(write(text), "seeds/s.csv")];
  expect(pieces.length).toBeGreaterThan(3);
  expect(pieces.join("")).toBe(text);
});

test("bytes that are no text are told with their line, also at the file's end", () => {
  const bytes = Buffer.concat([Buffer.from("a\n".repeat(400_000)), Buffer.from([0xc3])]);
  const path = write(bytes);
  let told: unknown;
  try {
    for (const piece of piecesOf(path, "seeds/s.csv")) expect(piece).toBeTypeOf("string");
  } catch (thrown) {
    told = thrown;
  }
  expect(told).toBeInstanceOf(Problem);
  expect((told as Problem).at).toMatchObject({ file: "seeds/s.csv", line: 400_001 });
});
