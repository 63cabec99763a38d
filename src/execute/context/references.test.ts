import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ContextFixture, flags, openContextFixture } from "../../test/context-fixture.ts";

let fixture: ContextFixture;
beforeAll(async () => {
  fixture = await openContextFixture();
}, 60_000);
afterAll(() => fixture?.[Symbol.asyncDispose]());

describe("references", () => {
  test("ref and source give relations, and ephemeral models are noted", async () => {
    const context = fixture.contextOf();
    const template =
      "{{ ref('a') }} {{ ref('shop', 'a') }} {{ ref('e') }} {{ source('raw', 'events') }}";
    expect(await fixture.render(template, context)).toBe(
      '"memory"."main"."a" "memory"."main"."a" __dbt__cte__eph "memory"."main"."raw_events"',
    );
    expect([...context.ephemerals]).toEqual(["model.shop.e"]);
  });

  test("a source with an external location is that location", async () => {
    expect(await fixture.render("{{ source('raw', 'lake') }}")).toBe("read_csv('data/lake.csv')");
  });

  test("under --empty what is read is an empty subquery, and this is not", async () => {
    const { run, project } = fixture;
    const empty = { ...run, project: { ...project, flags: { ...flags, empty: true } } };
    const context = fixture.contextOf("model.shop.b", empty);
    expect(
      await fixture.render("{{ ref('a') }} {{ this }} {{ ref('a').identifier }}", context),
    ).toBe('(select * from "memory"."main"."a" where false limit 0) "memory"."main"."b" a');
  });

  test.each([
    ["{{ ref('nope') }}", "REF_TARGET_MISSING"],
    ["{{ ref('s') }}", "REF_BAD_CONTEXT"],
    ["{{ ref() }}", "REFERENCE_ARGUMENTS"],
    ["{{ source('raw') }}", "REFERENCE_ARGUMENTS"],
    ["{{ source('raw', 'nope') }}", "SOURCE_TARGET_MISSING"],
    ["{{ metric('m') }}", "METRICS_UNSUPPORTED"],
    ["{{ config.require('nope') }}", "CONFIG_MISSING"],
    ["{{ shout() }}", "RAISED_BY_TEMPLATE"],
    ["{{ load_agate_table() }}", "NOT_A_SEED"],
    ["{{ adapter_macro('x.y') }}", "ADAPTER_MACRO_REMOVED"],
    ["{{ submit_python_job(model, '') }}", "PYTHON_UNSUPPORTED"],
    ["{{ validation.any('a', 'b')('c') }}", "CONFIG_REFUSED"],
    ["{% do run_query('select nope') %}", "SQL_NAME_NOT_FOUND"],
    ["{{ try_or_compiler_error('no', shout) }}", "RAISED_BY_TEMPLATE"],
  ])("%s ends in %s", async (template, code) => {
    expect(await fixture.failureOf(template)).toBe(code);
  });
});
