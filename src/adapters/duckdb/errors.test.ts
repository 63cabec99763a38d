import { expect, test } from "vitest";
import { Problem } from "../../core/problem.ts";
import { SqlError } from "../sql-error.ts";
import { offsetIn } from "./errors.ts";
import { openDuckdb } from "./open.ts";

async function offsetOf(sql: string): Promise<number | undefined> {
  await using adapter = await openDuckdb({ credentials: {}, baseDir: "." });
  const session = await adapter.connect("test");
  const thrown = await session.execute(sql).catch((error: unknown) => error);
  const cause = thrown instanceof Problem ? thrown.cause : undefined;
  return cause instanceof SqlError ? cause.offset : undefined;
}

test.each([
  ["in a later line", "select 1,\n\t\tnope\nfrom (select 1 as a)"],
  ["far into a long line", `select ${"1 as aaaaaaaaaa, ".repeat(20)} nope from (select 1 as a)`],
  [
    "far before the end of a long line",
    `select nope, ${"1 as aaaaaaaaaa, ".repeat(20)} 2 from (select 1 as a)`,
  ],
  [
    "amid a long line",
    `select ${"1 as b, ".repeat(30)} nope, ${"1 as c, ".repeat(30)} 2 from (select 1 as a)`,
  ],
  ["behind letters of several bytes", "select 'äöü — é', nope from (select 1 as a)"],
  ["behind emoji and wide letters", "select '🦆🦆', '日本', nope from (select 1 as a)"],
])("the place of a mistake is found %s", async (_, sql) => {
  expect(await offsetOf(sql)).toBe(sql.indexOf("nope"));
});

test("a message without a place gives none", () => {
  expect(offsetIn("Catalog Error: no such thing", "select 1")).toBeUndefined();
});
