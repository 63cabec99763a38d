/** Fills in dbt's defaults for what is left out when a relation is made. */
import type { RelationType } from "../../adapters/adapter.ts";
import type { Dialect } from "../../adapters/dialect.ts";
import type { EventTimeFilter, Policy, RelationParts } from "./relation-text.ts";

const everything: Policy = { database: true, schema: true, identifier: true };

export interface RelationInput {
  readonly database?: string | null;
  readonly schema?: string | null;
  readonly identifier?: string | null;
  readonly type?: RelationType | null;
  readonly quotePolicy?: Partial<Policy>;
  readonly includePolicy?: Partial<Policy>;
  readonly dbtCreated?: boolean;
  readonly limit?: number | null;
  readonly eventTimeFilter?: EventTimeFilter | null;
  readonly requireAlias?: boolean;
  readonly external?: string | null;
}

/** All parts of a relation; all three parts of the name are included and quoted unless said otherwise. */
export function makeParts(input: RelationInput, dialect: Dialect): RelationParts {
  return {
    database: input.database ?? null,
    schema: input.schema ?? null,
    identifier: input.identifier ?? null,
    type: input.type ?? null,
    quotePolicy: input.quotePolicy ? { ...everything, ...input.quotePolicy } : everything,
    includePolicy: input.includePolicy ? { ...everything, ...input.includePolicy } : everything,
    dbtCreated: input.dbtCreated ?? false,
    limit: input.limit ?? null,
    eventTimeFilter: input.eventTimeFilter ?? null,
    requireAlias: input.requireAlias ?? dialect.relation.requireAlias,
    external: input.external ?? null,
  };
}
