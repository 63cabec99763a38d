/** The facts about DuckDB that templates can see. */
import type { Dialect } from "../dialect.ts";

export const duckdbDialect: Dialect = {
  name: "duckdb",
  relation: {
    className: "DuckDBRelation",
    requireAlias: false,
    renameable: [],
    replaceable: [],
    longestName: undefined,
  },
  column: {
    className: "DuckDBColumn",
    integerTypes: [
      ...["tinyint", "smallint", "integer", "bigint", "hugeint"],
      ...["utinyint", "usmallint", "uinteger", "ubigint"],
      ...["int1", "int2", "int4", "int8", "short", "int", "signed", "long"],
    ],
    floatTypes: ["real", "float", "float4", "float8", "double"],
    unsizedText: [],
    structs: true,
  },
  now: "now()",
  bindingCharacter: "?",
  incrementalStrategies: ["append", "delete+insert", "merge", "microbatch"],
  constraints: {
    check: "enforced",
    not_null: "enforced",
    unique: "enforced",
    primary_key: "enforced",
    foreign_key: "enforced",
  },
};
