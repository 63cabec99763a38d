/** Makes the job of a node's materialization from what is known of the node. Runs nothing. */
import type { ManifestNode } from "../core/nodes.ts";
import { Dict, toValue } from "../jinja/index.ts";
import { relationOfNode } from "../project/context/relation.ts";
import type { Compilation } from "./compile.ts";
import type { NodeContext } from "./context/node-context.ts";
import type { Job } from "./materializations/job.ts";
import type { NodeWork } from "./node-work.ts";

/** @param compilation becomes part of the `model` that templates see; undefined where nothing was compiled */
export function jobOf(
  { run }: NodeWork,
  node: ManifestNode,
  context: NodeContext,
  compilation: Compilation | undefined,
): Job {
  const sql = compilation?.compiled_code ?? "";
  if (compilation !== undefined) {
    context.set("model", compiledModel(node, compilation));
    context.set("sql", sql);
    context.set("compiled_code", sql);
  }
  const { quoting } = run.project.settings;
  const self = relationOfNode(node, { dialect: run.dialect, quoting });
  return { context, run, node, config: node.config, self, sql, afterCommit: [] };
}

/** Hardly any template looks into it. */
const compiledModel = (node: ManifestNode, { own: _, ...facts }: Compilation): Dict =>
  Dict.lazy((dict) => {
    for (const [key, value] of Object.entries({ ...node, ...facts }))
      if (value !== undefined) dict.set(key, toValue(value));
  });
