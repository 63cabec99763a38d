/**
 * Makes what a batch needs before the first one comes: bronze and the ledger, and of the inline models with all that
 * they read, whatever is missing in the database.
 */
import type { Adapter } from "../../adapters/adapter.ts";
import { failedStatuses } from "../../core/outcomes.ts";
import { executeNodes } from "../../execute/run.ts";
import { inlineNodes } from "../../execute/streams/inline-nodes.ts";
import { graphOf, withAncestors } from "../../graph/graph.ts";
import { openLanding } from "../../load/landing/landing-table.ts";
import { openLedger } from "../../load/ledger/ledger.ts";
import type { ConnectedStream } from "../../load/settings/streams.ts";
import type { Project } from "../../project/load.ts";
import type { Context } from "../context.ts";
import { progressOf } from "./progress.ts";

export interface Prepared {
  /** By the stream's name, what is run in each of its batches. */
  readonly inline: ReadonlyMap<string, ReadonlySet<string>>;
  /** False when something that is needed could not be built. */
  readonly complete: boolean;
}

/** @throws Problems of models that cannot follow a batch, of columns that cannot be filled, of the database */
export async function prepareStreams(
  context: Context,
  project: Project,
  adapter: Adapter,
  streams: readonly ConnectedStream[],
): Promise<Prepared> {
  const { manifest } = project;
  const inline = new Map(
    streams.map(({ stream }) => [stream.name, inlineNodes(manifest, stream.sourceId)]),
  );
  const session = await adapter.connect("prepare");
  const ledger = await openLedger(adapter, session);
  for (const { stream } of streams) await openLanding(ledger, stream, Math.floor(context.now()));
  await session[Symbol.asyncDispose]();
  const wanted = new Set([...inline.values()].flatMap((ids) => [...ids]));
  const missing = await missingOf(project, adapter, wanted);
  if (missing.size === 0) return { inline, complete: true };
  const { emit, signal } = context;
  const { threads } = project.profile;
  const { outcomes } = await executeNodes({
    project,
    selected: missing,
    adapter,
    mode: "build",
    threads,
    emit,
    signal,
    streams: progressOf(context, project, adapter),
  });
  return { inline, complete: !outcomes.some(({ status }) => failedStatuses.includes(status)) };
}

const built: readonly string[] = ["model", "seed", "snapshot"];

/** The nodes with what they read, as far as it is not in the database. */
async function missingOf(
  { manifest }: Project,
  adapter: Adapter,
  ids: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const needed = [...withAncestors(graphOf(manifest), ids)]
    .map((id) => manifest.nodes[id])
    .filter((node) => node !== undefined)
    .filter((node) => built.includes(node.resource_type));
  await using session = await adapter.connect("prepare");
  const existing = new Set<string>();
  const schemas = new Map(needed.map((node) => [`${node.database}.${node.schema}`, node]));
  for (const { database, schema } of schemas.values())
    for (const { identifier } of await adapter.listRelations(session, database, schema))
      existing.add(`${database}.${schema}.${identifier}`.toLowerCase());
  const missing = needed.filter(
    ({ database, schema, alias }) => !existing.has(`${database}.${schema}.${alias}`.toLowerCase()),
  );
  const relations = missing.filter(({ config }) => config.materialized !== "ephemeral");
  return relations.length === 0 ? new Set() : new Set(missing.map(({ unique_id }) => unique_id));
}
