/** The contract of `Adapter.swap` and `replaceView`: putting a new relation in the place of an old one. */
import type { Problem } from "../core/problem.ts";
import type { ExecuteOptions, ExistingRelation, QueryResult, RelationName } from "./adapter.ts";

export const onDependents = ["fail", "rebuild", "cascade"] as const;
export const onRebuild = ["swap", "truncate_insert", "delete_insert"] as const;

export interface SwapRequest {
  readonly run: (sql: string, options?: ExecuteOptions) => Promise<QueryResult>;
  readonly nodeId: string;
  readonly old: ExistingRelation;
  /** Built and filled, under another name of the same schema. */
  readonly fresh: ExistingRelation;
  /** What becomes of what cannot survive. */
  readonly onDependents: (typeof onDependents)[number];
  /** Whether the table is exchanged, or its rows. */
  readonly onRebuild: (typeof onRebuild)[number];
  /** How long to try for a lock, in seconds. */
  readonly wait: number;
  /** Keep the old table's indexes, keys and checks too; not where the node makes them itself. */
  readonly keepsIndexes: boolean;
  readonly keepsConstraints: boolean;
  /** Whether this run builds that relation anew after this one. */
  readonly isRebuilt: (name: RelationName) => boolean;
  /** Something stands on the old relation or belongs to it, as an attempt has shown. */
  readonly isKnownToMatter?: boolean;
  /** The new table began as a copy of the old one: it has its indexes, keys and checks already. */
  readonly isCopy?: boolean;
  /** The new table is not dropped when its rows have gone over to the old one. */
  readonly keepsFresh?: boolean;
  /** The new table was given what the old one has. */
  readonly isDressed?: boolean;
}

export interface SwapsRequest extends Pick<SwapRequest, "run" | "wait"> {
  readonly swaps: readonly SwapRequest[];
  /** Other relations that `first` changes. */
  readonly changed: readonly RelationName[];
  /**
   * Work on what is still beside, before it is given what the old relations have and before any lock.
   * @param kept old tables that stay, since only their rows were exchanged; the new ones are left to the caller
   */
  rebind(kept: readonly RelationName[]): Promise<void>;
  /**
   * Work that comes before the swaps, when all locks are had. It is undone and done again until they are.
   * @param kept as above
   */
  first(kept: readonly RelationName[]): Promise<void>;
}

export interface CopyRequest extends Pick<SwapRequest, "run"> {
  readonly from: RelationName;
  readonly to: RelationName;
}

export interface SwapResult {
  /** Relations that went, and will be built anew by this run. */
  readonly dropped: readonly RelationName[];
  /** What is left to do once the transaction is committed; tells what went wrong. */
  readonly afterCommit: (() => Promise<Problem | undefined>) | undefined;
}

export interface BuildRequest extends Pick<SwapRequest, "run" | "old" | "fresh"> {
  /** Builds the new table. */
  readonly sql: string;
  /** Nothing follows in the transaction. */
  readonly isLast: boolean;
}

export interface BuildResult {
  readonly result: QueryResult;
  /** Otherwise the new table is still beside the old one. */
  readonly isSwapped: boolean;
  /** It is, because of what stands on that. */
  readonly isKnownToMatter: boolean;
}

export interface ReplaceViewRequest extends Pick<SwapRequest, "run" | "nodeId" | "wait"> {
  readonly view: RelationName;
  /** With `create or replace`. */
  readonly sql: string;
  /** Nothing follows in the transaction. */
  readonly isLast: boolean;
}
