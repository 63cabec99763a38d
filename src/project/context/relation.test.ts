import { describe, expect, test } from "vitest";
import { dialectOf } from "../../adapters/dialects.ts";
import { Problem } from "../../core/problem.ts";
import {
  Dict,
  equals,
  Interpreter,
  parseTemplate,
  repr,
  str,
  type Value,
} from "../../jinja/index.ts";
import { callMethod, get } from "../../test/python-calls.ts";
import { apiObject } from "./api.ts";
import { ephemeralRelation, makeRelation, type Relation } from "./relation.ts";
import type { RelationInput } from "./relation-parts.ts";

const duckdb = dialectOf("duckdb");
const postgres = dialectOf("postgres");
const orders = (input: RelationInput = {}, dialect = duckdb): Relation =>
  makeRelation({ database: "db", schema: "main", identifier: "Orders", ...input }, dialect);

const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof Problem ? error.code : String(error);
  }
  return "nothing thrown";
};

describe("printing", () => {
  test("a relation prints its quoted name, and its class in repr", () => {
    expect(str(orders())).toBe('"db"."main"."Orders"');
    expect(repr(orders())).toBe('<DuckDBRelation "db"."main"."Orders">');
    expect(repr(orders({}, postgres))).toBe('<PostgresRelation "db"."main"."Orders">');
  });

  test("include and quote change what is printed, part by part", () => {
    expect(str(callMethod(orders(), "include", [], { database: false }))).toBe('"main"."Orders"');
    expect(str(callMethod(orders(), "quote", [], { schema: false, identifier: null }))).toBe(
      '"db".main."Orders"',
    );
    expect(str(callMethod(orders(), "without_identifier"))).toBe('"db"."main"');
    expect(str(callMethod(orders(), "replace_path", [], { schema: "x", database: null }))).toBe(
      '"x"."Orders"',
    );
  });

  test("--empty puts a subquery in its place, named where the database wants a name", () => {
    const empty = orders({ limit: 0 });
    expect(str(empty)).toBe('(select * from "db"."main"."Orders" where false limit 0)');
    expect(callMethod(empty, "render")).toBe('"db"."main"."Orders"');
    expect(str(orders({ limit: 5 }, postgres))).toBe(
      '(select * from "db"."main"."Orders" limit 5) _dbt_limit_subq_Orders',
    );
  });

  test("an event time filter stands around the limit", () => {
    const filtered = orders(
      {
        limit: 5,
        eventTimeFilter: { fieldName: "at", start: "2024-01-01 00:00:00+00:00", end: null },
      },
      postgres,
    );
    expect(str(filtered)).toBe(
      `(select * from (select * from "db"."main"."Orders" limit 5) _dbt_limit_subq_Orders where at >= '2024-01-01 00:00:00+00:00') _dbt_et_filter_subq_Orders`,
    );
    expect(callMethod(filtered, "render_event_time_filtered", [])).toBe(
      `(select * from "db"."main"."Orders" where at >= '2024-01-01 00:00:00+00:00') _dbt_et_filter_subq_Orders`,
    );
  });

  test("the information schema stands below the database", () => {
    const tables = callMethod(orders(), "information_schema", ["tables"]);
    expect(str(tables)).toBe('"db".INFORMATION_SCHEMA.tables');
    expect(repr(tables)).toBe('<InformationSchema "db".INFORMATION_SCHEMA.tables>');
    expect(str(callMethod(orders(), "information_schema_only"))).toBe('"db".INFORMATION_SCHEMA');
    expect(str(callMethod(orders({ database: null }), "information_schema"))).toBe(
      "INFORMATION_SCHEMA",
    );
  });

  test("an ephemeral model is a bare name with dbt's prefix", () => {
    const relation = ephemeralRelation("stg", duckdb);
    expect(str(relation)).toBe("__dbt__cte__stg");
    expect(get(relation, "is_cte")).toBe(true);
  });
});

