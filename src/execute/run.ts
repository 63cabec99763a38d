/**
 * Runs the selected nodes on the database: hooks, schemas, every node in the order of the graph, outcomes. It prints
 * nothing and writes no artifact; see `artifacts.ts`.
 */
import type { Adapter } from "../adapters/adapter.ts";
import type { Emit } from "../core/events.ts";
import type { GraphNode } from "../core/nodes.ts";
import type { Outcome } from "../core/outcomes.ts";
import type { Problem } from "../core/problem.ts";
import { streamPublishedTogether } from "../core/problems/stream-models.ts";
import type { Project } from "../project/load.ts";
import { type Compilation, createCompiler } from "./compile.ts";
import { createNodeContext } from "./context/node-context.ts";
import { createRunState } from "./context/run-state.ts";
import { createTestShortcuts } from "./data-tests/shortcuts.ts";
import { runHooks } from "./hooks.ts";
import { sampleRange } from "./microbatch/sample.ts";
import type { NodeWork } from "./node-work.ts";
import { now } from "./outcomes.ts";
import { type Plan, planRun, type RunMode } from "./plan.ts";
import type { Audit } from "./publish/audit.ts";
import {
  auditWanted,
  conclude,
  prepare,
  publishedEmit,
  type Together,
} from "./publish/run-together.ts";
import { createSchemas } from "./schemas.ts";
import { readSeed } from "./seeds/read-seed.ts";
import { createSeedSamples, type SeedSamples } from "./seeds/samples.ts";
import { createSessionPool } from "./sessions.ts";
import { readsBatch, type StreamProgress } from "./streams/follow.ts";
import { createTargetFiles, type TargetFiles } from "./target-files.ts";
import { targetPathOf } from "./target-paths.ts";
import { skipAll, type Walk, walkNodes } from "./walk-nodes.ts";

export interface RunOptions {
  readonly project: Project;
  /** Ids of the nodes to run; ephemeral models among them are compiled into those that read them. */
  readonly selected: ReadonlySet<string>;
  readonly adapter: Adapter;
  readonly mode: RunMode;
  readonly threads: number;
  readonly emit: Emit;
  /** Cancels running statements; nodes that did not end count as skipped. */
  readonly signal?: AbortSignal | undefined;
  /** How far models have read the project's streams; undefined where there are none. */
  readonly streams?: StreamProgress | undefined;
}

/** Everything that the artifacts and the exit code need. */
export interface RunReport {
  /** In the order in which they ended, hooks included. */
  readonly outcomes: readonly Outcome[];
  readonly compiled: ReadonlyMap<string, Compilation>;
  /** Whether hooks of the project were run, and not only compiled. */
  readonly ranHooks: boolean;
  /** Unique ids of the macros that nodes called by themselves and that their parse did not find, by node. */
  readonly calledMacros: ReadonlyMap<string, ReadonlySet<string>>;
  /** Files below `target/run/`, by node. */
  readonly buildPaths: ReadonlyMap<string, string>;
  /** Wall time in seconds. */
  readonly seconds: number;
  /** The signal fired before all nodes were through. */
  readonly interrupted: boolean;
  /** What kept a run from being published that was to be published as one. */
  readonly unpublished?: Problem | undefined;
}

/**
 * Runs the nodes and tells of each by events. A node that fails ends as an outcome; only bugs and problems that
 * concern the whole run (no database, a schema that cannot be created) are thrown.
 */
export async function executeNodes(options: RunOptions): Promise<RunReport> {
  const startedAt = now();
  const { project, selected, adapter, mode, threads, emit, signal } = options;
  const audit = auditWanted(options);
  if (audit !== undefined) refuseStreams(options);
  const plan = planRun((audit?.project ?? project).manifest, selected, mode);
  const stage = setStage(options);
  const building = audit === undefined ? stage : setAuditStage(options, audit);
  await using sessions = createSessionPool(adapter);
  const outcomes: Outcome[] = [];
  const hooks = { work: stage.work, sessions, emit, outcomes };
  const withHooks = mode !== "compile" && mode !== "clone";
  if (mode !== "compile") await createSchemas(stage.work, plan, sessions);
  const begun = !withHooks || (await runHooks(hooks, "on-run-start"));
  const together = audit && { audit, live: stage, building, sessions, threads, emit, signal };
  const tell = building.work.emit;
  const walk = { plan, work: building.work, sessions, threads, emit: tell, signal, outcomes };
  const { interrupted, unpublished } = begun
    ? await walkAll(walk, together)
    : { interrupted: skipAll(walk), unpublished: undefined };
  if (withHooks && !interrupted) await runHooks(hooks, "on-run-end");
  if (mode === "seed") building.samples.tell(outcomes, emit);
  const seconds = (now() - startedAt) / 1000;
  const compiled =
    audit === undefined ? stage.work.compiler.compiled : publishedOf(stage, building, audit);
  const nodes = outcomes.map((outcome) => nodeOf(plan, outcome, project, compiled));
  emit({ type: "run-finished", outcomes, nodes, seconds, interrupted });
  return {
    outcomes,
    compiled,
    ranHooks: withHooks,
    calledMacros: new Map([...stage.work.run.calledMacros, ...building.work.run.calledMacros]),
    buildPaths: new Map([...stage.buildPaths, ...building.buildPaths]),
    seconds,
    interrupted,
    unpublished,
  };
}

