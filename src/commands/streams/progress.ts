/** Keeps count, for the nodes of a run, of how far each has read the project's streams. */
import type { Adapter } from "../../adapters/adapter.ts";
import { streamsAbove } from "../../execute/streams/streams-above.ts";
import type { LandedBatch } from "../../load/landing.ts";
import { hasLedger } from "../../load/ledger/ledger.ts";
import { createModelProgress, type ModelProgress } from "../../load/ledger/model-progress.ts";
import type { Project } from "../../project/load.ts";
import type { Context } from "../context.ts";

/** @param batch the one whose transaction is open */
export const progressOf = (
  { now }: Context,
  { manifest }: Project,
  adapter: Adapter,
  batch?: LandedBatch,
): ModelProgress =>
  createModelProgress({
    adapter,
    streamsAbove: (nodeId) => streamsAbove(manifest, nodeId),
    batch,
    now,
  });

/** The same, where the database has a ledger; undefined where nothing was ever loaded. */
export async function openProgress(
  context: Context,
  project: Project,
  adapter: Adapter,
): Promise<ModelProgress | undefined> {
  await using session = await adapter.connect("main");
  return (await hasLedger(session)) ? progressOf(context, project, adapter) : undefined;
}
