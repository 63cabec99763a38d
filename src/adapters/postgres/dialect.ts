/** The facts about Postgres that templates can see. */
import type { Dialect } from "../dialect.ts";

/** The names are those of dbt-postgres's driver, which messages show. */
const each = (family: string, types: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(types.map((type) => [type, family]));

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
    families: {
      boolean: "BOOLEAN",
      ...each("INTEGER", ["smallint", "integer"]),
      bigint: "LONGINTEGER",
      ...each("FLOAT", ["real", "double precision"]),
      numeric: "DECIMAL",
      ...each("STRING", ["text", "character varying", "character", "bpchar", "name", '"char"']),
      date: "DATE",
      ...each("TIME", ["time without time zone", "time with time zone"]),
      "timestamp without time zone": "DATETIME",
      "timestamp with time zone": "DATETIMETZ",
      interval: "INTERVAL",
      bytea: "BINARY",
      oid: "ROWID",
      json: "JSON",
      jsonb: "JSONB",
    },
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
