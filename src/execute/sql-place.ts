/** Says where in the user's own files something failed; for a statement, as exactly as the database says it. */
import { SqlError } from "../adapters/sql-error.ts";
import type { GraphNode, ManifestNode } from "../core/nodes.ts";
import { type Place, placeOf } from "../core/place.ts";
import { Problem } from "../core/problem.ts";
import type { Project } from "../project/load.ts";
import type { Compilation } from "./compile.ts";
import { cteText } from "./ctes.ts";
import { sourceOffset } from "./source-map.ts";

export interface FailedNode {
  readonly node: GraphNode;
  readonly compilation: Compilation | undefined;
  /** Where a template called for the statement. */
  readonly call?: Pick<Problem, "at" | "source" | "frames"> | undefined;
}

/** Everything compiled so far: ephemeral models are part of the SQL of those that read them. */
export type Compiled = ReadonlyMap<string, Compilation>;

/** The same problem with its place: where the SQL came from, or else where the node begins. */
export function placeProblem(
  problem: Problem,
  { node, compilation, call }: FailedNode,
  project: Project,
  compiled: Compiled,
): Problem {
  if (problem.at !== undefined) return problem;
  const error = sqlErrorIn(problem);
  const found =
    error && compilation && "raw_code" in node
      ? placeIn(error, { node, compilation }, project, compiled)
      : undefined;
  const { code, hint, frames, cause } = problem;
  const message = error === undefined ? problem.message : withoutExcerpt(problem.message);
  const details = { hint, nodeId: node.unique_id, cause };
  const ownPlace = found ?? lineOfSeed(problem, node);
  if (ownPlace === undefined && call !== undefined)
    return new Problem(code, message, { ...details, ...call });
  const at = ownPlace ?? startOf(project, node);
  return new Problem(code, message, { ...details, at, source: textAt(project, node, at), frames });
}

/** DuckDB says which line of a seed it could not load. */
function lineOfSeed({ message }: Problem, node: GraphNode): Place | undefined {
  const line = /^[\w ]+: CSV Error on Line: (\d+)/.exec(message)?.[1];
  if (line === undefined || node.resource_type !== "seed") return undefined;
  return { file: node.original_file_path, line: Number(line), column: 1 };
}

function sqlErrorIn(problem: Problem): SqlError | undefined {
  let cause: unknown = problem.cause;
  while (cause instanceof Error && !(cause instanceof SqlError)) cause = cause.cause;
  return cause instanceof SqlError ? cause : undefined;
}

/** The line of SQL that databases quote is shown from the source instead. */
const withoutExcerpt = (message: string): string =>
  message
    .replace(/\n+LINE \d+:[\s\S]*$/, "")
    // What DuckDB adds to a mistake in a CSV file is about the options of its reader, which nobody here can set.
    .replace(/\n+(?:\s*Column \S+ is being converted|The search space used was)[\s\S]*$/, "");

function placeIn(
  { sql, offset }: SqlError,
  { node, compilation }: { node: ManifestNode; compilation: Compilation },
  project: Project,
  compiled: Compiled,
): Place | undefined {
  if (offset === undefined) return undefined;
  const within = offsetWithin(sql, compilation.compiled_code, offset);
  if (within === undefined) return undefined;
  for (const cte of compilation.extra_ctes) {
    const ephemeral = project.manifest.nodes[cte.id];
    const own = compiled.get(cte.id)?.own;
    const start = compilation.compiled_code.indexOf(cte.sql);
    if (ephemeral === undefined || own === undefined || start === -1) continue;
    const inner = within - start - cteText(ephemeral.alias, "").indexOf("\n") - 1;
    if (inner >= 0 && inner < own.length) return placeOfOwn(project, ephemeral, own, inner);
  }
  return placeOfOwn(project, node, compilation.own, ownOffset(compilation, within));
}

function offsetWithin(sql: string, part: string, offset: number): number | undefined {
  const start = part === "" ? -1 : sql.indexOf(part);
  const within = offset - start;
  return start === -1 || within < 0 || within > part.length ? undefined : within;
}

/** The offset as it was before the ephemeral models were put in. */
function ownOffset({ own, compiled_code: code }: Compilation, offset: number): number {
  const added = code.length - own.length;
  if (added === 0) return offset;
  let start = 0;
  while (start < own.length && own[start] === code[start]) start += 1;
  return offset < start ? offset : Math.max(start, offset - added);
}

function placeOfOwn(project: Project, node: ManifestNode, own: string, offset: number): Place {
  const source = project.sourceOf(node);
  if (!source.text.startsWith(node.raw_code, source.offset)) return startOf(project, node);
  const found = source.offset + sourceOffset(node.raw_code, own, offset);
  return placeOf(source.file, source.text, found);
}

/** The text of a query that stands in no file. */
function textAt(project: Project, node: GraphNode, { file }: Place): string | undefined {
  const source = project.sourceOf(node);
  return node.resource_type === "sql_operation" && source.file === file ? source.text : undefined;
}

function startOf(project: Project, node: GraphNode): Place {
  const { file, text, offset } = project.sourceOf(node);
  return placeOf(file, text, offset);
}
