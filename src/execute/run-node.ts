/** Runs one node: compiles it, builds or tests it, and turns whatever happens into an outcome. Never throws for a node. */
import {
  type GraphNode,
  isEphemeral,
  type ManifestNode,
  type Model,
  type UnitTest,
} from "../core/nodes.ts";
import type { Outcome, Timing } from "../core/outcomes.ts";
import type { Compilation } from "./compile.ts";
import type { NodeContext } from "./context/node-context.ts";
import type { StatementResult } from "./context/statement-results.ts";
import { judgeTest } from "./data-tests/test-outcome.ts";
import { materialize, runMaterialization } from "./materializations/materialize.ts";
import { isMicrobatch, runMicrobatch } from "./microbatch/microbatch.ts";
import { jobOf } from "./node-job.ts";
import type { NodeWork, Turn } from "./node-work.ts";
import { adapterResponse, failedOutcome, now, type OutcomeFrame, outcomeOf } from "./outcomes.ts";
import { placedProblem } from "./placed-problem.ts";
import { followStreams } from "./streams/follow.ts";
import { compileUnitTest, judgeUnitTest } from "./unit-tests/unit-test.ts";

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Frame = Mutable<OutcomeFrame> & { readonly timing: Timing[]; compilation?: Compilation };

/** Compiles and, where the command asks for it, executes a node. */
export async function runNode(work: NodeWork, node: GraphNode, turn: Turn): Promise<Outcome> {
  const { streams, mode } = work;
  if (mode === "compile" || turn.stream !== undefined || !streams?.follows(node.unique_id))
    return await runAlone(work, node, turn);
  const startedAt = now();
  try {
    return await followStreams(streams, node, turn, (joined) => runAlone(work, node, joined));
  } catch (thrown) {
    const frame = { node, threadId: turn.threadId, startedAt, timing: [] };
    return failed(work, frame, thrown);
  }
}

async function runAlone(work: NodeWork, node: GraphNode, turn: Turn): Promise<Outcome> {
  const frame: Frame = { node, threadId: turn.threadId, startedAt: now(), timing: [] };
  const restore = rememberRelation(work, node);
  try {
    return await attempt(work, node, turn, frame);
  } catch (thrown) {
    restore();
    return failed(work, frame, thrown);
  } finally {
    if (turn.session.inTransaction) await turn.session.rollback();
  }
}

/** A failed node's changes are rolled back, so what the cache was told of them has to be taken back too. */
function rememberRelation({ run }: NodeWork, node: GraphNode): () => void {
  if (!("alias" in node)) return () => undefined;
  const name = { database: node.database, schema: node.schema, identifier: node.alias };
  const before = run.cache.findKnown(name);
  return () =>
    before === undefined ? run.cache.dropped(name) : run.cache.added(name, before.type);
}

async function attempt(
  work: NodeWork,
  node: GraphNode,
  turn: Turn,
  frame: Frame,
): Promise<Outcome> {
  switch (node.resource_type) {
    case "exposure":
      frame.timing.push(instant("compile"), instant("execute"));
      return outcomeOf(frame, { status: "no-op", message: "NO-OP", failures: 0 });
    case "source":
      throw new Error(`Bug: the source ${node.unique_id} cannot run`);
    case "unit_test":
      return await runUnitTest(work, node, turn, frame);
    case "model":
      return isMicrobatch(node) && !["compile", "clone"].includes(work.mode)
        ? await runBatches(work, node, turn, frame)
        : await runManifestNode(work, node, turn, frame);
    default:
      return await runManifestNode(work, node, turn, frame);
  }
}

