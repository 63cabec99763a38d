/** The one kind of error that a user can cause and can fix. Everything else that is thrown is our bug. */
import type { Frame, Place } from "./place.ts";

export interface ProblemDetails {
  /** What to do about it: a sentence. */
  readonly hint?: string | undefined;
  readonly at?: Place | undefined;
  /** The source text around `at`, for the frame that is printed; read from the file when absent. */
  readonly source?: string | undefined;
  /** The macro stack, innermost first. */
  readonly frames?: readonly Frame[] | undefined;
  /** The node that the problem belongs to. */
  readonly nodeId?: string | undefined;
  readonly cause?: unknown;
}

export class Problem extends Error {
  override readonly name = "Problem";
  /** Stable, such as `REF_NOT_FOUND`; never renamed or reused. */
  readonly code: string;
  readonly hint: string | undefined;
  readonly at: Place | undefined;
  readonly source: string | undefined;
  readonly frames: readonly Frame[];
  readonly nodeId: string | undefined;

  constructor(code: string, message: string, details: ProblemDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.at = details.at;
    this.source = details.source;
    this.frames = details.frames ?? [];
    this.nodeId = details.nodeId;
  }
}

/** The same problem, told with more details or other ones. */
export function problemWith(problem: Problem, details: ProblemDetails): Problem {
  const { code, message, hint, at, source, frames, nodeId, cause } = problem;
  const known = { hint, at, source, frames, nodeId, cause };
  return new Problem(code, message, { ...known, ...details });
}

/** Every mistake of a phase, thrown together so that the user sees all of them at once. */
export class Problems extends Error {
  override readonly name = "Problems";
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(problems.map((problem) => problem.message).join("\n"));
    this.problems = problems;
  }
}

/** The problems in something caught, or undefined when it is a bug of ours. */
export function problemsIn(thrown: unknown): readonly Problem[] | undefined {
  if (thrown instanceof Problems) return thrown.problems;
  return thrown instanceof Problem ? [thrown] : undefined;
}

/** Throws what was collected: nothing, the one problem, or all of them. */
export function throwAll(problems: readonly Problem[]): void {
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) throw new Problems(problems);
}
