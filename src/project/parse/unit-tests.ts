/** Makes the manifest's entries of unit tests: rows normalized, fixtures read. It runs none of them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Data, DataObject } from "../../core/data.ts";
import type { UnitTest } from "../../core/nodes.ts";
import { duplicateResource } from "../../core/problems/resources.ts";
import { fixtureNotFound, unitTestRows, unitTestSeed } from "../../core/problems/unit-tests.ts";
import { repr, str, toValue } from "../../jinja/index.ts";
import { mergeConfig } from "../settings/config.ts";
import { isDataObject } from "../settings/data-object.ts";
import { PyDate } from "../settings/python-types/date.ts";
import { PyDateTime } from "../settings/python-types/datetime.ts";
import { sha256 } from "./checksum.ts";
import { parseCsv } from "./csv-rows.ts";
import type { Mutable } from "./draft.ts";
import type { NodeIndex } from "./node-index.ts";
import type { Patching } from "./patches.ts";
import type { Entry } from "./properties.ts";
import { readStatically } from "./static-template.ts";
import { addDisabled, type UnitTestDraft, type Workspace } from "./workspace.ts";

export function addUnitTest(
  { entry, value }: Patching,
  index: NodeIndex,
  workspace: Workspace,
): void {
  const { file, name, path } = entry;
  const { owner, folders } = file;
  const model = value.model as string;
  const fqn = [owner.name, ...folders, model, name];
  const { config } = mergeConfig({
    kind: "unit_tests",
    adapter: workspace.profile.type,
    root: workspace.root,
    owner,
    fqn,
    patch: value.config as DataObject | undefined,
    unrenderedPatch: value.config as DataObject | undefined,
  });
  const rows = (fixture: DataObject, part: readonly (string | number)[], isInput: boolean) =>
    readRows(fixture, { entry, part, isInput, index, workspace });
  const given = (value.given as readonly DataObject[]).map((input, at) =>
    rows(input, ["given", at], true),
  );
  const expect = rows(value.expect as DataObject, ["expect"], false);
  const node: Mutable<UnitTest> = {
    model,
    given,
    expect,
    name,
    resource_type: "unit_test",
    package_name: owner.name,
    path: file.file.path,
    original_file_path: file.file.originalFilePath,
    unique_id: `unit_test.${owner.name}.${model}.${name}`,
    fqn,
    description: (value.description ?? "") as string,
    overrides: overridesOf(value.overrides),
    depends_on: { macros: [], nodes: [] },
    config,
    checksum: null,
    schema: null,
    created_at: workspace.createdAt,
    versions: versionsOf(value.versions),
    version: null,
  };
  node.checksum = checksumOf(node);
  const draft: UnitTestDraft = { node, file, path };
  if (!config.enabled) addDisabled(node.unique_id, draft, workspace);
  else if (workspace.unitTests.has(node.unique_id))
    throw duplicateResource({ name, resource_type: "unit test" }, undefined, file.locate(path));
  else workspace.unitTests.set(node.unique_id, draft);
}

const overridesOf = (value: Data | undefined): DataObject | null =>
  isDataObject(value)
    ? {
        macros: value.macros ?? {},
        vars: value.vars ?? {},
        env_vars: value.env_vars ?? {},
      }
    : null;

const versionsOf = (value: Data | undefined): Data =>
  isDataObject(value) ? { include: value.include ?? null, exclude: value.exclude ?? null } : null;

interface RowsContext {
  readonly entry: Entry;
  /** Where the fixture stands in the entry. */
  readonly part: readonly (string | number)[];
  readonly isInput: boolean;
  readonly index: NodeIndex;
  readonly workspace: Workspace;
}

/** An input or expectation with its rows as a list, or as SQL. */
function readRows(fixture: DataObject, context: RowsContext): DataObject {
  const format = (fixture.format ?? "dict") as string;
  const name = (fixture.fixture ?? null) as string | null;
  const rows = rowsOf(fixture, format, name, context);
  const ordered = Array.isArray(rows) ? completeRowFirst(rows as readonly DataObject[]) : rows;
  const shared = { rows: ordered, format, fixture: name };
  return context.isInput ? { input: fixture.input as string, ...shared } : shared;
}

