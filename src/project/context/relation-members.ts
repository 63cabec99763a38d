/** The attributes and methods that templates find on a relation. */
import type { RelationType } from "../../adapters/adapter.ts";
import { approximateMatch, matchWithoutPath } from "../../core/problems/relations.ts";
import {
  bindArguments,
  type Call,
  Dict,
  isTrue,
  str,
  toValue,
  type Value,
} from "../../jinja/index.ts";
import { materializedViewChanges } from "./materialized-view-changes.ts";
import type { Members } from "./native.ts";
import { namespaceObject } from "./native.ts";
import type { Relation } from "./relation.ts";
import { partsFromArguments } from "./relation-arguments.ts";
import { incorporate, readParts, readPath, readPolicy } from "./relation-changes.ts";
import { pathObject, policyObject } from "./relation-policy.ts";
import {
  filteredText,
  limitedText,
  type Policy,
  pathParts,
  type RelationParts,
  relationText,
} from "./relation-text.ts";

const typeNames: Readonly<Record<string, string>> = {
  Table: "table",
  View: "view",
  CTE: "cte",
  MaterializedView: "materialized_view",
  Ephemeral: "ephemeral",
  External: "external",
  PointerTable: "pointer_table",
  Function: "function",
};

const typeAttributes = Object.fromEntries(
  Object.entries(typeNames)
    .filter(([name]) => name !== "Ephemeral")
    .map(([name, value]) => [name, (): Value => value]),
);

const isOfType =
  (type: RelationType | "pointer_table") =>
  ({ parts }: Relation): Value =>
    parts.type === type;

export const relationMembers: Members<Relation> = {
  attributes: {
    database: ({ parts }) => parts.database,
    schema: ({ parts }) => parts.schema,
    identifier: ({ parts }) => parts.identifier,
    table: ({ parts }) => parts.identifier,
    name: ({ parts }) => parts.identifier,
    type: ({ parts }) => parts.type,
    path: ({ name }) => pathObject(name),
    quote_policy: ({ parts }) => policyObject(parts.quotePolicy),
    include_policy: ({ parts }) => policyObject(parts.includePolicy),
    quote_character: () => '"',
    dbt_created: ({ parts }) => parts.dbtCreated,
    limit: ({ parts }) => parts.limit,
    event_time_filter: ({ parts }) => eventTimeFilterValue(parts),
    require_alias: ({ parts }) => parts.requireAlias,
    catalog: () => null,
    external: ({ parts }) => parts.external,
    renameable_relations: ({ dialect }) => [...dialect.relation.renameable],
    replaceable_relations: ({ dialect }) => [...dialect.relation.replaceable],
    information_schema_view: ({ parts }) => parts.informationSchemaView ?? null,
    is_table: isOfType("table"),
    is_view: isOfType("view"),
    is_cte: isOfType("cte"),
    is_materialized_view: isOfType("materialized_view"),
    is_pointer: isOfType("pointer_table"),
    is_function: isOfType("function"),
    can_be_renamed: (relation) => hasType(relation, relation.dialect.relation.renameable),
    can_be_replaced: (relation) => hasType(relation, relation.dialect.relation.replaceable),
    get_relation_type: () =>
      namespaceObject(
        "EnumMeta",
        Object.fromEntries(Object.entries(typeNames).map(([name, type]) => [name, () => type])),
      ),
    ...typeAttributes,
  },
  methods: {
    get: (relation, call) => {
      const { key, default: fallback } = bindArguments(call, "get", ["key", "default?"]);
      if (key === "metadata") return Dict.of([["type", relation.pyType]]);
      return relation.pyGetItem(key ?? null) ?? fallback ?? null;
    },
    get_materialized_view_config_change_collection: (_, call) => {
      const name = "get_materialized_view_config_change_collection";
      const given = bindArguments(call, name, ["relation_results", "relation_config"]);
      return materializedViewChanges(given.relation_results ?? null, given.relation_config ?? null);
    },
    render: ({ parts }) => relationText(parts),
    render_limited: ({ parts }) => limitedText(parts),
    render_event_time_filtered: ({ parts }, call) => {
      const { rendered } = bindArguments(call, "render_event_time_filtered", ["rendered?"]);
      return filteredText(parts, rendered && isTrue(rendered) ? str(rendered) : undefined);
    },
    quoted: (_, call) => `"${str(call.args[0] ?? null)}"`,
    quote: (relation, call) => {
      const flags = readPolicy(call, "quote");
      return relation.with({ quotePolicy: { ...relation.parts.quotePolicy, ...flags } });
    },
    include: (relation, call) => {
      const flags = readPolicy(call, "include");
      return relation.with({ includePolicy: { ...relation.parts.includePolicy, ...flags } });
    },
    replace_path: (relation, call) => relation.with(readPath(call.kwargs)),
    replace: (relation, call) => relation.with(readParts(call)),
    incorporate: (relation, call) => incorporate(relation, call),
    without_identifier: (relation) =>
      relation.with({
        identifier: null,
        includePolicy: { ...relation.parts.includePolicy, identifier: false },
      }),
    information_schema: (relation, call) => {
      const view = call.args[0] ?? call.kwargs.get("view_name");
      return informationSchema(relation, typeof view === "string" ? view : null);
    },
    information_schema_only: (relation) => informationSchema(relation, null),
    matches: (relation, call) => matches(relation, call),
    scd_args: (_, call) => {
      const { primary_key, updated_at } = bindArguments(call, "scd_args", [
        "primary_key",
        "updated_at",
      ]);
      const keys = Array.isArray(primary_key) ? primary_key : [primary_key ?? null];
      return [...keys, updated_at ?? null];
    },
    create: (relation, call) =>
      relation.with(partsFromArguments(call, relation.dialect, relation.quoting)),
    add_ephemeral_prefix: (_, call) => `__dbt__cte__${str(call.args[0] ?? null)}`,
    relation_max_name_length: ({ dialect }) => dialect.relation.longestName ?? null,
    get_default_quote_policy: () => policyObject(allTrue),
    get_default_include_policy: () => policyObject(allTrue),
    to_dict: (relation) => partsValue(relation),
  },
};

