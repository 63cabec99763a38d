/** Runs the `on-run-start` and `on-run-end` statements of the project and its packages. */
import type { Emit } from "../core/events.ts";
import type { HookNode, ManifestNode } from "../core/nodes.ts";
import type { Outcome, Status, Timing } from "../core/outcomes.ts";
import type { Problem } from "../core/problem.ts";
import { Tuple, type Value } from "../jinja/index.ts";
import type { NodeWork } from "./node-work.ts";
import { now, outcomeOf, problemOf } from "./outcomes.ts";
import { placedProblem } from "./placed-problem.ts";
import { resultValue } from "./result-value.ts";
import { isRelational } from "./schemas.ts";
import type { SessionPool } from "./sessions.ts";

export type RunHook = "on-run-start" | "on-run-end";

export interface HookWork {
  readonly work: NodeWork;
  readonly sessions: SessionPool;
  readonly emit: Emit;
  /** So far; those of the hooks are added. */
  readonly outcomes: Outcome[];
}

/**
 * Runs the hooks one after the other; after a failure the others are skipped.
 * @returns whether the run may go on
 */
export async function runHooks(hooks: HookWork, kind: RunHook): Promise<boolean> {
  const { work, emit, outcomes } = hooks;
  const nodes = hooksOf(work, kind);
  const extras = kind === "on-run-end" ? endExtras(hooks) : new Map<string, Value>();
  let failed = false;
  for (const [position, node] of nodes.entries()) {
    const at = { hook: kind, node, index: position + 1, total: nodes.length } as const;
    const name = `${node.package_name}.${kind}.${position}`;
    if (!failed) emit({ type: "hook-started", ...at });
    const outcome: Outcome = failed
      ? skipped(node, `${name} skipped`)
      : await runHook(hooks, node, name, extras);
    failed ||= outcome.status === "error";
    outcomes.push(outcome);
    emit({ type: "hook-finished", ...at, outcome });
  }
  return !failed || work.run.project.flags.behavior.skip_nodes_if_on_run_start_fails === false;
}

/** Those of packages first, by the package's name; the root project's last. */
function hooksOf({ run }: NodeWork, kind: RunHook): HookNode[] {
  const root = run.project.settings.name;
  const rank = (node: HookNode) => (node.package_name === root ? 1 : 0);
  return Object.values(run.project.manifest.nodes)
    .filter((node): node is HookNode => node.resource_type === "operation")
    .filter((node) => node.tags.includes(kind))
    .sort(
      (a, b) =>
        rank(a) - rank(b) ||
        compareText(a.package_name, b.package_name) ||
        (a.index ?? 0) - (b.index ?? 0),
    );
}

const compareText = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);

async function runHook(
  { work, sessions }: HookWork,
  node: HookNode,
  name: string,
  extras: ReadonlyMap<string, Value>,
): Promise<Outcome> {
  const timing: Timing[] = [];
  const frame = { node, threadId: "main", startedAt: now(), timing };
  const session = await sessions.main();
  try {
    const context = work.contextFor(node, session);
    for (const [key, value] of extras) context.set(key, value);
    const compiled = await work.compiler.compile(node, context);
    const compiledAt = now();
    timing.push({ name: "compile", startedAt: frame.startedAt, completedAt: compiledAt });
    const sql = hookSql(compiled.compiled_code);
    if (sql.trim() !== "") await context.execute(sql);
    if (session.inTransaction) await session.commit();
    timing.push({ name: "execute", startedAt: compiledAt, completedAt: now() });
    return outcomeOf(
      { ...frame, compiled },
      { status: "success", message: `${name} passed`, failures: 0 },
    );
  } catch (thrown) {
    if (session.inTransaction) await session.rollback();
    const problem = hookProblem(work, node, thrown);
    const message = `${name} failed, error:\n ${problem.message}`;
    return outcomeOf(frame, { status: "error", message, failures: 1, problem });
  }
}

function hookProblem(work: NodeWork, node: HookNode, thrown: unknown): Problem {
  return placedProblem(work, node, thrown) ?? problemOf(thrown, node.unique_id);
}

const skipped = (node: HookNode, message: string): Outcome =>
  outcomeOf(
    { node, threadId: "main", startedAt: now(), timing: [] },
    { status: "skipped", message, failures: 1 },
  );

/** A hook may be written as JSON with its SQL under `sql`, as `before_begin()` and `after_commit()` do. */
function hookSql(compiled: string): string {
  if (!compiled.trimStart().startsWith("{")) return compiled;
  try {
    const parsed: unknown = JSON.parse(compiled);
    const sql = typeof parsed === "object" && parsed !== null && "sql" in parsed ? parsed.sql : "";
    return typeof sql === "string" ? sql : "";
  } catch {
    return compiled;
  }
}

const unbuilt: readonly Status[] = ["error", "fail", "skipped"];

/** What `on-run-end` templates see of the run. */
function endExtras({ work, outcomes }: HookWork): ReadonlyMap<string, Value> {
  const { manifest, flags } = work.run.project;
  const pairs = new Map<string, readonly [string, string]>();
  for (const { nodeId, status } of outcomes) {
    const node: ManifestNode | undefined = manifest.nodes[nodeId];
    if (node === undefined || unbuilt.includes(status)) continue;
    if (!isRelational(node, flags.storeFailures)) continue;
    pairs.set(`${node.database}\u0000${node.schema}`, [node.database, node.schema]);
  }
  const shown = outcomes.filter(
    ({ threadId, status }) => threadId !== "main" || status === "error",
  );
  return new Map<string, Value>([
    ["results", shown.map((outcome) => resultValue(outcome, work))],
    ["schemas", [...new Set([...pairs.values()].map(([, schema]) => schema))]],
    ["database_schemas", [...pairs.values()].map((pair) => new Tuple([...pair]))],
  ]);
}
