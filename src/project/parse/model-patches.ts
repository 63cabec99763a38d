/** Applies the entries of models: what they have beyond other nodes, and their versions. */
import type { Data, DataObject } from "../../core/data.ts";
import type { Place } from "../../core/place.ts";
import { disabledTwice } from "../../core/problems/patches.ts";
import { isDataObject } from "../settings/data-object.ts";
import { columnInfo, readModelConstraints } from "./columns.ts";
import { setAccess } from "./configure.ts";
import { applyConstraints, checksumContract } from "./contracts.ts";
import { deepMerge } from "./deep-merge.ts";
import type { Draft } from "./draft.ts";
import type { NodeIndex } from "./node-index.ts";
import {
  configureByPatch,
  findPatched,
  type Patching,
  patchNode,
  patchPath,
  warnOfMiss,
} from "./patches.ts";
import { pythonText } from "./test-names.ts";
import {
  definedIn,
  latestOf,
  type VersionName,
  versionColumns,
  versionsOf,
  type WrittenVersion,
} from "./versions.ts";
import { addDisabled, addEnabled, type Workspace } from "./workspace.ts";

/** Applies an entry of `models:` to its model, or to all of its versions. */
export function patchModel(patching: Patching, index: NodeIndex, workspace: Workspace): void {
  const versions = versionsOf(patching);
  if (versions.length > 0) {
    patchVersions(patching, versions, index, workspace);
    return;
  }
  for (const draft of findPatched(patching, index, workspace)) {
    patchNode(draft, patching, workspace);
    const { value } = patching;
    draft.node.deprecation_date = deprecationDate(value.deprecation_date);
    draft.node.time_spine = timeSpine(value.time_spine);
    constrain(draft, patching, value.constraints, patching.entry.path);
  }
}

function constrain(
  { node }: Draft,
  { entry }: Patching,
  constraints: Data | undefined,
  path: readonly (string | number)[],
): void {
  const at = (): Place => entry.file.locate(path);
  applyConstraints(
    node,
    readModelConstraints(constraints, `model ${node.name}`, path, entry.file),
    at,
  );
  checksumContract(node);
}

function patchVersions(
  patching: Patching,
  versions: readonly WrittenVersion[],
  index: NodeIndex,
  workspace: Workspace,
): void {
  const latest = latestOf(patching, versions);
  for (const version of versions) {
    const found = takeDefining(patching, version, latest, index, workspace);
    if (found === undefined) continue;
    const { draft, enabled } = found;
    patchVersion(draft, patching, version, latest, workspace);
    if (enabled) addEnabled(draft, workspace);
    else addDisabled(draft.node.unique_id, draft, workspace);
  }
  index.rebuild();
}

/** Takes the node that defines a version out of where it is, because it gets another id. */
function takeDefining(
  { entry, config }: Patching,
  version: WrittenVersion,
  latest: VersionName,
  index: NodeIndex,
  workspace: Workspace,
): { readonly draft: Draft; readonly enabled: boolean } | undefined {
  const name = definedIn(entry.name, version);
  const owner = entry.file.owner.name;
  const [defining] = index.refable(name, owner);
  const draft =
    defining ?? (version.v === latest ? index.refable(entry.name, owner)[0] : undefined);
  if (draft !== undefined) {
    workspace.nodes.delete(draft.node.unique_id);
    return { draft, enabled: true };
  }
  const disabled = index.disabled(name, null, "model");
  if (disabled.length > 1 && config.enabled)
    throw disabledTwice(entry.name, disabled.length, entry.file.locate(entry.path));
  const [off] = disabled;
  if (off === undefined) {
    warnOfMiss(entry, name, workspace);
    return undefined;
  }
  workspace.disabled.delete(off.node.unique_id);
  return { draft: off, enabled: false };
}

function patchVersion(
  draft: Draft,
  patching: Patching,
  version: WrittenVersion,
  latest: VersionName,
  workspace: Workspace,
): void {
  const { entry, value, config } = patching;
  const { v, raw, path } = version;
  const { node } = draft;
  const suffix = `v${pythonText(v)}`;
  node.unique_id = `model.${entry.file.owner.name}.${entry.name}.${suffix}`;
  node.fqn = [...node.fqn.slice(0, -1), entry.name, suffix];
  node.patch_path = patchPath(entry);
  node.name = entry.name;
  node.version = v;
  node.latest_version = latest;
  node.description = ((raw.description as string) || (value.description ?? "")) as string;
  node.columns = columnInfo(versionColumns(patching, version), entry.file);
  node.deprecation_date = deprecationDate(raw.deprecation_date);
  const access = raw.access ?? value.access;
  if (typeof access === "string") setAccess(draft, workspace, access);
  const own = (raw.config ?? {}) as DataObject;
  const written = entry.raw.versions as readonly DataObject[] | undefined;
  const rawConfig = written?.[path.at(-1) as number]?.config;
  configureByPatch(draft, patching, deepMerge(config, own), rawConfig, workspace);
  const constraints = (raw.constraints as readonly Data[] | undefined) ?? [];
  constrain(
    draft,
    patching,
    constraints.length > 0 ? constraints : value.constraints,
    constraints.length > 0 ? path : entry.path,
  );
}

function timeSpine(value: Data | undefined): Data {
  if (!isDataObject(value)) return null;
  const granularities = (value.custom_granularities ?? []) as readonly DataObject[];
  return {
    standard_granularity_column: value.standard_granularity_column ?? null,
    custom_granularities: granularities.map((granularity) => ({
      name: granularity.name ?? null,
      column_name: granularity.column_name ?? null,
    })),
  };
}

/** A date as ISO text; one without a time zone is the machine's own. */
function deprecationDate(value: Data | undefined): string | null {
  if (value === null || value === undefined) return null;
  const text = String(
    typeof value === "object" && "toJSON" in value
      ? (value as { toJSON(): unknown }).toJSON()
      : value,
  );
  const [, day, time = "00:00:00", zone] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s*(Z|[+-]\d\d:?\d\d)?$/.exec(
      text,
    ) ?? [];
  if (day === undefined) return text;
  return `${day}T${time}${zone === "Z" ? "+00:00" : (zone ?? localZone(`${day}T${time}`))}`;
}

function localZone(moment: string): string {
  const minutes = -new Date(moment).getTimezoneOffset();
  const size = Math.abs(minutes);
  const part = (count: number): string => String(Math.floor(count)).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${part(size / 60)}:${part(size % 60)}`;
}
