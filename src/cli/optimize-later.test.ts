import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { flagsFor } from "./optimize-later.ts";

test("this version of Node knows the flags that it is given", () => {
  const { ours } = flagsFor(process.versions.node);
  expect(ours.length).toBeGreaterThan(0);
  const { status, stderr } = spawnSync(process.execPath, [...ours, "-e", "0"], {
    encoding: "utf8",
    env: {},
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});

test("the engine cannot tell the usual flags from never having been given any", () => {
  const { ours, usual } = flagsFor(process.versions.node);
  const script = `
    const v8 = require("node:v8");
    const tags = [v8.cachedDataVersionTag()];
    for (const flags of ${JSON.stringify([ours, usual])}) {
      for (const flag of flags) v8.setFlagsFromString(flag);
      tags.push(v8.cachedDataVersionTag());
    }
    console.log(JSON.stringify(tags));`;
  const { stdout } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8", env: {} });
  const [before, during, after] = JSON.parse(stdout) as number[];
  expect(during).not.toBe(before);
  expect(after).toBe(usual.length > 0 ? before : during);
});

test("a version in which they have not been tried is given none", () => {
  expect(flagsFor("26.0.0").ours).toEqual([]);
  expect(flagsFor("21.7.3").ours).toEqual([]);
});
