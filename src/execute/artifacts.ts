/** Writes `manifest.json` and `run_results.json` into the target folder, each at once or not at all. */
import { posix } from "node:path";
import type { DataObject } from "../core/data.ts";
import type { Flags } from "../core/flags.ts";
import { sectionsOf } from "../core/manifest.ts";
import type { BatchResults, Outcome } from "../core/outcomes.ts";
import type { Project } from "../project/load.ts";
import { artifactText } from "../project/parse/artifact-text.ts";
import type { SectionName } from "../project/parse/manifest-sections.ts";
import { artifactTime, withoutSecrets } from "./artifact-json.ts";
import { invocationArguments } from "./invocation-arguments.ts";
import { nodeParts } from "./manifest-nodes.ts";
import type { RunReport } from "./run.ts";
import { createTargetFiles } from "./target-files.ts";

/** The version of dbt whose artifacts these are. */
export const dbtVersion = "1.12.6";

/**
 * Writes manifest.json, with the compiled code of a run when there was one.
 * @returns the file's path, relative to the project where the target folder is
 * @throws Problem when the target folder cannot be written
 */
export function writeManifest(project: Project, report?: RunReport): string {
  return write(project, "manifest.json", manifestParts(project, report));
}

/**
 * Writes run_results.json.
 * @returns the file's path, relative to the project where the target folder is
 * @throws Problem when the target folder cannot be written
 */
export function writeRunResults(project: Project, report: RunReport): string {
  return write(project, "run_results.json", runResultsParts(project, report));
}

function write(project: Project, name: string, parts: Iterable<string | Uint8Array>): string {
  const path = posix.join(project.settings.targetPath, name);
  const secrets = [...project.profile.secrets, ...secretVars(project.flags)];
  createTargetFiles(project.settings.dir).replace(path, cleared(parts, secrets));
  return path;
}

/** The pieces without secrets. A secret may lie across two of them, so that they are put together first. */
function cleared(
  parts: Iterable<string | Uint8Array>,
  secrets: readonly string[],
): Iterable<string | Uint8Array> {
  if (secrets.every((secret) => secret.trim() === "")) return parts;
  const bytes = [...parts].map((part) => Buffer.from(part as Uint8Array));
  return [withoutSecrets(Buffer.concat(bytes).toString("utf8"), secrets)];
}

const secretVars = (flags: Flags): string[] =>
  Object.entries(flags.vars)
    .filter(([name, value]) => name.startsWith("DBT_ENV_SECRET") && typeof value === "string")
    .map(([, value]) => String(value));

/** The sections of the manifest in dbt's order, those that are never filled among them. */
const manifestSections = [
  "nodes",
  "sources",
  "macros",
  "docs",
  "exposures",
  "metrics",
  "groups",
  "selectors",
  "disabled",
  "parent_map",
  "child_map",
  "group_map",
  "saved_queries",
  "semantic_models",
  "unit_tests",
  "functions",
] as const;

const alwaysEmpty: readonly string[] = [
  "metrics",
  "saved_queries",
  "semantic_models",
] satisfies (typeof manifestSections)[number][];

/** manifest.json, version 12, in pieces: it can be large. Sections that a run does not change are taken as they were kept. */
function* manifestParts(
  project: Project,
  report: RunReport | undefined,
): Iterable<string | Uint8Array> {
  const { manifest } = project;
  const about = {
    ...metadata(project, "manifest/v12"),
    project_name: manifest.metadata.project_name,
    project_id: manifest.metadata.project_id,
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: manifest.metadata.adapter_type,
    quoting: manifest.metadata.quoting,
    run_started_at: artifactTime(project.invocation.startedAt).replace("Z", "+00:00"),
  };
  const hasFunctions = (project.counts.function ?? 0) > 0;
  // To look at the nodes means to parse them all, where they are kept as text.
  const parted = hasFunctions ? sectionsOf(manifest.nodes) : undefined;
  yield `{"metadata":${artifactText(about)}`;
  for (const name of manifestSections) {
    yield `,"${name}":`;
    if (alwaysEmpty.includes(name)) yield "{}";
    else yield* nodesIn(name) ?? project.manifestParts(name as SectionName);
  }
  yield "}";

  /** Undefined for a section that is as it was kept. */
  function nodesIn(name: string): Iterable<string | Uint8Array> | undefined {
    if (name === "functions")
      return parted === undefined ? ["{}"] : nodeParts(parted.functions, project, report);
    if (name !== "nodes" || (report === undefined && parted === undefined)) return undefined;
    return parted === undefined
      ? nodeParts(manifest.nodes, project, report, project.nodeTexts?.())
      : nodeParts(parted.nodes, project, report);
  }
}

/** run_results.json, version 6, result by result. */
function* runResultsParts(project: Project, report: RunReport): Iterable<string> {
  yield `{"metadata":${artifactText(metadata(project, "run-results/v6"))},"results":[`;
  let before = "";
  for (const outcome of report.outcomes) {
    yield `${before}${artifactText(resultOf(outcome))}`;
    before = ",";
  }
  const args = artifactText(invocationArguments(project));
  yield `],"elapsed_time":${artifactText(report.seconds)},"args":${args}}`;
}

function metadata(project: Project, schema: string): DataObject {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: dbtVersion,
    generated_at: artifactTime(Date.now()),
    invocation_id: project.invocation.id,
    invocation_started_at: artifactTime(project.invocation.startedAt),
    env: customEnvironment(project),
  };
}

const customPrefix = "DBT_ENV_CUSTOM_ENV_";

function customEnvironment({ env }: Project): Record<string, string> {
  const custom: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value !== undefined && name.startsWith(customPrefix))
      custom[name.slice(customPrefix.length)] = value;
  }
  return custom;
}

const resultOf = (outcome: Outcome): object => ({
  status: outcome.status,
  timing: outcome.timing.map(({ name, startedAt, completedAt }) => ({
    name,
    started_at: artifactTime(startedAt),
    completed_at: artifactTime(completedAt),
  })),
  thread_id: outcome.threadId,
  execution_time: outcome.executionTime,
  adapter_response: outcome.adapterResponse,
  message: outcome.message,
  failures: outcome.failures,
  unique_id: outcome.nodeId,
  compiled: outcome.compiled,
  compiled_code: outcome.compiledCode,
  relation_name: outcome.relationName,
  batch_results: batchResults(outcome.batchResults),
  overload_results: null,
});

function batchResults(batches: BatchResults | undefined): object | null {
  if (batches === undefined) return null;
  const times = (list: BatchResults["successful"]) =>
    list.map((batch) => batch.map((time) => artifactTime(time).replace(/(\.0+)?Z$/, "+00:00")));
  return { successful: times(batches.successful), failed: times(batches.failed) };
}
