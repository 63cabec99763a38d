/** The adapter methods about schemas. */

import { crossDatabase } from "../../../core/problems/relations.ts";
import { bindArguments, str } from "../../../jinja/index.ts";
import type { Relation } from "../../../project/context/relation.ts";
import { relationArgument, textOrNull } from "./arguments.ts";
import { callMacro } from "./macros.ts";
import type { DatabaseMethods } from "./work.ts";

export const schemaMethods: DatabaseMethods = {
  create_schema: async (work, call) => {
    const relation = schemaOnly(relationArgument(call, "create_schema", "relation"));
    await callMacro(work, call.interpreter, "create_schema", { relation });
    await work.statements.commit();
    return null;
  },
  drop_schema: async (work, call) => {
    const relation = schemaOnly(relationArgument(call, "drop_schema", "relation"));
    await callMacro(work, call.interpreter, "drop_schema", { relation });
    await work.statements.commit();
    const { database, schema } = relation.name;
    work.run.cache.schemaDropped(database ?? work.run.project.profile.database, schema ?? "");
    return null;
  },
  list_schemas: async ({ run, session }, call) => {
    const { database } = bindArguments(call, "list_schemas", ["database"]);
    const name = textOrNull(database) ?? run.project.profile.database;
    return [...(await run.adapter.listSchemas(session, name))];
  },
  check_schema_exists: async ({ run, session }, call) => {
    const given = bindArguments(call, "check_schema_exists", ["database", "schema"]);
    const name = textOrNull(given.database) ?? run.project.profile.database;
    const wanted = str(given.schema ?? "").toLowerCase();
    const schemas = await run.adapter.listSchemas(session, name);
    return schemas.some((schema) => schema.toLowerCase() === wanted);
  },
  verify_database: ({ run }, call) => {
    const { database } = bindArguments(call, "verify_database", ["database"]);
    const name = str(database ?? null).replaceAll(/^"+|"+$/g, "");
    const expected = run.project.profile.database;
    if (name.toLowerCase() !== expected.toLowerCase()) throw crossDatabase(expected, name);
    return "";
  },
  // Views that Postgres drops with their tables leave the cache when `drop … cascade` is told to it.
  _link_cached_database_relations: () => null,
};

const schemaOnly = (relation: Relation): Relation =>
  relation.with({
    identifier: null,
    includePolicy: { ...relation.parts.includePolicy, identifier: false },
  });
