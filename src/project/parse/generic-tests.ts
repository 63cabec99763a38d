/** Makes the nodes of the generic tests that properties files ask for. */
import type { Data, DataObject } from "../../core/data.ts";
import type { TestMetadata } from "../../core/nodes.ts";
import type { Place } from "../../core/place.ts";
import { looseTestArguments, looseTestConfig } from "../../core/problems/generic-tests.ts";
import { noItems } from "../settings/compact.ts";
import { configure } from "./configure.ts";
import {
  asGenericTest,
  type Draft,
  type DraftNode,
  noNames,
  startNode,
  takeFacts,
} from "./draft.ts";
import { readTestDefinition, type TestDefinition, testTags } from "./test-definition.ts";
import { recordTest } from "./test-facts.ts";
import { pythonText, synthesizeNames, type TestNames, testHash } from "./test-names.ts";
import type { TestTarget } from "./test-target.ts";
import { addNode, attempt, behavior, deprecate, type Workspace } from "./workspace.ts";

export interface WrittenTest {
  readonly value: Data;
  readonly path: readonly (string | number)[];
  /** Quoted when the column asks for it. */
  readonly columnName: string | null;
  readonly tags: readonly string[];
}

/** Adds a test to the workspace, or reports why it cannot be. */
export function addTest(test: WrittenTest, target: TestTarget, workspace: Workspace): void {
  attempt(workspace, () => addNode(makeTest(test, target, workspace), workspace));
}

function makeTest(test: WrittenTest, target: TestTarget, workspace: Workspace): Draft {
  const at = (): Place => target.file.locate(test.path);
  const definition = readTestDefinition(test.value, {
    columnName: test.columnName,
    argumentsProperty: behavior(workspace, "require_generic_test_arguments_property"),
    render: (text) =>
      workspace.recorder.renderYaml(text, target.file.owner.name, target.file.shown),
    at,
  });
  warnOfLooseKeys(definition, target, workspace, at);
  const names = namesOf(definition, target);
  const metadata = metadataOf(definition, target.model);
  const config = withAlias(definition, names);
  const node = asGenericTest(startTest(target, names, testHash(names.full, metadata), workspace), {
    columnName: test.columnName,
    fileKeyName: target.fileKeyName,
    metadata,
  });
  node.raw_code = callOf(definition, config);
  node.description = definition.description;
  node.tags = tagsOf(test.tags, testTags(config, at));
  const recorded = recordTest({ node, definition, config, target, at }, workspace);
  takeFacts(node, recorded.facts);
  const draft: Draft = {
    node,
    facts: recorded.facts,
    owner: target.file.owner,
    kind: "data_tests",
    calls: recorded.calls,
    names: noNames,
    origin: { file: target.file.file, yamlPath: test.path },
  };
  configure(draft, workspace);
  attach(draft, target);
  return draft;
}

const tagsOf = (own: readonly string[], configured: readonly string[]): readonly string[] =>
  own.length + configured.length === 0 ? noItems : [...new Set([...own, ...configured])].sort();

function startTest(
  { file }: TestTarget,
  names: TestNames,
  hash: string,
  { createdAt }: Workspace,
): DraftNode {
  const { owner, folders } = file;
  return startNode({
    resourceType: "test",
    name: names.full,
    owner,
    path: `${names.short}.sql`,
    originalFilePath: file.file.originalFilePath,
    uniqueId: `test.${owner.name}.${names.full}.${hash}`,
    fqn: [owner.name].concat(folders, names.full),
    text: "",
    createdAt,
  });
}

function namesOf(definition: TestDefinition, target: TestTarget): TestNames {
  const { customName, name, namespace, args } = definition;
  if (customName !== undefined) return { full: customName, short: customName };
  const kind = target.isSource ? `source_${name}` : name;
  return synthesizeNames(namespace === null ? kind : `${namespace}_${kind}`, target.name, args);
}

function metadataOf({ name, args, namespace }: TestDefinition, model: string): TestMetadata {
  // Key by key: of a spread object V8 makes a hidden class of its own, for each test.
  const kwargs: Record<string, Data> = {};
  for (const key of Object.keys(args)) kwargs[key] = args[key] as Data;
  kwargs.model = model;
  return { name, kwargs, namespace };
}

/** A name that is too long for a file is too long for a table. */
function withAlias({ config, customName }: TestDefinition, names: TestNames): DataObject {
  return customName === undefined && names.short !== names.full && !("alias" in config)
    ? { ...config, alias: names.short }
    : config;
}

/** The code that dbt gives the node: a call of the test's macro, and of `config`. */
function callOf({ name, namespace }: TestDefinition, config: DataObject): string {
  const macro = `${namespace === null ? "" : `${namespace}.`}test_${name}`;
  const call = `{{ ${macro}(**_dbt_generic_test_kwargs) }}`;
  const entries = Object.entries(config).map(([key, value]) => `${key}=${literalOf(value)}`);
  return entries.length === 0 ? call : `${call}{{ config(${entries.join(",")}) }}`;
}

const literalOf = (value: Data): string =>
  typeof value === "string" ? `"${value.replaceAll('"', '\\"')}"` : pythonText(value);

/** A test belongs to the group of what it tests. */
function attach({ node }: Draft, { attached }: TestTarget): void {
  if (attached === undefined) return;
  node.attached_node = attached.node.unique_id;
  node.group = attached.node.group;
}

function warnOfLooseKeys(
  definition: TestDefinition,
  target: TestTarget,
  workspace: Workspace,
  at: () => Place,
): void {
  const { namespace, name, looseArguments, looseConfig } = definition;
  if (!looseArguments && looseConfig.length === 0) return;
  const shown = namespace === null ? name : `${namespace}.${name}`;
  for (const key of looseConfig)
    deprecate(workspace, "PropertyMovedToConfigDeprecation", (count) =>
      looseTestConfig(shown, key, count, at()),
    );
  if (looseArguments)
    deprecate(workspace, "MissingArgumentsPropertyInGenericTestDeprecation", (count) =>
      looseTestArguments(shown, target.shown, count, at()),
    );
}
