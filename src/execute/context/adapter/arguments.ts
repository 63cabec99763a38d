/** Reads the arguments of adapter methods. */
import type { RelationName } from "../../../adapters/adapter.ts";
import { adapterArgument } from "../../../core/problems/context.ts";
import { bindArguments, type Call, repr, str, type Value } from "../../../jinja/index.ts";
import { Relation } from "../../../project/context/relation.ts";

/** @throws Problem when the argument is no relation */
export function relationArgument(
  call: Call,
  method: string,
  name: string,
  others: readonly string[] = [],
): Relation {
  const given = bindArguments(call, method, [name, ...others]);
  return asRelation(given[name] ?? null, method, name);
}

/** @throws Problem when the value is no relation */
export function asRelation(value: Value, method: string, name: string): Relation {
  if (value instanceof Relation) return value;
  throw adapterArgument(method, `${name} has to be a relation, but is ${repr(value)}.`);
}

/** Two relations, as `rename_relation` and others take them. */
export function relationPair(call: Call, method: string): readonly [from: Relation, to: Relation] {
  const given = bindArguments(call, method, ["from_relation", "to_relation"]);
  return [
    asRelation(given.from_relation ?? null, method, "from_relation"),
    asRelation(given.to_relation ?? null, method, "to_relation"),
  ];
}

/** Text, or null for none. */
export const textOrNull = (value: Value | undefined): string | null =>
  value === undefined || value === null ? null : str(value);

/** `database`, `schema`, `identifier` by position or name. */
export function nameArguments(call: Call, method: string): RelationName {
  const given = bindArguments(call, method, ["database", "schema", "identifier"]);
  return {
    database: textOrNull(given.database),
    schema: textOrNull(given.schema),
    identifier: textOrNull(given.identifier),
  };
}
