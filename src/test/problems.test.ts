/** Every problem of the catalogue is caused by what a user can do, and says where. */
import { readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { openAdapter } from "../adapters/open.ts";
import { problemOf } from "../execute/outcomes.ts";
import { commandLineMistakes } from "./problems/command-line.ts";
import { contextMistakes } from "./problems/context.ts";
import { executionMistakes } from "./problems/execution.ts";
import { functionMistakes } from "./problems/functions.ts";
import { makeMistake, placeOfProblem } from "./problems/mistake.ts";
import { propertiesMistakes } from "./problems/properties.ts";
import { referenceMistakes } from "./problems/references.ts";
import { reportMistakes } from "./problems/report.ts";
import { settingsMistakes } from "./problems/settings.ts";
import { streamMistakes } from "./problems/streams.ts";
import { testMistakes } from "./problems/tests.ts";

const mistakes = [
  ...settingsMistakes,
  ...functionMistakes,
  ...referenceMistakes,
  ...propertiesMistakes,
  ...testMistakes,
  ...contextMistakes,
  ...executionMistakes,
  ...commandLineMistakes,
  ...reportMistakes,
  ...streamMistakes,
];

describe("a mistake is told with its code and its place", () => {
  for (const mistake of mistakes) {
    test(`${mistake.code} (${mistake.place})`, async () => {
      const { problems } = await makeMistake(mistake);
      const told = problems.map((problem) =>
        `${problem.code} ${placeOfProblem(problem)}`.trimEnd(),
      );
      expect(told).toContain(`${mistake.code} ${mistake.place}`.trimEnd());
    });
  }
});

/** The name that a problem gets which a later version of the command-line library may tell; none of today's does. */
const outOfReach = new Set(["INVALID_COMMAND_LINE"]);

test("every problem of the catalogue is caused by a test", () => {
  const src = fileURLToPath(new URL("../", import.meta.url));
  const texts = readdirSync(src, { recursive: true, encoding: "utf8" })
    .filter((path) => /\.(test|faults)\.ts$|expected.*output\.txt$/.test(path))
    .map((path) => readFileSync(join(src, path), "utf8"));
  const caused = new Set([
    ...mistakes.map(({ code }) => code),
    ...outOfReach,
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

describe("problems that only modules can be brought to", () => {
  test("a statement on a closed connection is told by the connection's name", async () => {
    await using adapter = await openAdapter("duckdb", { credentials: {}, baseDir: tmpdir() });
    const session = await adapter.connect("gone");
    await session[Symbol.asyncDispose]();
    await expect(session.execute("select 1")).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
  });

  test("two transactions that change the same row are in conflict", async () => {
    await using adapter = await openAdapter("duckdb", { credentials: {}, baseDir: tmpdir() });
    await using one = await adapter.connect("one");
    await using two = await adapter.connect("two");
    await one.execute("create table kept as select 1 as id");
    await one.begin();
    await two.begin();
    await one.execute("update kept set id = 2");
    await expect(two.execute("update kept set id = 3")).rejects.toMatchObject({
      code: "SQL_CONFLICT",
    });
    await one.rollback();
    await two.rollback();
  });

  test("a statement that is stopped says so", async () => {
    await using adapter = await openAdapter("duckdb", { credentials: {}, baseDir: tmpdir() });
    await using session = await adapter.connect("one");
    const endless = session.execute("select count(*) from range(1000000) a, range(1000000) b");
    setImmediate(() => session.cancel());
    await expect(endless).rejects.toMatchObject({ code: "SQL_CANCELLED" });
  });

  test("a bug is told as one, and not as the user's mistake", () => {
    expect(problemOf(new TypeError("x is not a function"), "model.shop.a")).toMatchObject({
      code: "NODE_CRASHED",
      nodeId: "model.shop.a",
    });
  });
});
