/**
 * A table, view or other thing with a name in the database, as templates hold it. Immutable: every method that changes
 * something returns another relation.
 */
import type { RelationName } from "../../adapters/adapter.ts";
import type { Dialect } from "../../adapters/dialect.ts";
import type { DataObject } from "../../core/data.ts";
import type { ManifestNode, Source } from "../../core/nodes.ts";
import { notADictionary } from "../../core/problems/context.ts";
import { identifierTooLong } from "../../core/problems/relations.ts";
import { equals, type PyObject, type Value } from "../../jinja/index.ts";
import { externalLocation } from "./external-location.ts";
import { memberOf } from "./native.ts";
import { relationMembers } from "./relation-members.ts";
import { makeParts, type RelationInput } from "./relation-parts.ts";
import {
  type EventTimeFilter,
  type Policy,
  pathParts,
  printedText,
  type RelationParts,
  relationText,
} from "./relation-text.ts";

export class Relation implements PyObject {
  readonly pyType: string;
  readonly pyMapping = true;
  readonly parts: RelationParts;
  readonly dialect: Dialect;
  /** The project's `quoting`, which `api.Relation.create` starts from. */
  readonly quoting: Partial<Policy>;

  constructor(parts: RelationParts, dialect: Dialect, quoting: Partial<Policy> = {}) {
    const { longestName } = dialect.relation;
    const { identifier, type } = parts;
    if (longestName && type && identifier && [...identifier].length > longestName)
      throw identifierTooLong(identifier, longestName);
    this.parts = parts;
    this.dialect = dialect;
    this.quoting = quoting;
    this.pyType =
      parts.informationSchemaView === undefined ? dialect.relation.className : "InformationSchema";
  }

  /** The relation's bare name in SQL, as `render()`. */
  get text(): string {
    return relationText(this.parts);
  }

  get name(): RelationName {
    const { database, schema, identifier } = this.parts;
    return { database, schema, identifier };
  }

  /** Another relation that differs in these parts. */
  with(changes: Partial<RelationParts>): Relation {
    return new Relation({ ...this.parts, ...changes }, this.dialect, this.quoting);
  }

  pyGetAttr(name: string): Value | undefined {
    return memberOf(relationMembers, this, name);
  }

  pyGetItem(key: Value): Value | undefined {
    return typeof key === "string" ? this.pyGetAttr(key) : undefined;
  }

  pyContains(key: Value): boolean {
    return this.pyGetItem(key) !== undefined;
  }

  pyStr(): string {
    return printedText(this.parts);
  }

  pyRepr(): string {
    return `<${this.pyType} ${this.text}>`;
  }

  pyBool(): boolean {
    return true;
  }

  // dbt's relations look like mappings, so that packages accept them, but cannot be walked as one.
  pyIter(): Iterable<Value> {
    throw notADictionary(this.text);
  }

  pyLen(): number {
    throw notADictionary(this.text);
  }

  pyHash(): string {
    return this.text;
  }

  pyEquals(other: Value): boolean {
    return other instanceof Relation && sameParts(this, other);
  }
}

function sameParts(left: Relation, right: Relation): boolean {
  const keys = Object.keys(left.parts) as (keyof RelationParts)[];
  return (
    left.pyType === right.pyType && keys.every((key) => samePart(left.parts[key], right.parts[key]))
  );
}

function samePart(left: RelationParts[keyof RelationParts], right: typeof left): boolean {
  if (left === right || equals((left ?? null) as Value, (right ?? null) as Value)) return true;
  return typeof left === "object" && JSON.stringify(left) === JSON.stringify(right);
}

/** A relation with dbt's defaults for what is left out: all three parts included and quoted. */
export function makeRelation(
  input: RelationInput,
  dialect: Dialect,
  quoting: Partial<Policy> = {},
): Relation {
  return new Relation(makeParts(input, dialect), dialect, quoting);
}

/** What `--empty`, `--sample` and microbatches add to a relation that is read. */
export interface RelationReading {
  readonly limit?: number | null;
  readonly eventTimeFilter?: EventTimeFilter | null;
}

export interface NodeRelationOptions extends RelationReading {
  readonly dialect: Dialect;
  /** The project's `quoting`; sources do not inherit it. */
  readonly quoting: DataObject;
}

/** The relation that a model, seed, snapshot, stored test or source is. */
export function relationOfNode(
  node: ManifestNode | Source,
  { dialect, quoting, limit, eventTimeFilter }: NodeRelationOptions,
): Relation {
  const isSource = node.resource_type === "source";
  const inherited = policyOf(quoting);
  const own = policyOf(isSource ? node.quoting : node.config.quoting);
  return makeRelation(
    {
      database: node.database,
      schema: node.schema,
      identifier: isSource ? node.identifier : node.alias,
      quotePolicy: isSource ? own : { ...inherited, ...own },
      limit: limit ?? null,
      eventTimeFilter: eventTimeFilter ?? null,
      external: isSource && dialect.name === "duckdb" ? externalLocation(node) : null,
    },
    dialect,
    inherited,
  );
}

/** The common table expression that an ephemeral model becomes where it is read. */
export function ephemeralRelation(
  identifier: string,
  dialect: Dialect,
  reading: RelationReading = {},
): Relation {
  return makeRelation(
    {
      identifier: ephemeralName(identifier),
      type: "cte",
      quotePolicy: { identifier: false },
      ...reading,
    },
    dialect,
  );
}

const ephemeralName = (identifier: string): string => `__dbt__cte__${identifier}`;

/** The three flags in a `quoting` config; others, such as `column`, are left out. */
export function policyOf(quoting: DataObject | undefined): Partial<Policy> {
  const policy: { -readonly [Part in keyof Policy]?: boolean } = {};
  for (const part of pathParts) {
    const flag = quoting?.[part];
    if (typeof flag === "boolean") policy[part] = flag;
  }
  return policy;
}
