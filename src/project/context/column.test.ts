import { describe, expect, test } from "vitest";
import { dialectOf } from "../../adapters/dialects.ts";
import { Problem } from "../../core/problem.ts";
import { repr, type Value } from "../../jinja/index.ts";
import { call, callMethod, get } from "../../test/python-calls.ts";
import { columnClass } from "./api.ts";

const duckdb = columnClass(dialectOf("duckdb"));
const postgres = columnClass(dialectOf("postgres"));
const names = (columns: Value): Value[] =>
  (columns as Value[]).map((column) => [get(column, "name"), get(column, "dtype")]);

describe("a column", () => {
  test("has its name, quoted and not", () => {
    const column = call(duckdb, ["Id", "INTEGER"]);
    expect([get(column, "name"), get(column, "column"), get(column, "quoted")]).toEqual([
      "Id",
      "Id",
      '"Id"',
    ]);
  });

  test.each([
    ["INTEGER", "is_integer"],
    ["ubigint", "is_integer"],
    ["HUGEINT", "is_number"],
    ["DOUBLE", "is_float"],
    ["DECIMAL", "is_numeric"],
    ["VARCHAR", "is_string"],
    ["STRUCT(a INTEGER)", "is_struct"],
  ])("of DuckDB's type %s answers %s", (type, question) => {
    expect(callMethod(call(duckdb, ["c", type]), question)).toBe(true);
  });

  test("with sizes in its type is no number to dbt-duckdb", () => {
    const column = call(duckdb, ["c", "DECIMAL(18,3)"]);
    expect(callMethod(column, "is_number")).toBe(false);
    expect(get(column, "data_type")).toBe("DECIMAL(18,3)");
  });

  test("writes its type with sizes as each database wants it", () => {
    const typeOf = (type: Value, ...args: Value[]): Value =>
      get(call(type, ["c", ...args]), "data_type");
    expect(typeOf(duckdb, "VARCHAR")).toBe("character varying(256)");
    expect(typeOf(postgres, "text")).toBe("text");
    expect(typeOf(postgres, "character varying")).toBe("character varying");
    expect(typeOf(postgres, "character varying", 20)).toBe("character varying(20)");
    expect(typeOf(postgres, "numeric", null, 10, 2)).toBe("numeric(10,2)");
    expect(typeOf(postgres, "numeric")).toBe("numeric");
  });

  test("can expand only to longer strings", () => {
    const short = call(postgres, ["c", "character varying", 10]);
    const long = call(postgres, ["c", "character varying", 20]);
    expect(callMethod(short, "can_expand_to", [long])).toBe(true);
    expect(callMethod(long, "can_expand_to", [short])).toBe(false);
    expect(callMethod(short, "can_expand_to", [call(postgres, ["c", "integer"])])).toBe(false);
  });
});

describe("a column of structs", () => {
  test("flattens into its fields", () => {
    const type = "STRUCT(a INTEGER, b STRUCT(c DECIMAL(10,2), d VARCHAR))";
    expect(names(callMethod(call(duckdb, ["s", type]), "flatten"))).toEqual([
      ["s.a", "INTEGER"],
      ["s.b.c", "DECIMAL(10,2)"],
      ["s.b.d", "VARCHAR"],
    ]);
  });

  test("has its own fields under their plain names, as a list of structs has", () => {
    const type = "STRUCT(a INTEGER, b STRUCT(c DECIMAL(10,2)))";
    const fields: Value = [
      ["a", "INTEGER"],
      ["b", "STRUCT(c DECIMAL(10,2))"],
    ];
    expect(names(get(call(duckdb, ["s", type]), "fields"))).toEqual(fields);
    expect(names(get(call(duckdb, ["s", `${type}[]`]), "fields"))).toEqual(fields);
    expect(get(call(duckdb, ["s", "INTEGER[]"]), "fields")).toEqual([]);
    expect(repr(call(duckdb, ["s", "STRUCT(a INTEGER)"]))).toContain(
      "fields=[DuckDBColumn(column='a', dtype='INTEGER',",
    );
  });
});

describe("a column's repr", () => {
  test("has its texts as Python writes them", () => {
    expect(repr(call(duckdb, ["e", "ENUM('r', 'b')"]))).toContain(`dtype="ENUM('r', 'b')"`);
  });

  test("is that of its class", () => {
    expect(repr(call(postgres, ["id", "integer"]))).toBe(
      "PostgresColumn(column='id', dtype='integer', char_size=None, numeric_precision=None, numeric_scale=None)",
    );
  });
});

describe("the class", () => {
  test("translates, creates and reads descriptions", () => {
    expect(callMethod(duckdb, "translate_type", ["string"])).toBe("TEXT");
    expect(callMethod(duckdb, "numeric_type", ["numeric", 10, 2])).toBe("numeric(10,2)");
    expect(callMethod(duckdb, "string_type", [20])).toBe("character varying(20)");
    expect(get(callMethod(duckdb, "create", ["c", "string"]), "dtype")).toBe("TEXT");
    const described = callMethod(postgres, "from_description", ["c", "numeric(10, 2)"]);
    expect(get(described, "data_type")).toBe("numeric(10,2)");
  });

  test("refuses a size that is no number", () => {
    expect(() => callMethod(duckdb, "from_description", ["c", "varchar(many)"])).toThrow(Problem);
  });
});
