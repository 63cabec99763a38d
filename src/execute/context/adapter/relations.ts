/** The adapter methods about tables and views: finding, dropping, renaming, and the cache of what exists. */
import type { ExistingRelation, RelationName } from "../../../adapters/adapter.ts";
import { adapterArgument } from "../../../core/problems/context.ts";
import { approximateMatch } from "../../../core/problems/relations.ts";
import { bindArguments, str, type Value } from "../../../jinja/index.ts";
import { makeRelation, type Relation } from "../../../project/context/relation.ts";
import { pathParts } from "../../../project/context/relation-text.ts";
import { nameArguments, relationArgument, relationPair, textOrNull } from "./arguments.ts";
import { callMacro } from "./macros.ts";
import type { AdapterWork, DatabaseMethods } from "./work.ts";

export const relationMethods: DatabaseMethods = {
  get_relation: (work, call) => getRelation(work, nameArguments(call, "get_relation")),
  already_exists: async (work, call) => {
    const given = bindArguments(call, "already_exists", ["schema", "name"]);
    const found = await getRelation(work, {
      database: work.run.project.profile.database,
      schema: textOrNull(given.schema),
      identifier: textOrNull(given.name),
    });
    return found !== null;
  },
  list_relations: async (work, call) => {
    const { database, schema } = bindArguments(call, "list_relations", ["database", "schema"]);
    const { cache } = work.run;
    const found = await cache.list(work.session, databaseOf(work, database), str(schema ?? ""));
    return found.map((relation) => existing(work, relation));
  },
  list_relations_without_caching: async (work, call) => {
    const relation = relationArgument(call, "list_relations_without_caching", "schema_relation");
    const { database, schema } = relation.name;
    const found = await work.run.adapter.listRelations(
      work.session,
      databaseOf(work, database),
      schema ?? "",
    );
    return found.map((each) => existing(work, each));
  },
  drop_relation: async (work, call) => {
    const relation = relationArgument(call, "drop_relation", "relation");
    if (relation.parts.type === null)
      throw adapterArgument("drop_relation", `the type of ${relation.text} is not known.`);
    work.run.cache.dropped(relation.name);
    await callMacro(work, call.interpreter, "drop_relation", { relation });
    return null;
  },
  truncate_relation: async (work, call) => {
    const relation = relationArgument(call, "truncate_relation", "relation");
    await callMacro(work, call.interpreter, "truncate_relation", { relation });
    return null;
  },
  rename_relation: async (work, call) => {
    const [from, to] = relationPair(call, "rename_relation");
    renameInCache(work, from, to);
    await callMacro(work, call.interpreter, "rename_relation", {
      from_relation: from,
      to_relation: to,
    });
    return null;
  },
  cache_added: (work, call) => {
    const relation = relationArgument(call, "cache_added", "relation");
    work.run.cache.added(relation.name, relation.parts.type ?? "table");
    return "";
  },
  cache_dropped: (work, call) => {
    work.run.cache.dropped(relationArgument(call, "cache_dropped", "relation").name);
    return "";
  },
  cache_renamed: (work, call) => {
    renameInCache(work, ...relationPair(call, "cache_renamed"));
    return "";
  },
};

const renameInCache = ({ run }: AdapterWork, from: Relation, to: Relation): void =>
  run.cache.renamed(from.name, to.name);

const databaseOf = ({ run }: AdapterWork, database: Value | undefined): string =>
  database === undefined || database === null ? run.project.profile.database : str(database);

const existing = ({ run }: AdapterWork, relation: ExistingRelation): Relation =>
  makeRelation(relation, run.dialect, run.quoting);

/** Answers at once where the schema's relations are known. */
function getRelation(work: AdapterWork, name: RelationName): Value | Promise<Value> {
  const { cache } = work.run;
  const wanted = { ...name, database: databaseOf(work, name.database) };
  if (cache.knows(wanted.database, wanted.schema ?? ""))
    return matching(work, wanted, cache.findKnown(wanted));
  return cache.find(work.session, wanted).then((found) => matching(work, wanted, found));
}

/** @throws Problem when the name differs from the relation's only in case, unless the project does not quote names */
function matching(
  work: AdapterWork,
  wanted: RelationName,
  found: ExistingRelation | undefined,
): Value {
  if (found === undefined) return null;
  const { quoting } = work.run;
  for (const part of pathParts) {
    const expected = wanted[part];
    const text = quoting[part] === false ? expected?.toLowerCase() : expected;
    if (text !== undefined && text !== null && text !== found[part])
      throw approximateMatch(existing(work, found).text, nameText(wanted));
  }
  return existing(work, found);
}

const nameText = ({ database, schema, identifier }: RelationName): string =>
  [database, schema, identifier].filter((part) => part !== null).join(".");

/** Whether a relation of that name exists; for `ref` under `--defer`. */
export function relationExists(
  { run, session }: AdapterWork,
  name: RelationName,
): boolean | Promise<boolean> {
  if (run.cache.knows(name.database ?? "", name.schema ?? ""))
    return run.cache.findKnown(name) !== undefined;
  return run.cache.find(session, name).then((found) => found !== undefined);
}
