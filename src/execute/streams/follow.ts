/**
 * Runs a node that reads a stream on its own: what it reads and how far it then is are one transaction, so that each
 * record reaches it exactly once, whatever else goes on and whenever it is stopped.
 */
import type { Session } from "../../adapters/adapter.ts";
import type { GraphNode } from "../../core/nodes.ts";
import { failedStatuses, type Outcome } from "../../core/outcomes.ts";
import type { StreamWindow } from "../../core/stream-window.ts";
import type { Turn } from "../node-work.ts";
import { type JoinedSession, joinSession } from "./joined-session.ts";
import type { StreamReading } from "./stream-batch.ts";

/** Keeps count of how far each model has read its streams. Implemented by what loads them. */
export interface StreamProgress {
  /** Whether the node reads a stream, itself or through others. */
  follows(nodeId: string): boolean;
  /** Opens a transaction that sees one state of the database, and keeps others from the same model. */
  begin(session: Session, nodeId: string): Promise<void>;
  /** The transaction of `begin` is over. */
  end(session: Session, nodeId: string): Promise<void>;
  /** What the node has not read yet, in the open transaction. */
  window(session: Session, nodeId: string): Promise<StreamWindow>;
  /** Writes down that the node has read its window, in the same transaction. */
  save(session: Session, nodeId: string, window: StreamWindow): Promise<void>;
}

/**
 * @param run runs the node on the given turn, and ends no transaction that was open before
 * @throws Problem when the progress cannot be written; nothing has changed then
 */
export async function followStreams(
  progress: StreamProgress,
  node: GraphNode,
  turn: Turn,
  run: (turn: Turn) => Promise<Outcome>,
): Promise<Outcome> {
  const { session: real } = turn;
  const id = node.unique_id;
  const joining = joinSession(real, () => progress.begin(real, id));
  const reading = readingOf(progress, real, node, joining);
  try {
    if (readsBatch(node)) await reading.window();
    const outcome = await run({ ...turn, session: joining.session, stream: reading });
    if (!reading.asked() || failedStatuses.includes(outcome.status)) return outcome;
    await reading.save();
    await real.commit();
    return outcome;
  } finally {
    if (joining.joined) {
      if (real.inTransaction) await real.rollback();
      await progress.end(real, id);
    }
  }
}

/** A model that asks only when it adds to what is there has to be counted when it is built, too. */
export const readsBatch = (node: GraphNode): boolean =>
  "raw_code" in node && node.raw_code.includes("stream_batch");

export interface KeptReading extends StreamReading {
  /** Whether the node has asked for its window. */
  asked(): boolean;
  /** Writes down that the node has read it. */
  save(): Promise<void>;
}

/** What a node reads, asked for once. */
export function readingOf(
  progress: StreamProgress,
  session: Session,
  { unique_id: id }: GraphNode,
  joining: Pick<JoinedSession, "join">,
): KeptReading {
  let window: StreamWindow | undefined;
  return {
    asked: () => window !== undefined,
    async window() {
      if (window !== undefined) return window;
      await joining.join();
      window = await progress.window(session, id);
      return window;
    },
    async save() {
      if (window !== undefined) await progress.save(session, id, window);
    },
  };
}