function rowsOf(
  fixture: DataObject,
  format: string,
  name: string | null,
  context: RowsContext,
): Data {
  const rows = fixture.rows ?? null;
  const { entry, part } = context;
  const at = entry.file.locate.bind(entry.file, [...entry.path, ...part]);
  if (format === "dict") {
    const found = rows === null && name === null ? seedRows(String(fixture.input), context) : rows;
    if (!Array.isArray(found)) throw unitTestRows(entry.name, format, "a list", at());
    return found.map(withoutDates);
  }
  if (typeof rows !== "string" && name === null)
    throw unitTestRows(entry.name, format, "text", at());
  const text = name === null ? (rows as string) : fixtureText(name, context);
  if (format !== "csv") return text;
  // A cell with nothing in it is null.
  return parseCsv(text).map((row) =>
    Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell === "" ? null : cell])),
  );
}

/** dbt takes dates in rows for texts, as JSON has them; the checksum depends on it. */
function withoutDates(value: Data): Data {
  if (value instanceof PyDate || value instanceof PyDateTime) return value.toJSON();
  if (Array.isArray(value)) return value.map(withoutDates);
  if (!isDataObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, cell]) => [key, withoutDates(cell)]));
}

function fixtureText(name: string, { entry, part, workspace }: RowsContext): string {
  const found = workspace.fixtures.get(`${entry.file.owner.name}.${name}`);
  if (found !== undefined) return found.text.trim();
  throw fixtureNotFound(entry.name, name, entry.file.locate([...entry.path, ...part]));
}

/** An input without rows takes them from the seed that it names. */
function seedRows(input: string, { entry, part, index }: RowsContext): readonly DataObject[] {
  const [ref] = readStatically(`{{ ${input} }}`)?.refs ?? [];
  const owner = ref?.package ?? entry.file.owner.name;
  const [seed] = ref === undefined ? [] : index.refable(ref.name, owner);
  if (seed?.node.resource_type !== "seed")
    throw unitTestSeed(entry.name, input, entry.file.locate([...entry.path, ...part]));
  return parseCsv(readFileSync(join(seed.owner.dir, seed.node.original_file_path), "utf8"));
}

/** The first row without a null comes first, because some databases take the columns' types from it. */
function completeRowFirst(rows: readonly DataObject[]): readonly DataObject[] {
  const complete = rows.findIndex((row) => Object.values(row).every((cell) => cell !== null));
  if (complete <= 0) return rows;
  const swapped = [...rows];
  [swapped[0], swapped[complete]] = [rows[complete] as DataObject, rows[0] as DataObject];
  return swapped;
}

/** Of everything but the description, as Python prints its data classes. */
function checksumOf({ model, versions, given, expect, overrides }: UnitTest): string {
  const inputs = given.map((input) => classRepr("UnitTestInputFixture", input));
  let data = `${model}-${optional("UnitTestNodeVersions", versions)}-[${inputs.join(", ")}]-`;
  data += `${classRepr("UnitTestOutputFixture", expect)}-${optional("UnitTestOverrides", overrides)}`;
  for (const input of given) {
    if (input.fixture) data += `-${str(toValue(input.rows))}`;
  }
  return sha256(data);
}

const optional = (className: string, value: Data): string =>
  isDataObject(value) ? classRepr(className, value) : "None";

const formats: Readonly<Record<string, string>> = { csv: "CSV", dict: "Dict", sql: "SQL" };

function classRepr(className: string, value: DataObject): string {
  const fields = Object.entries(value).map(([key, item]) => {
    const text =
      key === "format"
        ? `<UnitTestFormat.${formats[String(item)]}: '${String(item)}'>`
        : repr(toValue(item));
    return `${key}=${text}`;
  });
  return `${className}(${fields.join(", ")})`;
}
