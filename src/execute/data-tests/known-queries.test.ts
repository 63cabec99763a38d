import { expect, test } from "vitest";
import { notNullQuery, uniqueQuery } from "./known-queries.ts";

const notNull = (relation: string, column = "id") =>
  `\n  select ${column}\n  from ${relation}\n  where ${column} is null\n`;

test.each([
  `"db"."schema"."table"`,
  "db.schema.table",
  `"odd ""name"" -- of"."it's"`,
  `read_json('data/*.ndjson', columns=struct_pack(a := 'varchar'))`,
  `'data/events.parquet'`,
  `(select * from "a"."b" where note != ')' and (x > 1 or y)) dbt_subquery`,
])("a query of one relation is known: %s", (relation) => {
  expect(notNullQuery(notNull(relation))).toEqual({ column: "id", relation });
});

test.each([
  "a, b",
  "a join b using (id)",
  "a where x = 1 or",
  "a -- where",
  "a /* b */",
  "a; select 1 from b",
  "(select 1) dbt_subquery, b",
  "(select 1)) dbt_subquery",
  String.raw`f(E'\'') where id = E'\''`,
  "f($$ ' $$)",
  "(select 1 -- )\n) dbt_subquery",
])("a query of more than one plain relation is not known: %s", (relation) => {
  expect(notNullQuery(notNull(relation))).toBeUndefined();
});

test("columns have to be the same, in the same letters", () => {
  expect(notNullQuery(`select "A" from t where "a" is null`)).toBeUndefined();
  expect(notNullQuery(`select a from t where b is null`)).toBeUndefined();
  expect(notNullQuery(notNull("t", `"of ""it"""`))?.column).toBe(`"of ""it"""`);
  expect(notNullQuery(notNull("t", "a + 1"))).toBeUndefined();
});

test("the query of unique is known as dbt writes it, and nothing more", () => {
  const unique = (end: string) => `select id as unique_field, count(*) as n_records
    from t where id is not null group by id having count(*) > ${end}`;
  expect(uniqueQuery(unique("1"))).toEqual({ column: "id", relation: "t" });
  expect(uniqueQuery(unique("2"))).toBeUndefined();
  expect(uniqueQuery(unique("1 limit 1"))).toBeUndefined();
});
