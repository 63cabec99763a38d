import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { codeFolder } from "./code-folder.ts";

let cache = "";
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), "code-folder-"));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

test("code is kept in the user's cache, unless the user wants none", () => {
  expect(codeFolder({ XDG_CACHE_HOME: cache })).toBe(join(cache, "tsdbt", "code"));
  expect(codeFolder({ XDG_CACHE_HOME: cache, NODE_DISABLE_COMPILE_CACHE: "1" })).toBeUndefined();
  expect(codeFolder({})).toBeUndefined();
});

test("a folder that others may write to is left alone", () => {
  const base = join(cache, "shared");
  mkdirSync(join(base, "tsdbt", "code"), { recursive: true });
  expect(codeFolder({ XDG_CACHE_HOME: base })).toBe(join(base, "tsdbt", "code"));
  rmSync(join(base, "tsdbt", "code"), { recursive: true });
  writeFileSync(join(base, "tsdbt", "code"), "no folder");
  expect(codeFolder({ XDG_CACHE_HOME: base })).toBeUndefined();
});

test("a cache that cannot be looked into is none", () => {
  writeFileSync(join(cache, "file"), "");
  expect(codeFolder({ XDG_CACHE_HOME: join(cache, "file") })).toBeUndefined();
});
