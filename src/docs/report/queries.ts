/** Turns a declared query into SQL (`ref` and `source` by the manifest) and runs it. Writes nothing. */
import type { Cell, ResultColumn, Session } from "../../adapters/adapter.ts";
import { closestName } from "../../core/closest.ts";
import type { Place } from "../../core/place.ts";
import { Problem } from "../../core/problem.ts";
import {
  reportQueryFailed,
  reportRefNotFound,
  reportTemplateBroken,
} from "../../core/problems/report.ts";
import {
  Interpreter,
  nativeFunction,
  PyError,
  parseTemplate,
  str,
  TemplateError,
  type Value,
} from "../../jinja/index.ts";
import type { ArtifactNode, RunArtifacts } from "./artifacts.ts";

export interface QueryRows {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface DeclaredQuery {
  readonly sql?: string | undefined;
  readonly ref?: string | undefined;
  /** For messages: `chart "Revenue"`. */
  readonly what: string;
  readonly at: Place;
  /** The declaration's text. */
  readonly source: string;
}

/** More rows than any chart can show; what a report reads stays small. */
const mostRows = 2_000;

/** Runs declared queries on a session, one after the other. */
export type RunQuery = (query: DeclaredQuery) => Promise<QueryRows>;

/** Makes a function that runs queries; it throws a `Problem` when one is wrong. */
export function queriesOn(session: Session, artifacts: RunArtifacts): RunQuery {
  return async (query) => {
    const sql = renderQuery(query, artifacts);
    try {
      return await session.execute(sql, { fetch: true, limit: mostRows });
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      throw reportQueryFailed(query.what, thrown.message, query.at, query.source);
    }
  };
}

/**
 * The SQL of a declared query.
 * @throws Problem for Jinja that is broken and for names that the manifest does not have
 */
export function renderQuery(query: DeclaredQuery, artifacts: RunArtifacts): string {
  const { at, source } = query;
  if (query.ref !== undefined)
    return `select * from ${relationOf(query.ref, artifacts, { at, source })}`;
  try {
    const template = parseTemplate(query.sql ?? "", at.file);
    return new Interpreter({ globals: scopeOf(query, artifacts) }).renderSync(template);
  } catch (thrown) {
    if (thrown instanceof TemplateError && thrown.cause instanceof Problem) throw thrown.cause;
    if (!(thrown instanceof TemplateError || thrown instanceof PyError)) throw thrown;
    throw reportTemplateBroken(query.what, thrown.message, at, source);
  }
}

function scopeOf({ at, source }: DeclaredQuery, artifacts: RunArtifacts) {
  const names = new Map<string, Value>([
    [
      "ref",
      nativeFunction("ref", ({ args }) =>
        relationOf(str(args.at(-1) ?? null), artifacts, { at, source }),
      ),
    ],
    [
      "source",
      nativeFunction("source", ({ args }) =>
        relationOf(args.map(str).join("."), artifacts, { at, source }),
      ),
    ],
  ]);
  return { get: (name: string) => names.get(name) };
}

function relationOf(
  name: string,
  { nodes }: RunArtifacts,
  { at, source }: { at: Place; source: string },
): string {
  const found = nodes.find((node) => referenceName(node) === name && node.relation_name !== null);
  if (found?.relation_name) return found.relation_name;
  const names = nodes.filter((node) => node.relation_name).map(referenceName);
  throw reportRefNotFound(name, at, source, closestName(name, names));
}

const referenceName = (node: ArtifactNode): string =>
  node.resource_type === "source" ? `${node.source_name}.${node.name}` : node.name;
