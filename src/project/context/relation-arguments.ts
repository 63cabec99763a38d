/** Reads the arguments of `Relation.create(...)`, `api.Relation.create(...)`. */
import type { RelationType } from "../../adapters/adapter.ts";
import type { Dialect } from "../../adapters/dialect.ts";
import { invalidRelationPart } from "../../core/problems/relations.ts";
import { bindArguments, type Call, isTrue, repr, str, type Value } from "../../jinja/index.ts";
import { makeParts } from "./relation-parts.ts";
import { flagsIn } from "./relation-policy.ts";
import type { PathPart, Policy, RelationParts } from "./relation-text.ts";

const parameters = [
  ...["database?", "schema?", "identifier?", "type?"],
  ...["quote_policy?", "include_policy?", "dbt_created?", "limit?", "event_time_filter?"],
  ...["require_alias?", "external?", "catalog?", "catalog_name?", "quote_character?"],
];

/** @param quoting The project's quoting, which `quote_policy` is laid over. */
export function partsFromArguments(
  call: Call,
  dialect: Dialect,
  quoting: Partial<Policy>,
): RelationParts {
  const given = bindArguments(call, "create", parameters);
  const limit = given.limit;
  const type = given.type ?? null;
  return makeParts(
    {
      database: namePart("database", given.database),
      schema: namePart("schema", given.schema),
      identifier: namePart("identifier", given.identifier),
      type: type === null ? null : (str(type) as RelationType),
      quotePolicy: { ...quoting, ...flagsIn(given.quote_policy) },
      includePolicy: flagsIn(given.include_policy),
      dbtCreated: given.dbt_created !== undefined && isTrue(given.dbt_created),
      limit: typeof limit === "number" ? limit : null,
      external: typeof given.external === "string" ? given.external : null,
      ...(given.require_alias !== undefined && { requireAlias: isTrue(given.require_alias) }),
    },
    dialect,
  );
}

function namePart(part: PathPart, value: Value | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== "string") throw invalidRelationPart(part, repr(value));
  return value;
}
