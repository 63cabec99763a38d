import { afterAll, beforeAll, expect, test } from "vitest";
import type { Adapter, Ask } from "../adapter.ts";
import { openDuckdb } from "./open.ts";
import { proofs } from "./proofs.ts";

let adapter: Adapter;
let ask: Ask;
beforeAll(async () => {
  adapter = await openDuckdb({
    credentials: { type: "duckdb", path: ":memory:", schema: "main" },
    baseDir: ".",
  });
  const session = await adapter.connect("test");
  ask = (sql) => session.execute(sql, { fetch: true });
  await ask(`create table t as select i::integer as dense, i * 3 - 50 as gaps, i * 1000003 as sparse,
    case when i % 9 = 0 then null else i end as nulls, i % 50 as twice, i::varchar as text, i::double as float,
    i::hugeint + 170141183460469231731687303715884000000 as huge from range(100) r(i)`);
  await ask("create view v as select * from t");
});
afterAll(async () => await adapter[Symbol.asyncDispose]());

test.each([
  ["select dense from t where dense is null", true],
  ["select dense from v where dense is null", true],
  ["select nulls from v where nulls is null", false],
  ["select 1 where 1 = 0", true],
  ["select dense from t", false],
  ["select dense from t union all select dense from t where dense is null", false],
  ["select count(*) from t where dense is null", false],
])("that a query gives no rows is known from statistics: %s", async (sql, expected) => {
  expect(await proofs.isEmpty?.(ask, sql)).toBe(expected);
});

test("a plan that is drawn in another way proves nothing", async () => {
  const other: Ask = async (sql) => {
    const result = await ask(sql);
    return { ...result, rows: [["physical_plan", "EMPTY_RESULT"]] };
  };
  expect(await proofs.isEmpty?.(other, "select 1 where 1 = 0")).toBe(false);
});

test.each([
  ["dense", true],
  ["gaps", true],
  ["nulls", true],
  ["huge", true],
  ["twice", false],
  ["sparse", false],
  ["text", false],
  ["float", false],
])("that whole numbers close together are distinct is proven: %s", async (column, expected) => {
  expect(await proofs.isDistinct(ask, "t", column)).toBe(expected);
});
