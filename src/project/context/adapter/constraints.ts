/** Writes the constraints of a contract as SQL: `adapter.render_raw_columns_constraints` and its sibling for models. */
import type { ConstraintType, Dialect } from "../../../adapters/dialect.ts";
import { constraintInvalid, constraintUnsupported } from "../../../core/problems/relations.ts";
import { bindArguments, repr, toData, type Value } from "../../../jinja/index.ts";
import type { AdapterFacts, PureMethods } from "./facts.ts";

interface Constraint {
  readonly type: ConstraintType | "custom";
  readonly name: string;
  readonly expression: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly warnUnsupported: boolean;
  readonly warnUnenforced: boolean;
}

const constraintTypes = ["check", "not_null", "unique", "primary_key", "foreign_key", "custom"];

export const constraintMethods: PureMethods = {
  render_raw_columns_constraints: (facts, call) => {
    const { raw_columns: columns } = bindArguments(call, "render_raw_columns_constraints", [
      "raw_columns",
    ]);
    const data = toData(columns ?? null);
    return Object.values(recordOf(data)).map((column) => columnText(facts, recordOf(column)));
  },
  render_raw_model_constraints: (facts, call) => {
    const { raw_constraints: constraints } = bindArguments(call, "render_raw_model_constraints", [
      "raw_constraints",
    ]);
    const data = toData(constraints ?? null);
    return listOf(data).flatMap((raw) => rendered(facts, raw, modelConstraint));
  },
};

function columnText(facts: AdapterFacts, column: Record<string, unknown>): string {
  const name = String(column.name);
  const written = column.quote ? `"${name}"` : name;
  const constraints = listOf(column.constraints).flatMap((raw) =>
    rendered(facts, raw, columnConstraint),
  );
  return [`${written} ${String(column.data_type)}`, ...constraints].join(" ");
}

type Render = (constraint: Constraint, dialect: Dialect) => string | undefined;

/** The constraint's text, or nothing when the database has no such constraint. */
function rendered(facts: AdapterFacts, raw: unknown, render: Render): string[] {
  const constraint = readConstraint(raw);
  const { dialect } = facts;
  if (constraint.type !== "custom") {
    const support = dialect.constraints[constraint.type];
    const isWarned =
      (support === "not_supported" && constraint.warnUnsupported) ||
      (support === "not_enforced" && constraint.warnUnenforced);
    if (isWarned) {
      const name = support === "not_supported" ? "ConstraintNotSupported" : "ConstraintNotEnforced";
      facts.warn(name, constraintUnsupported(constraint.type, dialect.name, support));
    }
    if (support === "not_supported") return [];
  }
  const text = render(constraint, dialect)?.trim();
  return text ? [text] : [];
}

function columnConstraint(constraint: Constraint, dialect: Dialect): string | undefined {
  const { expression } = constraint;
  switch (constraint.type) {
    case "check":
      return expression && `check (${expression})`;
    case "not_null":
      return `not null ${expression}`;
    case "unique":
      return `unique ${expression}`;
    case "primary_key":
      return `primary key ${expression}`;
    case "foreign_key":
      return references(constraint, dialect);
    case "custom":
      return expression;
  }
}

function modelConstraint(constraint: Constraint, dialect: Dialect): string | undefined {
  const { expression, name } = constraint;
  const prefix = name ? `constraint ${name} ` : "";
  const columns = constraint.columns.join(", ");
  const between = expression ? ` ${expression}` : "";
  switch (constraint.type) {
    case "check":
      return expression && `${prefix}check (${expression})`;
    case "unique":
      return `${prefix}unique${between} (${columns})`;
    case "primary_key":
      return `${prefix}primary key${between} (${columns})`;
    case "foreign_key": {
      const target = references(constraint, dialect);
      return target && `${prefix}foreign key (${columns}) ${target}`;
    }
    case "custom":
      return expression && `${prefix}${expression}`;
    case "not_null":
      return undefined;
  }
}

function references(
  { expression, to, toColumns }: Constraint,
  dialect: Dialect,
): string | undefined {
  if (to && toColumns.length > 0)
    return `references ${target(to, dialect)} (${toColumns.join(", ")})`;
  return expression ? `references ${expression}` : undefined;
}

/** DuckDB refuses a foreign key to a name with a database, even its own. */
function target(to: string, dialect: Dialect): string {
  const parts = to.split(".");
  return dialect.name === "duckdb" && parts.length > 2 ? parts.slice(1).join(".") : to;
}

function readConstraint(raw: unknown): Constraint {
  const fields = recordOf(raw);
  const type = String(fields.type);
  if (!constraintTypes.includes(type)) throw constraintInvalid(repr(raw as Value));
  return {
    type: type as Constraint["type"],
    name: textOf(fields.name),
    expression: textOf(fields.expression),
    columns: listOf(fields.columns).map(String),
    to: textOf(fields.to),
    toColumns: listOf(fields.to_columns).map(String),
    warnUnsupported: fields.warn_unsupported !== false,
    warnUnenforced: fields.warn_unenforced !== false,
  };
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const textOf = (value: unknown): string =>
  value === null || value === undefined ? "" : String(value);
