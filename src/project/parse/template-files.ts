/** Makes nodes of files that hold templates: models, analyses, singular tests, snapshots. */
import { basename, extname } from "node:path/posix";
import type { ManifestNode } from "../../core/nodes.ts";
import { placeOf } from "../../core/place.ts";
import { functionLanguage } from "../../core/problems/functions.ts";
import { snapshotWithoutName } from "../../core/problems/resources.ts";
import { scanBlocks } from "../../jinja/index.ts";
import { compact } from "../settings/compact.ts";
import type { ProjectFile } from "../settings/discover.ts";
import type { ConfigKind, ProjectSettings } from "../settings/project-settings.ts";
import { strip, textChecksum } from "./checksum.ts";
import { configure } from "./configure.ts";
import {
  asFunction,
  asModel,
  type Draft,
  type DraftNode,
  noNames,
  startNode,
  takeFacts,
} from "./draft.ts";
import type { NamedTemplate, TemplateFileFacts } from "./facts.ts";
import { noteHooks } from "./hooks.ts";
import { readToParse, shownPath } from "./places.ts";
import { readPythonModel } from "./python-models.ts";
import { readTemplate } from "./template-facts.ts";
import { addNode, attempt, behavior, type Workspace } from "./workspace.ts";

type TemplateKind = "model" | "analysis" | "test" | "snapshot" | "function";

const kinds: Readonly<Record<TemplateKind, readonly [ManifestNode["resource_type"], ConfigKind]>> =
  {
    model: ["model", "models"],
    analysis: ["analysis", "analyses"],
    test: ["test", "data_tests"],
    snapshot: ["snapshot", "snapshots"],
    function: ["function", "functions"],
  };

/** The nodes of a file that was parsed before. */
export function addKnownTemplates(
  file: ProjectFile,
  facts: TemplateFileFacts,
  owner: ProjectSettings,
  workspace: Workspace,
): void {
  for (const template of facts.templates) {
    const node = nodeOf(file, template, owner, workspace);
    node.checksum = facts.checksum;
    finish(node, template, file, owner, workspace);
  }
}

/** Parses a file and adds its nodes; undefined when something in it is wrong, which is then noted. */
export function addTemplates(
  file: ProjectFile,
  owner: ProjectSettings,
  workspace: Workspace,
): TemplateFileFacts | undefined {
  if (file.kind === "function" && !file.path.endsWith(".sql")) {
    const name = nameOf(file.path);
    const at = { file: shownPath(workspace.root.dir, file.absolutePath), line: 1, column: 1 };
    const language = isPython(file) ? "Python" : "JavaScript";
    workspace.problems.push(functionLanguage(name, language, at));
    return undefined;
  }
  const text = readToParse(file);
  const checksum = textChecksum(text);
  const found = attempt(workspace, () => textsIn(file, text, workspace)) ?? [];
  const templates: NamedTemplate[] = [];
  for (const part of found) {
    const node = nodeOf(file, part, owner, workspace);
    node.checksum = checksum;
    const [, kind] = kinds[file.kind as TemplateKind];
    const subject = {
      node,
      file: shownPath(workspace.root.dir, file.absolutePath),
      fileText: text,
      offset: part.offset,
    };
    const facts = attempt(workspace, () =>
      isPython(file)
        ? readPythonModel(subject, workspace)
        : readTemplate(subject, { kind, owner }, workspace),
    );
    if (facts === undefined) {
      workspace.failed.add(node.name);
      continue;
    }
    const template = { name: part.name, text: part.text, offset: part.offset, facts };
    templates.push(template);
    finish(node, template, file, owner, workspace);
  }
  if (templates.length < found.length) return undefined;
  return { kind: "templates", checksum, templates: compact(templates) };
}

type Part = Omit<NamedTemplate, "facts">;

function textsIn(file: ProjectFile, text: string, workspace: Workspace): readonly Part[] {
  if (file.kind !== "snapshot") {
    const stripped = strip(text);
    return [{ name: null, text: stripped, offset: text.indexOf(stripped) }];
  }
  const shown = shownPath(workspace.root.dir, file.absolutePath);
  return scanBlocks(text, shown, ["snapshot"]).map((block) => {
    const name = block.args.trim();
    if (name === "") throw snapshotWithoutName(placeOf(shown, text, block.offset));
    return { name, text: block.contents, offset: block.contentsOffset };
  });
}

function nodeOf(
  file: ProjectFile,
  { name: blockName, text }: Part,
  owner: ProjectSettings,
  workspace: Workspace,
): DraftNode {
  const kind = file.kind as TemplateKind;
  const [resourceType] = kinds[kind];
  const name = blockName ?? nameOf(file.path);
  const path = compiledPath(file, workspace);
  const folders = path.split("/").slice(0, -1);
  // A snapshot's fqn has its file's name, too.
  const names = kind === "snapshot" ? [nameOf(path), name] : name;
  const node = startNode({
    resourceType,
    name,
    owner,
    path,
    originalFilePath: file.originalFilePath,
    uniqueId: `${resourceType}.${owner.name}.${name}`,
    fqn: [owner.name].concat(folders, names),
    text,
    createdAt: workspace.createdAt,
  });
  if (isPython(file)) node.language = "python";
  if (kind === "function") return asFunction(node);
  return kind === "model" ? asModel(node) : node;
}

/** The file's name without its last extension. */
const nameOf = (path: string): string => basename(path, extname(path));

const isPython = (file: ProjectFile): boolean => file.path.endsWith(".py");

/** The manifest's `path`; analyses stand in a folder of their own there. */
function compiledPath(file: ProjectFile, workspace: Workspace): string {
  return file.kind === "analysis" && !behavior(workspace, "require_corrected_analysis_fqns")
    ? `analysis/${file.path}`
    : file.path;
}

function finish(
  node: DraftNode,
  { facts, offset }: NamedTemplate,
  file: ProjectFile,
  owner: ProjectSettings,
  workspace: Workspace,
): void {
  const [, kind] = kinds[file.kind as TemplateKind];
  takeFacts(node, facts);
  node.metrics = facts.metrics;
  node.functions = [...facts.functions];
  const draft: Draft = {
    node,
    facts,
    owner,
    kind,
    calls: facts.calls,
    names: noNames,
    origin: { file, offset },
  };
  configure(draft, workspace);
  noteHooks(draft, workspace);
  addNode(draft, workspace);
}
