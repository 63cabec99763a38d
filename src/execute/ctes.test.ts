import { describe, expect, test } from "vitest";
import { cteText, injectCtes } from "./ctes.ts";

const a = { id: "model.p.a", sql: cteText("a", "select 1") };
const b = { id: "model.p.b", sql: cteText("b", "select 2") };
const both = "__dbt__cte__a as (\nselect 1\n),  __dbt__cte__b as (\nselect 2\n)";

describe("injected CTEs", () => {
  test.each([
    ["a query without CTEs gets a with clause", "select 1", `with ${both} select 1`],
    [
      "leading white space stays in front",
      "\n\n-- with x\nselect 1",
      `\n\nwith ${both} -- with x\nselect 1`,
    ],
    [
      "they come before the query's own",
      "with a as (select 1) select 2",
      `with  ${both}, a as (select 1) select 2`,
    ],
    [
      "comments before with do not hide it",
      "\n/* with */ WITH\n a as (select 1)",
      `\n/* with */ WITH\n  ${both}, a as (select 1)`,
    ],
    [
      "recursive stays with with",
      "with recursive r as (select 1) select 2",
      `with recursive  ${both}, r as (select 1) select 2`,
    ],
    [
      "recursive behind a comment is seen",
      "with -- c\n recursive r as (select 1)",
      `with -- c\n recursive  ${both}, r as (select 1)`,
    ],
    [
      "a with inside parentheses is not the query's own",
      "(with a as (select 1) select 1)",
      `with ${both} (with a as (select 1) select 1)`,
    ],
    ["a with inside a string is none", "'with' ", `with ${both} 'with' `],
    [
      "a with at the end of another clause is none",
      "select * from unnest([1]) with ordinality",
      `with ${both} select * from unnest([1]) with ordinality`,
    ],
    ["a name that begins with with is none", "within", `with ${both} within`],
    ["block comments nest", "/* /* */ with */ select 1", `with ${both} /* /* */ with */ select 1`],
  ])("%s", (_title, sql, expected) => {
    expect(injectCtes(sql, [a, b])).toBe(expected);
  });

  test("a query that reads no ephemeral model stays as it is", () => {
    expect(injectCtes("select 1", [])).toBe("select 1");
  });
});
