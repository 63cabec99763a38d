/** Reads the arguments of the methods that make another relation of one: `quote`, `include`, `replace`, `incorporate`. */
import type { RelationType } from "../../adapters/adapter.ts";
import { invalidRelationPart } from "../../core/problems/relations.ts";
import {
  bindArguments,
  type Call,
  Dict,
  isTrue,
  repr,
  str,
  type Value,
} from "../../jinja/index.ts";
import type { Relation } from "./relation.ts";
import { flagsIn } from "./relation-policy.ts";
import { type PathPart, type Policy, pathParts, type RelationParts } from "./relation-text.ts";

/** `database=False` and so on, by position or by name; None leaves a part as it is. */
export function readPolicy(call: Call, method: string): Partial<Policy> {
  const given = bindArguments(call, method, ["database?", "schema?", "identifier?"]);
  const policy: { -readonly [Part in PathPart]?: boolean } = {};
  for (const part of pathParts) {
    const flag = given[part];
    if (flag !== undefined && flag !== null) policy[part] = isTrue(flag);
  }
  return policy;
}

/** The parts of the name among keyword arguments or in a dict. */
export function readPath(entries: Iterable<readonly [Value, Value]>): Partial<RelationParts> {
  const path: { -readonly [Part in PathPart]?: string | null } = {};
  for (const [key, value] of entries) {
    const part = pathParts.find((candidate) => candidate === key);
    if (part === undefined) continue;
    if (value !== null && typeof value !== "string") throw invalidRelationPart(part, repr(value));
    path[part] = value;
  }
  return path;
}

const partReaders: Readonly<Record<string, (value: Value) => Partial<RelationParts>>> = {
  path: (value) => (value instanceof Dict ? readPath(value.entries()) : {}),
  type: (value) => ({ type: value === null ? null : (str(value) as RelationType) }),
  limit: (value) => ({ limit: typeof value === "number" ? value : null }),
  dbt_created: (value) => ({ dbtCreated: isTrue(value) }),
  external: (value) => ({ external: value === null ? null : str(value) }),
};

export function readParts(call: Call): Partial<RelationParts> {
  let changes: Partial<RelationParts> = {};
  for (const [name, value] of call.kwargs) changes = { ...changes, ...partReaders[name]?.(value) };
  return changes;
}

/** Like `replace`, but policies and the path are merged into what is there. */
export function incorporate(relation: Relation, call: Call): Relation {
  const merged = (name: string, policy: Policy): Policy => ({
    ...policy,
    ...flagsIn(call.kwargs.get(name)),
  });
  return relation.with({
    ...readParts(call),
    quotePolicy: merged("quote_policy", relation.parts.quotePolicy),
    includePolicy: merged("include_policy", relation.parts.includePolicy),
  });
}