/** Runs the nodes, and publishes what they built where that is done for all of them together. */
async function walkAll(
  walk: Walk,
  together: Together | undefined,
): Promise<Pick<RunReport, "interrupted" | "unpublished">> {
  if (together === undefined) return { interrupted: await walkNodes(walk), unpublished: undefined };
  const { outcomes, signal } = walk;
  const before = outcomes.length;
  await prepare(together);
  const stopped = await walkNodes(walk);
  const end = await conclude(together, outcomes.slice(before), stopped);
  outcomes.splice(before, outcomes.length, ...end.outcomes);
  const { unpublished } = end;
  const interrupted = stopped || (unpublished !== undefined && signal?.aborted === true);
  return { interrupted, unpublished };
}

/** @throws Problem of the first model whose progress would be written before its rows are published */
function refuseStreams({ project, selected, streams }: RunOptions): void {
  for (const id of selected) {
    const node = project.manifest.nodes[id];
    if (node !== undefined && streams?.follows(id) && readsBatch(node))
      throw streamPublishedTogether(id);
  }
}

/** The same nodes under the names of the audit; what they tell and write is under their own. */
function setAuditStage(options: RunOptions, audit: Audit): Stage {
  const files = createTargetFiles(options.project.settings.dir);
  const { published } = audit;
  return setStage(
    { ...options, project: audit.project, emit: publishedEmit(audit, options) },
    {
      shown: options.project.manifest,
      files: { ...files, write: (path, text) => files.write(path, published(text)) },
    },
  );
}

/** What hooks and nodes compiled, with the names that count once all is published. */
function publishedOf(
  live: Stage,
  { work: { compiler } }: Stage,
  { published }: Audit,
): RunReport["compiled"] {
  return new Map([
    ...live.work.compiler.compiled,
    ...[...compiler.compiled].map(([id, each]): [string, Compilation] => [
      id,
      {
        ...each,
        compiled_code: published(each.compiled_code),
        ...(each.relation_name && { relation_name: published(each.relation_name) }),
        extra_ctes: each.extra_ctes.map((cte) => ({ ...cte, sql: published(cte.sql) })),
      },
    ]),
  ]);
}

export interface Stage {
  readonly work: NodeWork;
  readonly buildPaths: ReadonlyMap<string, string>;
  readonly samples: SeedSamples;
}

/** What all nodes of a run share. */
export function setStage(
  { project, selected, adapter, mode, emit, streams }: RunOptions,
  audit?: { readonly shown: Project["manifest"] | undefined; readonly files: TargetFiles },
): Stage {
  const files = audit?.files ?? createTargetFiles(project.settings.dir);
  const buildPaths = new Map<string, string>();
  const samples = createSeedSamples();
  const { sample } = project.flags;
  const run = createRunState({
    project,
    adapter,
    emit,
    selected: [...selected],
    shortcuts: testShortcuts(mode, project, adapter, selected),
    ...(audit?.shown && { isAudit: true, shown: audit.shown }),
    ...(sample !== null && { sample: sampleRange(sample, project.invocation.startedAt) }),
    readSeed: async (seed) => {
      const table = readSeed(seed, { project, emit });
      if (project.flags.show) samples.add(seed, table);
      return await Promise.resolve(table);
    },
    writeRunFile(nodeId, text) {
      const node = project.manifest.nodes[nodeId] ?? project.manifest.unit_tests[nodeId];
      if (node === undefined) return;
      const path = targetPathOf(node, "run", project.settings.targetPath);
      buildPaths.set(nodeId, path);
      files.write(path, text);
    },
  });
  const contextFor: NodeWork["contextFor"] = (node, session, batch, stream) =>
    createNodeContext({ run, node, session, batch, stream });
  const compiler = createCompiler({ project, files, contextFor });
  return { work: { run, compiler, mode, emit, contextFor, streams }, buildPaths, samples };
}

/** Only for runs of which each test runs once. */
const testShortcuts = (
  mode: RunMode,
  { manifest }: Project,
  adapter: Adapter,
  selected: ReadonlySet<string>,
) =>
  mode === "test" || mode === "build"
    ? createTestShortcuts(manifest, adapter, selected)
    : undefined;

/** The node of an outcome, hooks included; with the path of its compiled file, where that is of use: not when all is well. */
function nodeOf(
  plan: Plan,
  { nodeId: id, status }: Outcome,
  { manifest }: Project,
  compiled: ReadonlyMap<string, Compilation>,
): GraphNode {
  const node = manifest.nodes[id] ?? plan.node(id);
  if (status === "success" || status === "pass") return node;
  const path = compiled.get(id)?.compiled_path ?? null;
  return path !== null && "compiled_path" in node ? { ...node, compiled_path: path } : node;
}
