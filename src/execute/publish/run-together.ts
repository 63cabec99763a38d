/**
 * A run that is published as one (write, audit, publish): its nodes are built and tested under other names, and take the
 * place of the live ones when nothing has failed. Whatever happens before that, readers see what was there.
 */
import type { Emit, Event } from "../../core/events.ts";
import { failedStatuses, type Outcome } from "../../core/outcomes.ts";
import { Problem } from "../../core/problem.ts";
import { publicationHeldBack } from "../../core/problems/publish.ts";
import type { RunOptions, Stage } from "../run.ts";
import type { SessionPool } from "../sessions.ts";
import { type Audit, auditOf, publishedEvent, publishedOutcome } from "./audit.ts";
import { type AuditWork, dropAudit, prepareAudit } from "./copies.ts";
import { publish } from "./publish.ts";

const writing: readonly string[] = ["run", "build", "seed", "snapshot"];

/**
 * The audit of a run, where it is to be published together.
 * @throws Problem when it cannot be
 */
export function auditWanted({ project, mode, selected }: RunOptions): Audit | undefined {
  if (project.flags.publish !== "together" || !writing.includes(mode)) return undefined;
  const audit = auditOf(project, selected);
  return audit.nodes.length === 0 ? undefined : audit;
}

/** Tells of the project's own nodes. */
export const publishedEmit =
  (audit: Audit, { project, emit }: RunOptions): Emit =>
  (event: Event) =>
    emit(publishedEvent(audit, project, event));

export interface Together {
  readonly audit: Audit;
  readonly live: Stage;
  readonly building: Stage;
  readonly sessions: SessionPool;
  readonly threads: number;
  readonly emit: Emit;
  readonly signal: AbortSignal | undefined;
}

const workOf = ({ audit, live, building, sessions }: Together): AuditWork => ({
  audit,
  sessions,
  live: live.work,
  building: building.work,
});

/** @throws Problem when the database refuses */
export const prepare = (together: Together): Promise<void> =>
  prepareAudit(workOf(together), together.threads);

/**
 * Publishes what the walk has built, or clears it away.
 * @param walked the outcomes under the other names
 * @returns the outcomes as they count, and what kept the run from being published
 */
export async function conclude(
  together: Together,
  walked: readonly Outcome[],
  interrupted: boolean,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly unpublished: Problem | undefined }> {
  const { audit, emit } = together;
  const outcomes = walked.map((outcome) => publishedOutcome(audit, outcome));
  const failed = walked.filter(({ status }) => holdsBack(status));
  const isHeldBack = failed.length > 0 || interrupted;
  const causes = failed.filter(({ status }) => status !== "skipped");
  const unpublished = isHeldBack
    ? publicationHeldBack(causes.map(({ nodeId }) => nodeId))
    : await attempt(together);
  if (unpublished === undefined) return { outcomes, unpublished };
  await clearAway(together);
  if (isHeldBack) emit({ type: "problem", problem: unpublished });
  const blamed = isHeldBack
    ? undefined
    : (unpublished.nodeId ?? audit.nodes.at(-1)?.node.unique_id);
  return {
    unpublished,
    outcomes: outcomes.map((outcome) =>
      outcome.nodeId === blamed
        ? { ...outcome, status: "error", message: unpublished.message, problem: unpublished }
        : notPublished(audit, outcome),
    ),
  };
}

/** What cannot be cleared away now, since the server is gone perhaps, the next run clears away. */
async function clearAway(together: Together): Promise<void> {
  try {
    await dropAudit(workOf(together));
  } catch (thrown) {
    if (!(thrown instanceof Problem)) throw thrown;
    together.emit({ type: "debug", name: "AuditLeft", message: thrown.message });
  }
}

const holdsBack = (status: Outcome["status"]): boolean =>
  failedStatuses.includes(status) || status === "skipped";

async function attempt(together: Together): Promise<Problem | undefined> {
  const { sessions, signal, emit } = together;
  const session = await sessions.main();
  const cancel = (): void => session.cancel();
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    const { count, warnings } = await publish(workOf(together), signal);
    for (const problem of warnings) emit({ type: "warning", name: "AfterCommit", problem });
    const message = `Published ${count} ${count === 1 ? "relation" : "relations"} in one transaction`;
    emit({ type: "note", name: "Note", message });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Problem) return thrown;
    throw thrown;
  } finally {
    signal?.removeEventListener("abort", cancel);
  }
}

/** What was built counts as built, but says that nobody sees it. */
function notPublished({ nodes }: Audit, outcome: Outcome): Outcome {
  const isBuilt = nodes.some(({ node }) => node.unique_id === outcome.nodeId);
  if (!isBuilt || outcome.status !== "success") return outcome;
  return { ...outcome, message: `${outcome.message ?? ""} (not published)`.trimStart() };
}
