/** Pages that are made from the code say what the code says. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { commandLineReference } from "../cli/reference.ts";

const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
const isUpdate = process.env.UPDATE_EXPECTED === "1";

test("docs/cli.md lists the commands and options as they are", () => {
  const page = commandLineReference();
  if (isUpdate) writeFileSync(path("docs/cli.md"), page);
  expect(readFileSync(path("docs/cli.md"), "utf8")).toBe(page);
});

test("docs/errors.md lists the problems as they are, each with one code, a sentence and an example", () => {
  const args = isUpdate ? [] : ["--check"];
  const done = spawnSync(process.execPath, [path("scripts/errors-doc.mjs"), ...args], {
    encoding: "utf8",
  });
  expect(done.stderr).toBe("");
});
