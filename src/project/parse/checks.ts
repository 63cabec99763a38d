/** What can only be checked when everything is known: names that clash, groups, access, snapshots, microbatches. */

import { closestName } from "../../core/closest.ts";
import { constraintsNotBuilt } from "../../core/problems/contracts.ts";
import {
  ambiguousAlias,
  ephemeralIsPublic,
  groupNotFound,
  microbatchConfig,
  nameWithSpaces,
  snapshotConfig,
  versionedAndNot,
} from "../../core/problems/resources.ts";
import { beginOf } from "../settings/config/begin.ts";
import type { Draft, DraftNode } from "./draft.ts";
import { placeOfDraft } from "./places.ts";
import { relationName } from "./relation-names.ts";
import { behavior, type Workspace } from "./workspace.ts";

/** Checks the whole workspace; what is wrong is noted in it. */
export function checkAll(workspace: Workspace): void {
  const groups = new Set([...workspace.groups.values()].map((group) => group.name));
  for (const draft of workspace.nodes.values()) {
    checkGroup(draft, groups, workspace);
    checkSpaces(draft, workspace);
    if (draft.node.resource_type === "model") checkModel(draft, workspace);
    if (draft.node.resource_type === "snapshot") checkSnapshot(draft, workspace);
  }
  checkRelations(workspace);
}

function checkGroup(draft: Draft, groups: ReadonlySet<string>, workspace: Workspace): void {
  const { group, name } = draft.node;
  if (!group || groups.has(group)) return;
  workspace.problems.push(
    groupNotFound(name, group, closestName(group, groups), placeOfDraft(draft, workspace)),
  );
}

function checkSpaces(draft: Draft, workspace: Workspace): void {
  if (!draft.node.name.includes(" ")) return;
  const problem = nameWithSpaces(draft.node.unique_id, placeOfDraft(draft, workspace));
  if (behavior(workspace, "require_resource_names_without_spaces"))
    workspace.problems.push(problem);
  else workspace.warnings.push({ name: "ResourceNamesWithSpacesDeprecation", problem });
}

function checkModel(draft: Draft, workspace: Workspace): void {
  const { node } = draft;
  if (node.access === "public" && node.config.materialized === "ephemeral")
    workspace.problems.push(ephemeralIsPublic(node.name, placeOfDraft(draft, workspace)));
  if (node.contract.enforced) checkConstraints(draft, workspace);
  const { materialized, incremental_strategy: strategy } = node.config;
  if (materialized !== "incremental" || strategy !== "microbatch") return;
  // dbt makes a moment of `begin` only where batches start from it.
  node.config = { ...node.config, begin: beginOf(node.config.begin) };
  for (const fault of microbatchFaults(node))
    workspace.problems.push(microbatchConfig(node.name, fault, placeOfDraft(draft, workspace)));
}

function checkConstraints(draft: Draft, workspace: Workspace): void {
  const { name, config, columns } = draft.node;
  const { materialized } = config;
  if (materialized === "table" || materialized === "incremental") return;
  const isTold = Object.values(columns).some(({ constraints }) =>
    constraints.some(({ warn_unsupported: warns }) => warns),
  );
  if (!isTold) return;
  workspace.warnings.push({
    name: "UnsupportedConstraintMaterialization",
    problem: constraintsNotBuilt(name, materialized, placeOfDraft(draft, workspace)),
  });
}

const batchSizes = ["hour", "day", "month", "year"];

function* microbatchFaults({ config }: DraftNode): Iterable<string> {
  if (typeof config.event_time !== "string") yield "event_time (the name of a column)";
  if (!isMoment(config.begin)) yield "begin (a date or moment)";
  if (!batchSizes.includes(config.batch_size)) yield `batch_size (one of ${batchSizes.join(", ")})`;
  const { lookback, concurrent_batches: concurrent } = config;
  if (!isAbsent(lookback) && !Number.isInteger(lookback)) yield "lookback (a whole number)";
  if (!isAbsent(concurrent) && typeof concurrent !== "boolean")
    yield "concurrent_batches (true or false)";
}

const isAbsent = (value: unknown): boolean => value === null || value === undefined;

/** Text that is a moment has become one. */
const isMoment = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "toJSON" in value;

function checkSnapshot(draft: Draft, workspace: Workspace): void {
  const fault = snapshotFault(draft.node);
  if (fault !== undefined)
    workspace.problems.push(snapshotConfig(draft.node.name, fault, placeOfDraft(draft, workspace)));
}

function snapshotFault({ config }: DraftNode): string | undefined {
  const { strategy, unique_key: key, check_cols: columns, updated_at: updatedAt } = config;
  if (!strategy || isEmpty(key)) return 'needs both "strategy" and "unique_key"';
  if (strategy === "check") {
    if (isEmpty(columns)) return 'with the strategy "check" needs "check_cols"';
    if (typeof columns === "string" && columns !== "all")
      return 'has "check_cols" that are neither "all" nor a list of columns';
  }
  if (strategy === "timestamp") {
    if (!updatedAt) return 'with the strategy "timestamp" needs "updated_at"';
    if (!isEmpty(columns)) return 'with the strategy "timestamp" takes no "check_cols"';
  }
  if (config.materialized && config.materialized !== "snapshot")
    return 'cannot have another materialization than "snapshot"';
  return undefined;
}

const isEmpty = (value: unknown): boolean =>
  isAbsent(value) || value === "" || (Array.isArray(value) && value.length === 0);

/** Two nodes cannot be one relation. */
function checkRelations(workspace: Workspace): void {
  const relations = new Map<string, Draft>();
  const versioned = new Map<string, Draft>();
  const plain = new Map<string, Draft>();
  for (const draft of workspace.nodes.values()) {
    const { node } = draft;
    if (!hasPlace(node, workspace)) continue;
    const isVersion = node.version !== null && node.version !== undefined;
    (isVersion ? versioned : plain).set(`${node.package_name}.${node.name}`, draft);
    const relation = node.relation_name ?? relationName(node, workspace);
    const first = relations.get(relation);
    if (first === undefined) relations.set(relation, draft);
    else
      workspace.problems.push(
        ambiguousAlias(
          relation,
          [first.node.unique_id, node.unique_id],
          placeOfDraft(first, workspace),
          placeOfDraft(draft, workspace),
        ),
      );
  }
  for (const [key, draft] of versioned) {
    if (plain.has(key))
      workspace.problems.push(versionedAndNot(draft.node.name, placeOfDraft(draft, workspace)));
  }
}

const hasPlace = (node: DraftNode, { flags }: Workspace): boolean =>
  node.resource_type === "test"
    ? (node.config.store_failures ?? false) || flags.storeFailures
    : ["model", "seed", "snapshot"].includes(node.resource_type);
