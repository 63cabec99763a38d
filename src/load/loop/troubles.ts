/** Which failures of a source or a target pass, so that the loop tries again, and which end the stream. Data only. */
import { Problem, problemsIn } from "../../core/problem.ts";

/** They pass, however often they come. */
const passing: ReadonlySet<string> = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_LOST",
  "COMMIT_UNCERTAIN",
  "CONNECTIONS_EXHAUSTED",
  "DATABASE_LOCKED",
  "LOCK_NOT_HAD",
  "POSITIONS_MOVED",
  "SERVER_NOT_READY",
  "SERVER_READ_ONLY",
  "SERVER_TIMEOUT",
  "SERVER_UNREACHABLE",
  "SQL_CONFLICT",
  "KAFKA_LEADER_MISSING",
  "SOURCE_UNREACHABLE",
  "REGISTRY_UNREACHABLE",
]);

/** They may pass where the database is why: a model that read what another transaction was changing. */
const doubtful: ReadonlySet<string> = new Set(["STREAM_MODEL_FAILED", "STREAM_TEST_FAILED"]);

export type Trouble = "passing" | "doubtful" | "lasting";

/** What to expect of a failure; a model's is judged by its cause. */
export function troubleOf(thrown: unknown): Trouble {
  const causes = chainOf(thrown);
  const [problem] = causes;
  if (problem === undefined) return "lasting";
  if (causes.some(({ code }) => passing.has(code))) return "passing";
  const isOurs = causes.length > 1 && causes.slice(1).every(({ code }) => !code.startsWith("SQL_"));
  return doubtful.has(problem.code) && !isOurs ? "doubtful" : "lasting";
}

/** Whether it is only that a statement was stopped, as the end of a loader that cannot wait does. */
export const isStopped = (thrown: unknown): boolean =>
  chainOf(thrown).some(({ code }) => code === "SQL_CANCELLED");

/** The one problem with its causes; empty where there are several, or none. */
function chainOf(thrown: unknown): readonly Problem[] {
  const [problem, second] = problemsIn(thrown) ?? [];
  return problem === undefined || second !== undefined ? [] : [problem, ...causesOf(problem)];
}

function causesOf({ cause }: Problem): Problem[] {
  return cause instanceof Problem ? [cause, ...causesOf(cause)] : [];
}
