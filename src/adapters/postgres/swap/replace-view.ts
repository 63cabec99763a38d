/** Changes a view in place, which keeps everything that stands on it. */
import { Problem } from "../../../core/problem.ts";
import type { QueryResult } from "../../adapter.ts";
import type { ReplaceViewRequest } from "../../swap-request.ts";
import { qualified } from "../quoting.ts";
import { withLocks } from "./locks.ts";

/** Undefined where the view's columns change in a way that the database does not allow; nothing has changed then. */
export async function replaceView(request: ReplaceViewRequest): Promise<QueryResult | undefined> {
  const { run, view, wait, nodeId, sql, isLast } = request;
  try {
    return await withLocks(
      run,
      { relation: qualified(view), wait, nodeId },
      async ({ before, after }) => {
        const last = isLast ? "commit" : after;
        const trailing = { count: 1, commits: isLast };
        return await run(`${before};\n${sql.trimEnd().replace(/;+$/, "")};\n${last}`, { trailing });
      },
    );
  } catch (thrown) {
    if (thrown instanceof Problem && thrown.code === "SQL_INVALID") return undefined;
    throw thrown;
  }
}
