/** Ties unit tests to the models that they test, one copy for each version of a versioned model. */

import { closestName } from "../../core/closest.ts";
import type { UnitTest } from "../../core/nodes.ts";
import {
  unitTestIncremental,
  unitTestModel,
  unitTestThis,
  unitTestVersions,
} from "../../core/problems/unit-tests.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { Draft, DraftNode } from "./draft.ts";
import type { NodeIndex } from "./node-index.ts";
import { pythonText } from "./test-names.ts";
import { addDisabled, attempt, type UnitTestDraft, type Workspace } from "./workspace.ts";

/** Links every unit test, or reports why it cannot be. Those of disabled models are disabled. */
export function linkUnitTests(workspace: Workspace, index: NodeIndex): void {
  for (const [id, draft] of [...workspace.unitTests])
    attempt(workspace, () => linkOne(id, draft, workspace, index));
}

function linkOne(id: string, draft: UnitTestDraft, workspace: Workspace, index: NodeIndex): void {
  const { node } = draft;
  const model = testedModel(draft, workspace, index);
  if (!model.node.config.enabled) {
    node.config = { ...node.config, enabled: false };
    workspace.unitTests.delete(id);
    addDisabled(id, draft, workspace);
    return;
  }
  node.depends_on = { macros: [], nodes: [model.node.unique_id] };
  node.schema = model.node.schema;
  checkIncremental(draft, model.node);
  if (model.node.version === null || model.node.version === undefined) checkUnversioned(draft);
  else expandVersions(id, draft, model.node, workspace);
}

function testedModel(
  { node, file, path }: UnitTestDraft,
  workspace: Workspace,
  index: NodeIndex,
): Draft {
  const [name = "", version] = node.model.split(/\s+/);
  const key = version === undefined ? name : `${name}.v${version}`;
  const [found] = index.refable(key, node.package_name);
  const model = found ?? index.disabled(key, node.package_name, "model")[0];
  if (model !== undefined) return model;
  const names = [...workspace.nodes.values()]
    .filter((draft) => draft.node.resource_type === "model")
    .map((draft) => draft.node.name);
  throw unitTestModel(
    node.name,
    node.model,
    closestName(name, names),
    file.locate([...path, "model"]),
  );
}

function checkIncremental({ node, file, path }: UnitTestDraft, model: DraftNode): void {
  if (!model.depends_on.macros.includes("macro.dbt.is_incremental")) return;
  const macros = node.overrides?.macros;
  const override = isDataObject(macros) ? macros.is_incremental : undefined;
  if (typeof override !== "boolean")
    throw unitTestIncremental(node.name, model.name, file.locate(path));
  if (override && !node.given.some((input) => input.input === "this"))
    throw unitTestThis(node.name, model.name, file.locate(path));
}

const selected = ({ versions }: UnitTest, key: "include" | "exclude"): readonly unknown[] => {
  const list = isDataObject(versions) ? versions[key] : null;
  return Array.isArray(list) ? list : [];
};

function checkUnversioned({ node, file, path }: UnitTestDraft): void {
  if (selected(node, "include").length + selected(node, "exclude").length > 0)
    throw unitTestVersions(node.name, node.model, file.locate([...path, "versions"]));
}

/** Puts one copy per version in the place of the test. */
function expandVersions(
  id: string,
  draft: UnitTestDraft,
  model: DraftNode,
  workspace: Workspace,
): void {
  const { node, file, path } = draft;
  const [include, exclude] = [selected(node, "include"), selected(node, "exclude")];
  const versions = [...workspace.nodes.values()]
    .map((other) => other.node)
    .filter((other) => other.resource_type === "model" && other.name === model.name)
    .filter((other) => other.package_name === model.package_name && other.version !== null)
    .filter(({ version }) =>
      exclude.length > 0
        ? !exclude.includes(version)
        : !isDataObject(node.versions) || include.includes(version),
    );
  if (versions.length === 0)
    throw unitTestVersions(node.name, node.model, file.locate([...path, "versions"]));
  workspace.unitTests.delete(id);
  for (const { unique_id: modelId, version } of versions) {
    const copy = {
      ...node,
      unique_id: `${id}_v${pythonText(version)}`,
      depends_on: { macros: [], nodes: [modelId] },
      version,
    };
    workspace.unitTests.set(copy.unique_id, { ...draft, node: copy });
  }
}
