/** How a relation is written in SQL: bare, or as the subquery that `--empty`, `--sample` and microbatches put in its place. */
import type { RelationType } from "../../adapters/adapter.ts";

export interface Policy {
  readonly database: boolean;
  readonly schema: boolean;
  readonly identifier: boolean;
}

export interface EventTimeFilter {
  readonly fieldName: string;
  /** As `str(datetime)` writes them. */
  readonly start: string | null;
  readonly end: string | null;
}

export interface RelationParts {
  readonly database: string | null;
  readonly schema: string | null;
  readonly identifier: string | null;
  readonly type: RelationType | null;
  readonly quotePolicy: Policy;
  readonly includePolicy: Policy;
  readonly dbtCreated: boolean;
  readonly limit: number | null;
  readonly eventTimeFilter: EventTimeFilter | null;
  readonly requireAlias: boolean;
  /** DuckDB: a file or function call that stands for the relation. */
  readonly external: string | null;
  /** Set for `information_schema(view)`: undefined otherwise, null without a view. */
  readonly informationSchemaView?: string | null;
}

export const pathParts = ["database", "schema", "identifier"] as const;
export type PathPart = (typeof pathParts)[number];

/** The name as `render()` gives it. */
export function relationText(relation: RelationParts): string {
  if (relation.external !== null) return relation.external;
  const parts: string[] = [];
  for (const part of pathParts) {
    const name = relation[part];
    if (name === null || !relation.includePolicy[part]) continue;
    parts.push(relation.quotePolicy[part] ? `"${name}"` : name);
  }
  if (relation.informationSchemaView) parts.push(relation.informationSchemaView);
  return parts.join(".");
}

/** `render_limited()`. */
export function limitedText(relation: RelationParts): string {
  const text = relationText(relation);
  if (relation.limit === null) return text;
  const limit = relation.limit === 0 ? "where false limit 0" : `limit ${relation.limit}`;
  return `(select * from ${text} ${limit})${subqueryAlias(relation, "limit")}`;
}

/** `render_event_time_filtered()`. */
export function filteredText(relation: RelationParts, text = relationText(relation)): string {
  const condition = relation.eventTimeFilter && filterCondition(relation.eventTimeFilter);
  return condition
    ? `(select * from ${text} where ${condition})${subqueryAlias(relation, "et_filter")}`
    : text;
}

/** What `{{ relation }}` prints. The filter stands around the limit. */
export function printedText(relation: RelationParts): string {
  if (relation.type === "function") return relationText(relation);
  return filteredText(relation, limitedText(relation));
}

function subqueryAlias(relation: RelationParts, kind: string): string {
  return relation.requireAlias ? ` _dbt_${kind}_subq_${relation.identifier}` : "";
}

function filterCondition({ fieldName, start, end }: EventTimeFilter): string {
  const conditions: string[] = [];
  if (start) conditions.push(`${fieldName} >= '${start}'`);
  if (end) conditions.push(`${fieldName} < '${end}'`);
  return conditions.join(" and ");
}
