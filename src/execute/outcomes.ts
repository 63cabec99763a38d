/** Makes outcomes: what a node's response, verdict or problem means for the artifacts and the exit code. */
import type { Response } from "../adapters/adapter.ts";
import type { DataObject } from "../core/data.ts";
import type { GraphNode } from "../core/nodes.ts";
import type { Outcome, Timing } from "../core/outcomes.ts";
import { Problem, Problems } from "../core/problem.ts";
import { accessRefused } from "../core/problems/access.ts";
import { nodeCrashed } from "../core/problems/execute.ts";
import type { CompiledNode } from "./compile.ts";

/** The parts of an outcome that are the same whatever happened. */
export interface OutcomeFrame {
  readonly node: GraphNode;
  readonly threadId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly timing: readonly Timing[];
  readonly compiled?: CompiledNode | undefined;
}

type Result = Pick<Outcome, "status" | "message"> &
  Partial<Pick<Outcome, "failures" | "adapterResponse" | "problem" | "batchResults">>;

/** The outcome of a node that ended now. */
export function outcomeOf(frame: OutcomeFrame, result: Result): Outcome {
  const { node, threadId, startedAt, timing, compiled } = frame;
  const { status, message, failures = null, adapterResponse = {}, problem, batchResults } = result;
  const isCompiled = isCompilable(node);
  // Written out, and all of it always there: outcomes of one kind share a hidden class.
  return {
    nodeId: node.unique_id,
    timing,
    threadId,
    executionTime: Math.max(0, now() - startedAt) / 1000,
    adapterResponse,
    failures,
    compiled: isCompiled ? isCompiledNow(node, compiled) : null,
    compiledCode: isCompiled ? (compiled?.compiled_code ?? null) : null,
    relationName: isCompiled ? relationName(node, compiled) : null,
    status,
    message,
    problem,
    batchResults,
  };
}

const uncompiled = ["seed", "source", "exposure"];
const isCompilable = (node: GraphNode): boolean => !uncompiled.includes(node.resource_type);

/** A unit test that was not compiled says nothing of it, as in dbt. */
const isCompiledNow = (node: GraphNode, compiled: CompiledNode | undefined): boolean | null =>
  compiled === undefined && node.resource_type === "unit_test" ? null : compiled !== undefined;

/** A test has a relation, for its failures, once it is compiled. */
function relationName(node: GraphNode, compiled: CompiledNode | undefined): string | null {
  if (node.resource_type === "test" && compiled === undefined) return null;
  return compiled?.relation_name ?? ("relation_name" in node ? node.relation_name : null);
}

/** A node that does not run because of something else. */
export function skippedOutcome(node: GraphNode, threadId: string, message: string | null): Outcome {
  const frame = { node, threadId, startedAt: now(), timing: [] };
  return { ...outcomeOf(frame, { status: "skipped", message }), executionTime: 0 };
}

/** A node that failed. */
export function failedOutcome(frame: OutcomeFrame, thrown: unknown): Outcome {
  const problem = problemOf(thrown, frame.node.unique_id);
  return outcomeOf(frame, { status: "error", message: problem.message, problem });
}

/** The problem in what was thrown; several become one that names them all, anything else is a bug of ours. */
export function problemOf(thrown: unknown, nodeId: string): Problem {
  if (thrown instanceof Problem) return thrown;
  const first = thrown instanceof Problems ? thrown.problems[0] : undefined;
  if (first === undefined || !(thrown instanceof Problems))
    return accessRefused(thrown) ?? nodeCrashed(nodeId, thrown);
  return new Problem(first.code, thrown.message, {
    hint: first.hint,
    at: first.at,
    frames: first.frames,
    nodeId,
    cause: thrown,
  });
}

/** The fields of `adapter_response`; those that the driver does not know are left out. */
export function adapterResponse({ message, code, rowsAffected }: Response): DataObject {
  return {
    _message: message,
    ...(code === null ? {} : { code }),
    ...(rowsAffected === null ? {} : { rows_affected: rowsAffected }),
  };
}

/** Milliseconds since 1970, with fractions and never backwards. */
export const now = (): number => performance.timeOrigin + performance.now();
