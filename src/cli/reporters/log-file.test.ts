import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { openLogFile } from "./log-file.ts";

const folders: string[] = [];
const newFolder = () => {
  folders.push(mkdtempSync(join(tmpdir(), "log-file-")));
  return join(folders.at(-1) ?? "", "logs");
};
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const unlimited = { maxBytes: 0, clean: (text: string) => text };

function write(folder: string, line: string, maxBytes: number): void {
  const file = openLogFile(folder, {
    maxBytes,
    clean: (text) => text,
    onFailure(_, reason) {
      throw new Error(reason);
    },
  });
  file.write(line);
  file.flush();
}

test("lines are added to what earlier calls wrote", () => {
  const folder = newFolder();
  write(folder, "one", 0);
  write(folder, "two", 0);
  expect(readFileSync(join(folder, "dbt.log"), "utf8")).toBe("one\ntwo\n");
});

test("a file that would grow too long is put aside, older ones move on", () => {
  const folder = newFolder();
  for (const line of ["one", "two", "three"]) write(folder, line, 5);
  expect(readFileSync(join(folder, "dbt.log"), "utf8")).toBe("three\n");
  expect(readFileSync(join(folder, "dbt.log.1"), "utf8")).toBe("two\n");
  expect(readFileSync(join(folder, "dbt.log.2"), "utf8")).toBe("one\n");
});

test("no file is made when nothing is written", () => {
  const folder = newFolder();
  openLogFile(folder, { ...unlimited, onFailure: () => undefined }).flush();
  expect(existsSync(folder)).toBe(false);
});

test("a log that cannot be written is told once, and stops nothing", () => {
  const folder = newFolder();
  writeFileSync(folder, "in the way");
  const told: string[] = [];
  const file = openLogFile(folder, { ...unlimited, onFailure: (path) => told.push(path) });
  file.write("one");
  file.flush();
  file.write("two");
  file.flush();
  expect(told).toEqual([join(folder, "dbt.log")]);
});

test("what is written is cleaned, however many lines it is", () => {
  const folder = newFolder();
  const clean = (text: string) => text.replaceAll("hunter2", "*****");
  const file = openLogFile(folder, { maxBytes: 0, clean, onFailure: () => undefined });
  for (const line of ["hunter2 once", "and hunter2 twice"]) file.write(line);
  file.flush();
  expect(readFileSync(join(folder, "dbt.log"), "utf8")).toBe("***** once\nand ***** twice\n");
});
