/** Makes a problem of what rendering or a macro threw: the database's own problem where one lies underneath. */
import { SqlError } from "../adapters/sql-error.ts";
import { Problem, Problems, problemWith } from "../core/problem.ts";
import { templateProblem } from "../core/problems/jinja.ts";
import { TemplateError } from "../jinja/index.ts";
import { problemOf } from "./outcomes.ts";

/** The problem in what was thrown, or undefined when it is no template's doing and no problem. */
export function templateProblemIn(thrown: unknown, nodeId: string): Problem | undefined {
  if (thrown instanceof Problem) return withNode(thrown, nodeId);
  if (!(thrown instanceof TemplateError)) return undefined;
  const inner = innermost(thrown);
  if (inner instanceof Problems) return problemOf(inner, nodeId);
  if (!(inner instanceof Problem))
    return isOurBug(inner) ? undefined : withNode(templateProblem(thrown), nodeId);
  const outer = templateProblem(thrown);
  // Where a statement failed is found from its SQL; everything else failed where the template called for it.
  const { at, source } = inner.at !== undefined || isSqlError(inner) ? inner : outer;
  const frames = inner.frames.length > 0 ? inner.frames : outer.frames;
  return problemWith(inner, { at, source, frames, nodeId });
}

/** Where a template called for a statement that failed: the innermost place in the user's own files. */
export function callIn(thrown: unknown): Pick<Problem, "at" | "source" | "frames"> | undefined {
  if (!(thrown instanceof TemplateError)) return undefined;
  const { at, source, frames } = templateProblem(thrown);
  return at === undefined ? undefined : { at, source, frames };
}

function isSqlError(thrown: unknown): boolean {
  if (thrown instanceof SqlError) return true;
  return thrown instanceof Error && isSqlError(thrown.cause);
}

/** What a native function threw, below any number of templates. */
function innermost(error: TemplateError): unknown {
  let cause: unknown = error.cause;
  while (cause instanceof TemplateError && cause.cause !== undefined) cause = cause.cause;
  return cause;
}

const isOurBug = (cause: unknown): boolean =>
  cause instanceof Error && cause.message.startsWith("Bug: ");

const withNode = (problem: Problem, nodeId: string): Problem =>
  problem.nodeId === undefined ? problemWith(problem, { nodeId }) : problem;
