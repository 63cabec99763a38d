/** Relations, columns, indexes and constraints that templates make. */
import { Problem } from "../problem.ts";

/**
 * A table or view has a longer name than the database allows.
 * @example a model on Postgres whose alias has 70 characters
 */
export const identifierTooLong = (identifier: string, limit: number) =>
  new Problem(
    "IDENTIFIER_TOO_LONG",
    `The name "${identifier}" is too long: this database allows ${limit} characters.`,
    { hint: "Give the node a shorter `alias`." },
  );

/**
 * A part of a relation's name is not text, often because a variable is undefined.
 * @example api.Relation.create(schema=missing, identifier='orders')
 */
export const invalidRelationPart = (part: string, value: string) =>
  new Problem(
    "INVALID_RELATION_PART",
    `The ${part} of a relation has to be text, but is ${value}.`,
    {
      hint: "Pass a string or none. An undefined variable is neither.",
    },
  );

/**
 * `Relation.matches` was called without a name to compare with.
 * @example this.matches()
 */
export const matchWithoutPath = () =>
  new Problem(
    "MATCH_WITHOUT_PATH",
    "matches() needs a database, schema or identifier to compare with.",
  );

/**
 * A relation exists whose name differs only in upper and lower case.
 * @example the model orders, where the database has a table "Orders" that was made outside
 */
export const approximateMatch = (existing: string, wanted: string) =>
  new Problem(
    "APPROXIMATE_MATCH",
    `${existing} exists, which differs from ${wanted} only in upper and lower case.`,
    { hint: `Rename or drop it, or quote the name so that it is the same.` },
  );

/**
 * A source's `formatter` for `external_location` does not exist.
 * @example meta: {external_location: "data/{name}.parquet", formatter: jinja}
 */
export const unknownLocationFormatter = (formatter: string) =>
  new Problem("UNKNOWN_LOCATION_FORMATTER", `external_location has no formatter "${formatter}".`, {
    hint: "Use newstyle, oldstyle or template.",
  });

/**
 * A Postgres project names another database than the one it is connected to.
 * @example source database: other_db
 */
export const crossDatabase = (expected: string, got: string) =>
  new Problem(
    "CROSS_DATABASE",
    `This connection reaches the database ${expected} only, not ${got}.`,
  );

/**
 * A column's type has a size that is no number.
 * @example api.Column.from_description('id', 'varchar(many)')
 */
export const columnTypeInvalid = (type: string) =>
  new Problem("COLUMN_TYPE_INVALID", `The type "${type}" cannot be read.`);

/**
 * An index in a node's config is not written as dbt expects.
 * @example indexes: [{column: id}]
 */
export const indexInvalid = (message: string) =>
  new Problem("INDEX_INVALID", `An index of this node cannot be read: ${message}`, {
    hint: "Write indexes: [{columns: ['id'], unique: true}].",
  });

/**
 * A constraint in a properties file cannot be read.
 * @example constraints: [{type: uniqe}]
 */
export const constraintInvalid = (message: string) =>
  new Problem("CONSTRAINT_INVALID", `A constraint cannot be read: ${message}`, {
    hint: "type is one of check, not_null, unique, primary_key, foreign_key, custom.",
  });

/**
 * The database does not know a constraint, or does not enforce it.
 * @example constraints: [{type: foreign_key}] on a database without foreign keys
 */
export const constraintUnsupported = (type: string, adapter: string, support: string) =>
  new Problem(
    "CONSTRAINT_UNSUPPORTED",
    support === "not_supported"
      ? `${adapter} has no ${type} constraints; this one is left out.`
      : `${adapter} accepts ${type} constraints but does not enforce them.`,
    { hint: "Set warn_unsupported or warn_unenforced to false on the constraint to hide this." },
  );
