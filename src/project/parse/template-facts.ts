/** What a template says: read off its text where dbt does so or where that gives the same, rendered otherwise. */
import { mergeConfig } from "../settings/config.ts";
import { configTrees } from "./configure.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { noFacts, type TemplateFacts } from "./facts.ts";
import type { Subject } from "./recorder.ts";
import { readStatically, type StaticTemplate } from "./static-template.ts";
import { pythonTexts } from "./test-names.ts";
import type { Workspace } from "./workspace.ts";

/**
 * The facts of a node's template.
 * @throws TemplateError, and Problems of the natives
 */
export function readTemplate(
  subject: Subject,
  draft: Pick<Draft, "kind" | "owner">,
  workspace: Workspace,
): TemplateFacts {
  const { node } = subject;
  const read = hasOwnCalls(node, workspace) ? undefined : readStatically(node.raw_code);
  if (read !== undefined) {
    if (node.resource_type === "model") return staticFacts(read);
    // dbt renders these, which decodes what stands behind a backslash.
    if (!node.raw_code.includes("\\")) return renderedFacts(read);
  }
  const { recorder } = workspace;
  const foreseen = recorder.foresee(node);
  if (foreseen !== undefined) return foreseen;
  prepare(node, draft, workspace);
  return recorder.record(subject);
}

/** A project may have macros of its own named `ref`, `source` or `config`. */
function hasOwnCalls(node: DraftNode, { macros }: Workspace): boolean {
  return ["ref", "source", "config"].some(
    (name) =>
      macros.byId.has(`macro.${node.package_name}.${name}`) ||
      macros.byId.has(`macro.${macros.rootName}.${name}`),
  );
}

function staticFacts({ refs, sources, configs }: StaticTemplate): TemplateFacts {
  const once = sources.filter(
    ([source, table], index) =>
      sources.findIndex((other) => other[0] === source && other[1] === table) === index,
  );
  return { ...noFacts, refs, sources: once, calls: configs };
}

function renderedFacts({ refs, sources, configs, firstConfig }: StaticTemplate): TemplateFacts {
  const unrenderedCalls = firstConfig && pythonTexts(firstConfig);
  return { ...noFacts, refs, sources, calls: configs, unrenderedCalls, readStatically: false };
}

/** What a template can see of its own node while it is rendered: the config of the project file, default names. */
function prepare(
  node: DraftNode,
  { kind, owner }: Pick<Draft, "kind" | "owner">,
  workspace: Workspace,
): void {
  node.database = workspace.profile.database;
  node.schema = workspace.profile.schema;
  const { config } = mergeConfig({
    kind,
    adapter: workspace.profile.type,
    ...configTrees({ kind, owner, node }, workspace),
    fqn: node.fqn,
  });
  node.config = config;
}