describe("as packages look at it", () => {
  test("it is a mapping whose metadata names its class", () => {
    const relation = orders();
    expect(relation.pyMapping).toBe(true);
    const metadata = callMethod(relation, "get", ["metadata"]) as Dict;
    expect(metadata.get("type")).toBe("DuckDBRelation");
    expect(callMethod(relation, "get", ["nothing", 7])).toBe(7);
    expect(callMethod(relation, "get", ["schema"])).toBe("main");
  });

  test("it is true, but cannot be walked or counted", () => {
    expect(orders().pyBool()).toBe(true);
    expect(codeOf(() => orders().pyIter())).toBe("NOT_A_DICTIONARY");
    expect(codeOf(() => orders().pyLen())).toBe("NOT_A_DICTIONARY");
    const asked = (test: string): string => {
      const globals = { get: (name: string) => (name === "r" ? orders() : undefined) };
      return new Interpreter({ globals }).renderSync(parseTemplate(`{{ r is ${test} }}`, "a.sql"));
    };
    expect([asked("sequence"), asked("mapping"), asked("string")]).toEqual([
      "False",
      "True",
      "False",
    ]);
    expect(() => asked("iterable")).toThrow("is a relation");
  });

  test("it equals a relation of the same parts and no other", () => {
    expect(equals(orders(), orders())).toBe(true);
    expect(equals(orders(), orders({ type: "view" }))).toBe(false);
    expect(equals(orders(), orders({ quotePolicy: { schema: false } }))).toBe(false);
    expect(equals(orders(), '"db"."main"."Orders"')).toBe(false);
    expect(orders().pyHash()).toBe(orders({ type: "view" }).pyHash());
  });

  test.each<[string, Value]>([
    ["database", "db"],
    ["schema", "main"],
    ["identifier", "Orders"],
    ["table", "Orders"],
    ["name", "Orders"],
    ["type", "view"],
    ["is_view", true],
    ["is_table", false],
    ["is_cte", false],
    ["is_materialized_view", false],
    ["is_pointer", false],
    ["is_function", false],
    ["can_be_renamed", false],
    ["can_be_replaced", false],
    ["dbt_created", false],
    ["require_alias", false],
    ["quote_character", '"'],
    ["limit", null],
    ["Table", "table"],
    ["View", "view"],
    ["CTE", "cte"],
    ["External", "external"],
    ["MaterializedView", "materialized_view"],
  ])("its %s is %j", (name, value) => {
    expect(orders({ type: "view" }).pyGetAttr(name)).toEqual(value);
  });

  test("what can be renamed and replaced depends on the database and the type", () => {
    expect(get(orders({ type: "table" }, postgres), "can_be_renamed")).toBe(true);
    expect(get(orders({ type: "materialized_view" }, postgres), "can_be_renamed")).toBe(false);
    expect(get(orders({ type: "view" }, postgres), "can_be_replaced")).toBe(true);
  });
});

describe("making and changing", () => {
  const Relation = get(apiObject(duckdb, { identifier: false }), "Relation");

  test("api.Relation.create starts from the project's quoting", () => {
    const made = callMethod(Relation, "create", ["d"], {
      schema: "s",
      identifier: "t",
      type: "table",
      quote_policy: Dict.of([["schema", false]]),
    });
    expect(str(made)).toBe('"d".s.t');
    expect(get(made, "is_table")).toBe(true);
  });

  test("api.Relation has the types, and scd_args", () => {
    expect(get(Relation, "View")).toBe("view");
    expect(callMethod(Relation, "scd_args", [["a", "b"], "at"])).toEqual(["a", "b", "at"]);
    expect(callMethod(Relation, "add_ephemeral_prefix", ["x"])).toBe("__dbt__cte__x");
  });

  test("a part that is no text is refused", () => {
    expect(codeOf(() => callMethod(Relation, "create", [1]))).toBe("INVALID_RELATION_PART");
  });

  test("incorporate merges path, type and policies", () => {
    const changed = callMethod(orders(), "incorporate", [], {
      path: Dict.of([["identifier", "other"]]),
      type: "table",
      include_policy: Dict.of([["database", false]]),
    });
    expect(str(changed)).toBe('"main"."other"');
    expect(get(changed, "type")).toBe("table");
  });

  test("Postgres refuses a name beyond its limit once the type is known", () => {
    const identifier = "x".repeat(64);
    expect(codeOf(() => orders({ identifier }, postgres))).toBe("nothing thrown");
    expect(codeOf(() => orders({ identifier, type: "table" }, postgres))).toBe(
      "IDENTIFIER_TOO_LONG",
    );
    expect(codeOf(() => orders({ identifier, type: "table" }))).toBe("nothing thrown");
  });
});

describe("matches", () => {
  test("names match by letter, and a difference in case is an error", () => {
    expect(callMethod(orders(), "matches", [], { identifier: "Orders" })).toBe(true);
    expect(callMethod(orders(), "matches", [], { identifier: "other" })).toBe(false);
    expect(codeOf(() => callMethod(orders(), "matches", [], { identifier: "orders" }))).toBe(
      "APPROXIMATE_MATCH",
    );
    expect(codeOf(() => callMethod(orders(), "matches"))).toBe("MATCH_WITHOUT_PATH");
  });

  test("what dbt made unquoted matches in any case", () => {
    const made = orders({ dbtCreated: true, quotePolicy: { identifier: false } });
    expect(callMethod(made, "matches", [], { identifier: "ORDERS" })).toBe(true);
  });
});

test("to_dict gives plain dicts, and every field", () => {
  expect(str(callMethod(orders({ type: "view" }), "to_dict"))).toBe(
    "{'path': {'database': 'db', 'schema': 'main', 'identifier': 'Orders'}, 'type': 'view', 'quote_character': '\"', 'include_policy': {'database': True, 'schema': True, 'identifier': True}, 'quote_policy': {'database': True, 'schema': True, 'identifier': True}, 'dbt_created': False, 'limit': None, 'event_time_filter': None, 'require_alias': False, 'catalog': None, 'renameable_relations': [], 'replaceable_relations': [], 'external': None}",
  );
});
