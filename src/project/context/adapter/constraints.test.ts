import { expect, test } from "vitest";
import type { ConstraintSupport } from "../../../adapters/dialect.ts";
import { duckdbDialect } from "../../../adapters/duckdb/dialect.ts";
import type { Problem } from "../../../core/problem.ts";
import { type Call, toData, toValue } from "../../../jinja/index.ts";
import { constraintMethods } from "./constraints.ts";
import type { AdapterFacts } from "./facts.ts";

/** The text of a unique column on a database that treats such constraints so, and what is told. */
function uniqueColumn(unique: ConstraintSupport, constraint: Record<string, boolean> = {}) {
  const told: string[] = [];
  const facts = {
    dialect: { ...duckdbDialect, constraints: { ...duckdbDialect.constraints, unique } },
    warn: (name: string, { code, message }: Problem) => told.push(`${name} ${code} ${message}`),
  } as unknown as AdapterFacts;
  const constraints = [{ type: "unique", ...constraint }];
  const columns = toValue({ id: { name: "id", data_type: "integer", constraints } });
  const call = { args: [columns], kwargs: new Map() } as unknown as Call;
  const render = constraintMethods.render_raw_columns_constraints;
  return { text: toData(render?.(facts, call) ?? null), told };
}

test("a constraint that the database keeps is written, and nothing is told", () => {
  expect(uniqueColumn("enforced")).toEqual({ text: ["id integer unique"], told: [] });
});

test("a constraint that the database does not have is left out, with a warning", () => {
  const message = "duckdb has no unique constraints; this one is left out.";
  expect(uniqueColumn("not_supported")).toEqual({
    text: ["id integer"],
    told: [`ConstraintNotSupported CONSTRAINT_UNSUPPORTED ${message}`],
  });
  expect(uniqueColumn("not_supported", { warn_unsupported: false }).told).toEqual([]);
});

test("a constraint that the database only writes down is written, with a warning", () => {
  const message = "duckdb accepts unique constraints but does not enforce them.";
  expect(uniqueColumn("not_enforced")).toEqual({
    text: ["id integer unique"],
    told: [`ConstraintNotEnforced CONSTRAINT_UNSUPPORTED ${message}`],
  });
});
