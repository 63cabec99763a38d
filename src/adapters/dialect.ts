/**
 * What templates can see of how databases differ, as plain facts that are known before a connection is open: parsing
 * needs them too. What an open database can do is in `Adapter.can`.
 */
import type { RelationType } from "./adapter.ts";

export type ConstraintType = "check" | "not_null" | "unique" | "primary_key" | "foreign_key";
export type ConstraintSupport = "enforced" | "not_enforced" | "not_supported";

export interface Dialect {
  /** dbt's adapter type. */
  readonly name: string;
  readonly relation: RelationFacts;
  readonly column: ColumnFacts;
  /** `sql_now` in templates. */
  readonly now: string;
  /** What stands for a value in a seed's insert. */
  readonly bindingCharacter: string;
  readonly incrementalStrategies: readonly string[];
  readonly constraints: Readonly<Record<ConstraintType, ConstraintSupport>>;
}

export interface RelationFacts {
  /** The Python class that templates see in `relation.get('metadata').type` and in `repr`. */
  readonly className: string;
  /** A subquery in `from` needs a name. */
  readonly requireAlias: boolean;
  readonly renameable: readonly RelationType[];
  readonly replaceable: readonly RelationType[];
  /** Longest name of a table or view; undefined where there is no limit. */
  readonly longestName: number | undefined;
}

export interface ColumnFacts {
  readonly className: string;
  readonly integerTypes: readonly string[];
  readonly floatTypes: readonly string[];
  /** String types that are written without a size when the database told none. */
  readonly unsizedText: readonly string[];
  /** Columns of structs can be flattened into their fields. */
  readonly structs: boolean;
  /** By which contracts compare types, for each type without its size; types compare by themselves where absent. */
  readonly families?: Readonly<Record<string, string>>;
}