async function runManifestNode(
  work: NodeWork,
  node: ManifestNode,
  turn: Turn,
  frame: Frame,
): Promise<Outcome> {
  const context = work.contextFor(node, turn.session, undefined, turn.stream);
  if (work.mode === "clone" && !isEphemeral(node))
    return await cloneNode(work, node, frame, context);
  const compilation = await timed(frame, "compile", () => compileStep(work, node, context));
  if (compilation !== undefined) {
    frame.compiled = compilation;
    frame.compilation = compilation;
  }
  work.emit({ type: "node-compiled", node, at: now() });
  if (work.mode === "compile" || isEphemeral(node)) {
    frame.timing.push(instant("execute"));
    return outcomeOf(frame, { status: "success", message: null });
  }
  const job = jobOf(work, node, context, compilation);
  work.emit({ type: "node-executing", node, at: now() });
  const main = await timed(frame, "execute", () => materialize(job, node.config.materialized));
  return node.resource_type === "test"
    ? testOutcome(work, node, frame, main)
    : outcomeOf(frame, {
        status: "success",
        message: main.response.message,
        adapterResponse: adapterResponse(main.response),
      });
}

/** A step that has nothing to do, which dbt reports all the same. */
function instant(name: Timing["name"]): Timing {
  const at = now();
  return { name, startedAt: at, completedAt: at };
}

/** A clone renders nothing of the node: where its table is elsewhere says all. */
async function cloneNode(
  work: NodeWork,
  node: ManifestNode,
  frame: Frame,
  context: NodeContext,
): Promise<Outcome> {
  const job = jobOf(work, node, context, undefined);
  frame.timing.push(instant("compile"));
  work.emit({ type: "node-executing", node, at: now() });
  const main = await timed(frame, "execute", () => runMaterialization(job, "clone"));
  const { response } = main ?? {};
  return outcomeOf(frame, {
    status: "success",
    message: response?.message ?? "No-op",
    adapterResponse: response === undefined ? {} : adapterResponse(response),
  });
}

async function runUnitTest(
  work: NodeWork,
  test: UnitTest,
  turn: Turn,
  frame: Frame,
): Promise<Outcome> {
  // dbt counts all of it as execution: a unit test has nothing to compile before its fixtures are known.
  frame.timing.push(instant("compile"));
  return await timed(frame, "execute", async () => {
    const compiled = await compileUnitTest(work, test, turn);
    frame.compiled = compiled.compilation;
    work.emit({ type: "node-executing", node: test, at: now() });
    return outcomeOf(frame, await judgeUnitTest(work, test, compiled));
  });
}

async function runBatches(work: NodeWork, node: Model, turn: Turn, frame: Frame): Promise<Outcome> {
  frame.timing.push(instant("compile"));
  work.emit({ type: "node-executing", node, at: now() });
  const { thrown, ...result } = await timed(frame, "execute", () =>
    runMicrobatch(work, node, turn),
  );
  const compilation = work.compiler.compiled.get(node.unique_id);
  if (compilation !== undefined) {
    frame.compiled = compilation;
    frame.compilation = compilation;
  }
  if (thrown === undefined) return outcomeOf(frame, { ...result, failures: 0 });
  const { problem } = failed(work, frame, thrown);
  return outcomeOf(frame, { ...result, failures: 0, problem });
}

async function compileStep(
  { compiler }: NodeWork,
  node: ManifestNode,
  context: NodeContext,
): Promise<Compilation | undefined> {
  return node.resource_type === "seed" ? undefined : await compiler.compile(node, context);
}

function testOutcome(
  { run }: NodeWork,
  node: ManifestNode,
  frame: Frame,
  main: StatementResult,
): Outcome {
  const verdict = judgeTest(node.unique_id, node.config, main.table, run.project.flags);
  return outcomeOf(frame, { ...verdict, adapterResponse: adapterResponse(main.response) });
}

async function timed<T>(
  { timing }: Frame,
  name: Timing["name"],
  step: () => Promise<T>,
): Promise<T> {
  const startedAt = now();
  try {
    return await step();
  } finally {
    timing.push({ name, startedAt, completedAt: now() });
  }
}

function failed(work: NodeWork, frame: Frame, thrown: unknown): Outcome {
  const { node, compilation } = frame;
  return failedOutcome(frame, placedProblem(work, node, thrown, compilation) ?? thrown);
}
