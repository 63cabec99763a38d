/** Model versions as an entry lists them: their order, their columns, which file defines which. Changes nothing. */
import type { Data, DataObject } from "../../core/data.ts";
import { latestVersionUnknown, versionTwice } from "../../core/problems/patches.ts";
import { isDataObject } from "../settings/data-object.ts";
import { type WrittenColumn, writtenColumns } from "./columns.ts";
import type { Patching } from "./patches.ts";
import { testsOf } from "./patches.ts";
import { pythonText } from "./test-names.ts";

export type VersionName = string | number;

export interface WrittenVersion {
  readonly v: VersionName;
  readonly raw: DataObject;
  readonly path: readonly (string | number)[];
}

/**
 * The versions of a model's entry.
 * @throws Problem when one stands there twice, or the latest is not among them
 */
export function versionsOf({ entry, value }: Patching): readonly WrittenVersion[] {
  const list = (value.versions ?? []) as readonly DataObject[];
  const versions = list.map((raw, index) => ({
    v: raw.v as VersionName,
    raw,
    path: [...entry.path, "versions", index],
  }));
  const seen = new Set<string>();
  for (const { v, path } of versions) {
    if (seen.has(pythonText(v))) throw versionTwice(entry.name, v, entry.file.locate(path));
    seen.add(pythonText(v));
  }
  const latest = value.latest_version as VersionName | null | undefined;
  if (latest && !versions.some(({ v }) => v === latest)) {
    const known = versions.map(({ v }) => v);
    const at = entry.file.locate([...entry.path, "latest_version"]);
    throw latestVersionUnknown(entry.name, latest, known, at);
  }
  return versions;
}

/** The latest version: the one that the entry says, or the newest. */
export function latestOf({ value }: Patching, versions: readonly WrittenVersion[]): VersionName {
  const latest = value.latest_version as VersionName | null | undefined;
  return latest ?? versions.map(({ v }) => v).reduce((best, v) => (isOlder(best, v) ? v : best));
}

/** By number where both are numbers, by text otherwise. */
function isOlder(left: VersionName, right: VersionName): boolean {
  const [first, second] = [Number(left), Number(right)];
  if (Number.isNaN(first) || Number.isNaN(second)) return pythonText(left) < pythonText(right);
  return first < second;
}

/** The name of the file that defines a version. */
export const definedIn = (name: string, { v, raw }: WrittenVersion): string =>
  (raw.defined_in as string | null | undefined) || `${name}_v${pythonText(v)}`;

/** The columns of a version: those of the model that it includes, then its own. */
export function versionColumns(
  { entry, value }: Patching,
  { raw, path }: WrittenVersion,
): readonly WrittenColumn[] {
  const own = writtenColumns(raw, path);
  const selection = own.find((column) => isSelection(column.raw))?.raw;
  const inherited = writtenColumns(value, entry.path).filter(({ raw: column }) =>
    includes(selection, column.name as string),
  );
  return [...inherited, ...own.filter((column) => !isSelection(column.raw))];
}

const isSelection = (column: DataObject): boolean =>
  !("name" in column) && ("include" in column || "exclude" in column);

function includes(selection: DataObject | undefined, name: string): boolean {
  if (selection === undefined) return true;
  const included = selection.include ?? [];
  const excluded = selection.exclude ?? [];
  const all = included === "all" || included === "*";
  return (all || has(included, name)) && !has(excluded, name);
}

const has = (list: Data, name: string): boolean =>
  Array.isArray(list) && (list as readonly Data[]).includes(name);

/** The tests of a version: its own where it says so, else those of the model. */
export function versionTests(patching: Patching, { raw, path }: WrittenVersion) {
  const { entry, value } = patching;
  const isOwn = isGiven(raw.data_tests) || isGiven(raw.tests);
  return isOwn
    ? { ...testsOf(raw, entry, path), path }
    : { ...testsOf(value, entry, entry.path), path: entry.path };
}

const isGiven = (value: Data | undefined): boolean => Array.isArray(value) || isDataObject(value);
