/**
 * Which tables and views exist, so that no node has to ask the database. Filled per schema; keyed in lower case as
 * dbt's cache is. Whoever creates, drops or renames must say so here.
 */
import type {
  Adapter,
  ExistingRelation,
  RelationName,
  RelationType,
  Session,
} from "../../adapters/adapter.ts";

export interface RelationCache {
  /** The relations of a schema; asks the database the first time. */
  list(session: Session, database: string, schema: string): Promise<readonly ExistingRelation[]>;
  /** The relation of that name, whatever the case of its letters. */
  find(session: Session, name: RelationName): Promise<ExistingRelation | undefined>;
  /** The same for a schema that is known already; undefined when it is not. */
  findKnown(name: RelationName): ExistingRelation | undefined;
  /** Asks the database for schemas that nobody has asked for yet. */
  fill(session: Session, schemas: Iterable<SchemaName>): Promise<void>;
  /** Whether a schema was filled. */
  knows(database: string, schema: string): boolean;
  added(name: RelationName, type: RelationType): void;
  dropped(name: RelationName): void;
  renamed(from: RelationName, to: RelationName): void;
  schemaDropped(database: string, schema: string): void;
  clear(): void;
}

export interface SchemaName {
  readonly database: string;
  readonly schema: string;
}

type Relations = Map<string, ExistingRelation>;

const lower = (text: string | null): string => (text ?? "").toLowerCase();
const schemaKey = (database: string | null, schema: string | null): string =>
  `${lower(database)}\u0000${lower(schema)}`;

/** An empty cache of what is in the adapter's database. */
export function createRelationCache(adapter: Adapter): RelationCache {
  const schemas = new Map<string, Promise<Relations>>();
  /** The same, for those that answered: changes are told without waiting. */
  const known = new Map<string, Relations>();

  async function load(session: Session, database: string, schema: string): Promise<Relations> {
    const found = await adapter.listRelations(session, database, schema);
    const relations: Relations = new Map(
      found.map((relation) => [lower(relation.identifier), relation]),
    );
    known.set(schemaKey(database, schema), relations);
    return relations;
  }

  function relationsOf(session: Session, database: string, schema: string): Promise<Relations> {
    const key = schemaKey(database, schema);
    let relations = schemas.get(key);
    if (relations === undefined) {
      relations = load(session, database, schema);
      schemas.set(key, relations);
      relations.catch(() => schemas.delete(key));
    }
    return relations;
  }

  function added(name: RelationName, type: RelationType): void {
    known
      .get(schemaKey(name.database, name.schema))
      ?.set(lower(name.identifier), { ...nameOf(name), type });
  }

  function dropped(name: RelationName): void {
    known.get(schemaKey(name.database, name.schema))?.delete(lower(name.identifier));
  }

  return {
    async list(session, database, schema) {
      return [...(await relationsOf(session, database, schema)).values()];
    },
    async find(session, name) {
      if (name.database === null || name.schema === null) return undefined;
      const relations = await relationsOf(session, name.database, name.schema);
      return relations.get(lower(name.identifier));
    },
    findKnown: (name) =>
      known.get(schemaKey(name.database, name.schema))?.get(lower(name.identifier)),
    async fill(session, wanted) {
      for (const { database, schema } of wanted) await relationsOf(session, database, schema);
    },
    knows: (database, schema) => known.has(schemaKey(database, schema)),
    added,
    dropped,
    renamed(from, to) {
      const type = known
        .get(schemaKey(from.database, from.schema))
        ?.get(lower(from.identifier))?.type;
      dropped(from);
      if (type !== undefined) added(to, type);
    },
    schemaDropped(database, schema) {
      known.get(schemaKey(database, schema))?.clear();
    },
    clear() {
      schemas.clear();
      known.clear();
    },
  };
}

const nameOf = ({ database, schema, identifier }: RelationName): RelationName => ({
  database,
  schema,
  identifier,
});
