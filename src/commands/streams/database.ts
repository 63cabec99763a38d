/** The database that the streams of one command share: opened once, and on DuckDB used by one stream at a time. */
import { setTimeout as pause } from "node:timers/promises";
import type { Adapter } from "../../adapters/adapter.ts";
import type { SharedDatabase } from "../../load/loop/database-target.ts";
import type { Project } from "../../project/load.ts";
import type { Context } from "../context.ts";
import { openAdapterOf } from "../run-nodes.ts";

export interface StreamDatabase extends SharedDatabase, AsyncDisposable {}

/** @param releases close the database whenever no stream uses it, so that other programs can open the file */
export function openStreamDatabase(
  context: Context,
  project: Project,
  releases: boolean,
): StreamDatabase {
  let opened: Promise<Adapter> | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const hasOneWriter = project.profile.type === "duckdb";
  const close = async (): Promise<void> => {
    const adapter = await opened?.catch(() => undefined);
    opened = undefined;
    await adapter?.[Symbol.asyncDispose]();
  };
  const exclusively = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const turn = queue.then(work, work);
    queue = turn.catch(() => undefined);
    return turn;
  };
  return {
    open() {
      opened ??= openAdapterOf(context, project);
      opened.catch(() => {
        opened = undefined;
      });
      return opened;
    },
    exclusively: hasOneWriter ? exclusively : (work) => work(),
    ...(releases &&
      hasOneWriter && {
        release: (leaveMs = 0) =>
          exclusively(async () => {
            await close();
            if (leaveMs > 0) await pause(leaveMs);
          }),
      }),
    [Symbol.asyncDispose]: close,
  };
}
