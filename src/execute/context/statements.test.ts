import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContextFixture, openContextFixture } from "../../test/context-fixture.ts";

let fixture: ContextFixture;
beforeAll(async () => {
  fixture = await openContextFixture();
}, 60_000);
afterAll(() => fixture?.[Symbol.asyncDispose]());

describe("statements", () => {
  test("run_query gives a table", async () => {
    const template =
      "{% set t = run_query('select 1 as a, 2.5 as b union all select 3, 4') %}{{ t.columns[0].values() }} {{ t.rows[1]['b'] }} {{ t.column_names }} {{ t | length }}";
    expect(await fixture.render(template)).toBe("(1, 3) 4.0 ('a', 'b') 2");
  });

  test("a statement's result is loaded once", async () => {
    const context = fixture.contextOf();
    const template =
      "{% call statement('x', fetch_result=True) %}select 5 as n{% endcall %}{% set r = load_result('x') %}{{ r.table.rows[0][0] }} {{ r.data }} {{ r['response'] }}";
    expect(await fixture.render(template, context)).toBe("5 [(5,)] OK");
    expect(await fixture.failureOf("{{ load_result('x') }}", context)).toBe("RESULT_LOADED_TWICE");
    expect(await fixture.render("{{ load_result('y') is none }}", context)).toBe("True");
  });

  test("the main statement is written and can be loaded again", async () => {
    const context = fixture.contextOf();
    await fixture.render("{% call statement('main') %}select 1{% endcall %}", context);
    expect(fixture.written.get("model.shop.b")).toContain("select 1");
    expect(
      await fixture.render(
        "{{ load_result('main').response }}{{ load_result('main').response }}",
        context,
      ),
    ).toBe("OKOK");
  });

  test("store_raw_result keeps message, code and rows", async () => {
    const template =
      "{% do store_raw_result('main', message='INSERT 5', code='INSERT', rows_affected=5) %}{% set r = load_result('main').response %}{{ r }} {{ r.code }} {{ r.rows_affected }}";
    expect(await fixture.render(template)).toBe("INSERT 5 INSERT 5");
  });
});

describe("what is told", () => {
  test("every statement carries the query comment and is told", async () => {
    fixture.events.length = 0;
    await fixture.render("{% do run_query('select 42 as n') %}");
    const sent = fixture.events.filter((event) => event.type === "sql").map((event) => event.sql);
    expect(sent.at(-1)).toBe(
      '/* {"app": "dbt", "dbt_version": "1.12.6", "profile_name": "shop", "target_name": "dev", "node_id": "model.shop.b"} */\nselect 42 as n',
    );
    expect(
      fixture.events.some((event) => event.type === "sql-finished" && event.status === "OK"),
    ).toBe(true);
  });

  test("warnings and lines for the log are told with their node", async () => {
    fixture.events.length = 0;
    await fixture.render(
      "{% do exceptions.warn('careful') %}{{ log('hello', info=True) }}{{ print('out') }}",
    );
    expect(fixture.events.map((event) => event.type)).toEqual([
      "warning",
      "template-log",
      "template-print",
    ]);
    expect(fixture.events[1]).toMatchObject({
      message: "hello",
      info: true,
      nodeId: "model.shop.b",
    });
  });

  test("a seed loads its table", async () => {
    expect(
      await fixture.render(
        "{{ load_agate_table().column_names }}",
        fixture.contextOf("seed.shop.s"),
      ),
    ).toBe("('id',)");
  });
});