const allTrue: Policy = { database: true, schema: true, identifier: true };

function hasType({ parts }: Relation, types: readonly RelationType[]): boolean {
  return parts.type !== null && types.includes(parts.type);
}

function eventTimeFilterValue({ eventTimeFilter }: RelationParts): Value {
  if (eventTimeFilter === null) return null;
  const { fieldName, start, end } = eventTimeFilter;
  return Dict.of([
    ["field_name", fieldName],
    ["start", start],
    ["end", end],
  ]);
}

/** `to_dict()`: plain dicts and lists all the way down. */
function partsValue({ name, parts, dialect }: Relation): Dict {
  const { database, schema, identifier } = name;
  return Dict.of([
    ["path", toValue({ database, schema, identifier })],
    ["type", parts.type],
    ["quote_character", '"'],
    ["include_policy", toValue(parts.includePolicy)],
    ["quote_policy", toValue(parts.quotePolicy)],
    ["dbt_created", parts.dbtCreated],
    ["limit", parts.limit],
    ["event_time_filter", eventTimeFilterValue(parts)],
    ["require_alias", parts.requireAlias],
    ["catalog", null],
    ["renameable_relations", [...dialect.relation.renameable]],
    ["replaceable_relations", [...dialect.relation.replaceable]],
    ...(dialect.name === "duckdb" ? [["external", parts.external] satisfies [Value, Value]] : []),
  ]);
}

/** `<database>.INFORMATION_SCHEMA.<view>`: the relation's own schema plays no part. */
function informationSchema(relation: Relation, view: string | null): Relation {
  const { parts } = relation;
  return relation.with({
    schema: null,
    identifier: "INFORMATION_SCHEMA",
    type: "view",
    includePolicy: {
      database: parts.database !== null,
      schema: false,
      identifier: true,
    },
    quotePolicy: { ...parts.quotePolicy, identifier: false },
    limit: null,
    eventTimeFilter: null,
    external: null,
    informationSchemaView: view,
  });
}

/** Whether the name is this relation's; a name that differs only in case is an error unless dbt made it unquoted. */
function matches({ parts }: Relation, call: Call): boolean {
  const wanted = bindArguments(call, "matches", ["database?", "schema?", "identifier?"]);
  let exact = true;
  let approximate = true;
  let searched = false;
  for (const part of pathParts) {
    const value = wanted[part];
    if (value === undefined || value === null) continue;
    searched = true;
    const text = str(value);
    const own = parts[part];
    const caseless = parts.dbtCreated && !parts.quotePolicy[part];
    exact &&= caseless ? own?.toLowerCase() === text.toLowerCase() : own === text;
    approximate &&= unquoted(own ?? "None") === unquoted(text);
  }
  if (!searched) throw matchWithoutPath();
  if (approximate && !exact) throw approximateMatch(relationText(parts), wantedText(wanted));
  return exact;
}

const wantedText = (wanted: Record<string, Value | undefined>): string =>
  pathParts
    .map((part) => wanted[part])
    .filter((value) => value !== undefined && value !== null)
    .map(str)
    .join(".");

const unquoted = (name: string): string => name.toLowerCase().replaceAll(/^"+|"+$/g, "");
