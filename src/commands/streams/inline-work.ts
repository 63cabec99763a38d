/** What runs inside the transaction of a batch: the models that follow the stream. */
import type { Adapter, Session } from "../../adapters/adapter.ts";
import { failedStatuses } from "../../core/outcomes.ts";
import { createInlineRunner, type InlineRunner } from "../../execute/streams/inline.ts";
import { inlineNodes } from "../../execute/streams/inline-nodes.ts";
import type { LandedBatch } from "../../load/landing.ts";
import type { Stream } from "../../load/stream.ts";
import type { Project } from "../../project/load.ts";
import type { Context } from "../context.ts";
import type { StreamDatabase } from "./database.ts";
import { progressOf } from "./progress.ts";

export interface InlineWork {
  readonly project: Project;
  readonly database: StreamDatabase;
  readonly stream: Pick<Stream, "name" | "sourceId">;
  /** What `inlineNodes` finds, where it is known already. */
  readonly nodeIds?: ReadonlySet<string> | undefined;
}

/** Runs the inline models; after a failure with new caches, because what they know was rolled back. */
export function inlineWork(
  context: Context,
  {
    project,
    database,
    stream,
    nodeIds = inlineNodes(project.manifest, stream.sourceId),
  }: InlineWork,
): (session: Session, batch: LandedBatch) => Promise<void> {
  let runner: InlineRunner | undefined;
  let runsOn: Adapter | undefined;
  return async (session, batch) => {
    if (nodeIds.size === 0) return;
    const adapter = await database.open();
    if (adapter !== runsOn) runner = undefined;
    runsOn = adapter;
    const { emit } = context;
    runner ??= createInlineRunner({ project, adapter, nodeIds, stream: stream.name, emit });
    try {
      const progress = progressOf(context, project, adapter, batch);
      const outcomes = await runner.run(session, batch.batchId, progress);
      if (outcomes.some(({ status }) => failedStatuses.includes(status)))
        throw new Error("Bug: a failed node of a batch went unnoticed");
    } catch (thrown) {
      runner = undefined;
      throw thrown;
    }
  };
}
