/** One call of a source's `read`: what was asked, what came of it so far, and what stood in the way. */
import type { Positions, ReadOptions, RecordBlock } from "../record-source.ts";
import type { PartitionFetch } from "./fetch-request.ts";
import type { LeaderAnswer } from "./fetches.ts";
import type { TopicMetadata } from "./metadata-request.ts";
import { errorCodes } from "./wire-request.ts";

/** What one call of `read` is about. */
export interface Round {
  readonly positions: Positions;
  readonly options: ReadOptions;
  readonly metadata: TopicMetadata;
  readonly blocks: RecordBlock[];
  /** Keys and values that may still be taken. */
  bytesLeft: number;
  /** Why nothing could be read of some partition, for now. */
  trouble: { readonly partitions: readonly number[]; readonly reason: string } | undefined;
}

/** What a leader was asked of one partition. */
export interface Asked extends PartitionFetch {
  readonly isFirst: boolean;
}

export function noteTrouble(round: Round, partitions: readonly number[], reason: string): void {
  round.trouble = { partitions: [...(round.trouble?.partitions ?? []), ...partitions], reason };
}

/** Records, or something that must be looked at now. */
export function isWorthwhile({ answer, thrown }: LeaderAnswer): boolean {
  if (answer === undefined) return thrown !== undefined;
  return (
    answer.error !== errorCodes.none ||
    answer.partitions.some(({ error, bytes, divergesAt }) => {
      return error !== errorCodes.none || bytes.length > 0 || divergesAt !== undefined;
    })
  );
}
