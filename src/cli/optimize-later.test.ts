import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { flagsFor } from "./optimize-later.ts";

test("this version of Node knows the flags that it is given", () => {
  const flags = flagsFor(process.versions.node);
  expect(flags.length).toBeGreaterThan(0);
  const { status, stderr } = spawnSync(process.execPath, [...flags, "-e", "0"], {
    encoding: "utf8",
    env: {},
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("a version in which they have not been tried is given none", () => {
  expect(flagsFor("26.0.0")).toEqual([]);
  expect(flagsFor("21.7.3")).toEqual([]);
});
