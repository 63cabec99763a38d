/** Applies one properties file after the other, each section in dbt's order, tests after what they test. */
import type { Data, DataObject } from "../../core/data.ts";
import type { ProjectSettings } from "../settings/project-settings.ts";
import { asTags, columnTags, type WrittenColumn, writtenColumns } from "./columns.ts";
import type { Draft } from "./draft.ts";
import { addExposure } from "./exposures.ts";
import { patchFunction } from "./functions.ts";
import { addTest } from "./generic-tests.ts";
import { addGroup } from "./groups.ts";
import { patchMacro, patchSingularTest } from "./macro-patches.ts";
import { patchModel } from "./model-patches.ts";
import type { NodeIndex } from "./node-index.ts";
import { findPatched, gatherConfig, type Patching, patchNode, testsOf } from "./patches.ts";
import { type Entry, entriesOf, type PropertiesFile, reportSections } from "./properties.ts";
import { overrideShape, type Section, shapes } from "./property-shapes.ts";
import { renderEntry } from "./render-entry.ts";
import { checkShape } from "./shape-check.ts";
import { nodeTarget, type TestTarget } from "./test-target.ts";
import { addUnitTest } from "./unit-tests.ts";
import { type VersionName, versionColumns, versionsOf, versionTests } from "./versions.ts";
import { attempt, type Workspace } from "./workspace.ts";
import { noteSource, type WrittenSources } from "./written-sources.ts";
import { addYamlSnapshot } from "./yaml-snapshots.ts";

export interface Applying {
  readonly workspace: Workspace;
  readonly index: NodeIndex;
  readonly sources: WrittenSources;
}

/** Applies a file to the workspace; what is wrong in it is noted there. */
export function applyProperties(file: PropertiesFile, applying: Applying): void {
  reportSections(file, applying.workspace.warnings);
  applyNodes(file, "models", applying);
  applyNodes(file, "seeds", applying);
  addSnapshots(file, applying);
  applyNodes(file, "snapshots", applying);
  const { workspace, index } = applying;
  each(file, "sources", applying, ({ entry, value }) =>
    noteSource(entry, value, applying.sources, workspace),
  );
  each(file, "macros", applying, (patching) => patchMacro(patching, workspace));
  each(file, "data_tests", applying, (patching) => patchSingularTest(patching, index, workspace));
  each(file, "analyses", applying, (patching) => {
    for (const draft of findPatched(patching, index, workspace))
      patchNode(draft, patching, workspace);
  });
  each(file, "functions", applying, (patching) => patchFunction(patching, index, workspace));
  each(file, "exposures", applying, (patching) => addExposure(patching, workspace));
  each(file, "groups", applying, (patching) => addGroup(patching, workspace));
  each(file, "unit_tests", applying, (patching) => addUnitTest(patching, index, workspace));
}

/** Calls back for every entry of a section that can be read; what the callback throws is noted. */
function each(
  file: PropertiesFile,
  section: Section,
  { workspace }: Applying,
  apply: (patching: Patching) => void,
): void {
  for (const entry of entriesOf(file, section, workspace.problems)) {
    const work = () => {
      const patching = readEntry(entry, workspace);
      if (patching !== undefined) apply(patching);
    };
    attempt(workspace, work, () => file.locate(entry.path));
  }
}

/** Sections whose keys beside `config:` dbt moves into it. */
const gathering: readonly Section[] = [
  "models",
  "seeds",
  "snapshots",
  "analyses",
  "data_tests",
  "functions",
];

/** Renders an entry and compares it with its shape; undefined when it does not fit. */
function readEntry(entry: Entry, workspace: Workspace): Patching | undefined {
  const { file, section, raw, path } = entry;
  const value = renderEntry(
    raw,
    section,
    () => workspace.recorder.yamlInterpreter(file.owner.name),
    file.shown,
  );
  const shape = section === "sources" && "overrides" in value ? overrideShape : shapes[section];
  if (!checkShape(value, shape, path, file, workspace)) return undefined;
  const config = gathering.includes(section)
    ? gatherConfig(entry, value)
    : ((value.config ?? {}) as DataObject);
  return { entry, value, config };
}

/** Snapshots that are written in YAML become nodes before any entry is applied. */
function addSnapshots(file: PropertiesFile, { workspace, index }: Applying): void {
  let added = false;
  for (const entry of entriesOf(file, "snapshots", [])) {
    if (!("relation" in entry.raw)) continue;
    attempt(
      workspace,
      () => addYamlSnapshot({ entry, value: entry.raw, config: {} }, workspace),
      () => file.locate(entry.path),
    );
    added = true;
  }
  if (added) index.rebuild();
}

function applyNodes(
  file: PropertiesFile,
  section: "models" | "seeds" | "snapshots",
  applying: Applying,
): void {
  const { workspace, index } = applying;
  const applied: Patching[] = [];
  each(file, section, applying, (patching) => {
    applied.push(patching);
    if (section === "models") patchModel(patching, index, workspace);
    else
      for (const draft of findPatched(patching, index, workspace))
        patchNode(draft, patching, workspace);
  });
  for (const patching of applied) attempt(workspace, () => addTests(patching, applying));
}

function addTests(patching: Patching, applying: Applying): void {
  const { entry, value } = patching;
  const versions = entry.section === "models" ? versionsOf(patching) : [];
  if (versions.length === 0) {
    const target = targetOf(entry, null, applying);
    addColumnTests(writtenColumns(value, entry.path), patching, target, applying.workspace);
    addOwnTests(testsOf(value, entry, entry.path), entry.path, target, applying.workspace);
  }
  for (const version of versions) {
    const target = targetOf(entry, version.v, applying);
    addColumnTests(versionColumns(patching, version), patching, target, applying.workspace);
    const tests = versionTests(patching, version);
    addOwnTests(tests, tests.path, target, applying.workspace);
  }
}

function targetOf(entry: Entry, version: VersionName | null, { index }: Applying): TestTarget {
  const { file, section, name } = entry;
  const attached = attachedNode(name, version, file.owner, index);
  return nodeTarget({ file, fileKeyName: `${section}.${name}` }, name, version, attached);
}

function attachedNode(
  name: string,
  version: VersionName | null,
  owner: ProjectSettings,
  index: NodeIndex,
): Draft | undefined {
  const key = version ? `${name}.v${version}` : name;
  const [found] = index.refable(key, owner.name);
  return found ?? index.disabled(name, null)[0] ?? index.disabled(name.toUpperCase(), null)[0];
}

function addOwnTests(
  { tests, key }: { readonly tests: readonly Data[]; readonly key: string },
  path: readonly (string | number)[],
  target: TestTarget,
  workspace: Workspace,
): void {
  tests.forEach((value, index) => {
    addTest(
      { value, path: path.concat(key, index), columnName: null, tags: [] },
      target,
      workspace,
    );
  });
}

function addColumnTests(
  columns: readonly WrittenColumn[],
  { entry, value }: Patching,
  target: TestTarget,
  workspace: Workspace,
): void {
  for (const { raw, path } of columns) {
    const { tests, key } = testsOf(raw, entry, path);
    if (tests.length === 0) continue;
    const name = raw.name as string;
    const quoted = raw.quote ?? value.quote_columns;
    const tags = raw.tags
      ? [...new Set([...asTags(raw.tags), ...columnTags(raw)])]
      : columnTags(raw);
    const columnName = quoted ? `"${name}"` : name;
    tests.forEach((value, index) => {
      addTest({ value, path: path.concat(key, index), columnName, tags }, target, workspace);
    });
  }
}
