/**
 * Works out where each node lives in the database: database, schema and alias by the `generate_*_name` macros, which
 * projects and packages override. Where the built-in ones win they are not called: what they do is known.
 */
import type { Data, DataObject } from "../../core/data.ts";
import { Interpreter, isTrue, type PyObject, str, toValue, type Value } from "../../jinja/index.ts";
import { relationOfNode } from "../context/relation.ts";
import type { MacroSet } from "../macros/macro-set.ts";
import { strip } from "./checksum.ts";
import { type Draft, type DraftNode, isRelational } from "./draft.ts";
import { nodeObject } from "./node-object.ts";
import type { Workspace } from "./workspace.ts";

type Component = "database" | "schema" | "alias";
const components: readonly Component[] = ["database", "schema", "alias"];
type Generate = (custom: Data, node: DraftNode) => Value;

/** Gives a node its database, schema, alias and relation name. */
export type NameNode = (draft: Draft) => void;

/** @throws TemplateError when a macro of the project fails */
export function createNaming(workspace: Workspace): NameNode {
  const known = new Map<string, Readonly<Record<Component, Generate>>>();
  const generatorsFor = (packageName: string): Readonly<Record<Component, Generate>> => {
    const found = known.get(packageName);
    if (found !== undefined) return found;
    const made = {
      database: generatorFor("database", packageName, workspace),
      schema: generatorFor("schema", packageName, workspace),
      alias: generatorFor("alias", packageName, workspace),
    };
    known.set(packageName, made);
    return made;
  };
  return ({ node, names }) => {
    const { database, schema, alias } = generatorsFor(node.package_name);
    node.database = stripped(database(names.database, node));
    node.schema = stripped(schema(names.schema, node));
    node.alias = stripped(alias(names.alias, node));
    if (node.resource_type === "snapshot") applyTargets(node);
    node.relation_name = hasRelation(node, workspace) ? relationName(node, workspace) : null;
  };
}

const stripped = (value: Value): string =>
  (typeof value === "string" ? strip(value) : value) as string;

/** The older way of placing a snapshot, which bypasses the macros. */
function applyTargets(node: DraftNode): void {
  const { target_database: database, target_schema: schema } = node.config as DataObject;
  if (database) node.database = String(database);
  if (schema) node.schema = String(schema);
}

function hasRelation(node: DraftNode, workspace: Workspace): boolean {
  if (node.resource_type === "test")
    return node.config.store_failures || workspace.flags.storeFailures;
  return isRelational(node) && node.config.materialized !== "ephemeral";
}

/** The relation's name as it is written in SQL. */
export function relationName(node: DraftNode, { dialect, root }: Workspace): string {
  return relationOfNode(node as never, { dialect, quoting: root.quoting }).text;
}

function generatorFor(component: Component, packageName: string, workspace: Workspace): Generate {
  const { macros, profile } = workspace;
  const macro = macros.nameGenerator(component, packageName);
  if (isBuiltIn(component, macro.id, macros)) {
    if (component === "database") return (custom) => toValue(custom) ?? profile.database;
    if (component === "schema") return schemaNames(profile.schema);
    return defaultAlias;
  }
  const interpreter = new Interpreter({ globals: workspace.recorder.namingScope(macro) });
  return (custom, node) =>
    interpreter.callSync(macro.definition, [toValue(custom), nodeObject(node) as PyObject]);
}

/** The target's schema, with what a node's config asks for behind it. Few schemas hold all nodes. */
function schemaNames(schema: string): Generate {
  const known = new Map<Data, string>([[null, schema]]);
  return (custom) => {
    const name = known.get(custom) ?? `${schema}_${strip(String(custom))}`;
    known.set(custom, name);
    return name;
  };
}

/** True when a project or package has macros of its own for the names of nodes. */
export const hasOwnNames = ({ macros, projects }: Workspace): boolean =>
  components.some((component) =>
    projects.some(
      ({ name }) => !isBuiltIn(component, macros.nameGenerator(component, name).id, macros),
    ),
  );

function isBuiltIn(component: Component, id: string, macros: MacroSet): boolean {
  const name = `generate_${component}_name`;
  if (id !== `macro.dbt.${name}`) return false;
  return macros.dispatch(name, "dbt", macros.rootName).id === `macro.dbt.default__${name}`;
}

function defaultAlias(custom: Data, node: DraftNode): Value {
  if (isTrue(toValue(custom))) return strip(str(toValue(custom)));
  if (!node.version) return node.name;
  return `${node.name}_v${str(toValue(node.version)).replaceAll(".", "_")}`;
}
