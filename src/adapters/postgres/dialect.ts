/** The facts about Postgres that templates can see. */
import type { Dialect } from "../dialect.ts";

export const postgresDialect: Dialect = {
  name: "postgres",
  relation: {
    className: "PostgresRelation",
    requireAlias: true,
    renameable: ["table", "view"],
    replaceable: ["table", "view"],
    longestName: 63,
  },
  column: {
    className: "PostgresColumn",
    integerTypes: [
      ...["smallint", "integer", "bigint", "smallserial", "serial", "bigserial"],
      ...["int2", "int4", "int8", "serial2", "serial4", "serial8"],
    ],
    floatTypes: ["real", "float4", "float", "double precision", "float8", "double"],
    unsizedText: ["text", "character varying"],
    structs: false,
  },
  now: "now()",
  bindingCharacter: "%s",
  incrementalStrategies: ["append", "delete+insert", "merge", "microbatch"],
  constraints: {
    check: "enforced",
    not_null: "enforced",
    unique: "enforced",
    primary_key: "enforced",
    foreign_key: "enforced",
  },
};
