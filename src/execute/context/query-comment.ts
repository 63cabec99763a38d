/** The comment that goes with every statement, so that a database's log tells which node sent it. */

import type { GraphNode } from "../../core/nodes.ts";
import { queryCommentIllegal } from "../../core/problems/context.ts";
import { Interpreter, parseTemplate, type Scope, str, type Value } from "../../jinja/index.ts";
import type { Project } from "../../project/load.ts";
import { modelValue } from "./node-values.ts";

/** Puts the comment into a statement. */
export type AddComment = (sql: string) => string;

/** @param node undefined for statements of the run itself */
export type CommentFor = (node: GraphNode | undefined) => AddComment;

/** The project's `query-comment`: dbt's own JSON by default, or a template of the user's. */
export function queryComments(
  project: Project,
  baseFor: (packageName: string) => ReadonlyMap<string, Value>,
): CommentFor {
  const { comment, append } = project.settings.queryComment;
  if (comment === "") return () => (sql) => sql;
  const textFor =
    comment === undefined
      ? defaultComment(project, baseFor(project.settings.name))
      : customComment(comment, project, baseFor(project.settings.name));
  return (node) => {
    let text: string | undefined;
    return (sql) => {
      text ??= textFor(node).trim();
      if (text === "") return sql;
      return append ? appended(sql, text) : `/* ${text} */\n${sql}`;
    };
  };
}

type CommentText = (node: GraphNode | undefined) => string;

function defaultComment(project: Project, base: ReadonlyMap<string, Value>): CommentText {
  const { profile } = project;
  const json = (value: string): string => JSON.stringify(value);
  const version = str(base.get("dbt_version") ?? "");
  const common = `{"app": "dbt", "dbt_version": ${json(version)}, "profile_name": ${json(profile.name)}, "target_name": ${json(profile.target)}`;
  return (node) =>
    node
      ? `${common}, "node_id": ${json(node.unique_id)}}`
      : `${common}, "connection_name": "master"}`;
}

function customComment(
  comment: string,
  project: Project,
  base: ReadonlyMap<string, Value>,
): CommentText {
  const { file, name } = project.settings;
  const template = parseTemplate(comment, file);
  const macros = project.macros.namespaceFor(name);
  return (node) => {
    const own = new Map<string, Value>([
      ["connection_name", node?.unique_id ?? "master"],
      ["node", node === undefined ? null : modelValue(node)],
    ]);
    const globals: Scope = {
      get: (key) => own.get(key) ?? macros.get(key) ?? base.get(key),
    };
    const text = new Interpreter({ globals }).renderSync(template);
    if (text.includes("*/")) throw queryCommentIllegal(text);
    return text;
  };
}

/** Before the last semicolon, where there is one. */
function appended(sql: string, comment: string): string {
  const text = sql.trimEnd();
  return text.endsWith(";")
    ? `${text.slice(0, -1)}\n/* ${comment} */;`
    : `${text}\n/* ${comment} */`;
}
