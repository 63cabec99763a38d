/**
 * Notes how far the target is under a group that has no members: for lag tools, and as a witness of a target that may
 * be lost. Best effort: nothing that fails here is told.
 */
import type { Positions } from "../record-source.ts";
import type { Brokers } from "./brokers.ts";
import type { BrokerLink } from "./kafkajs-inside.ts";
import {
  findCoordinatorRequest,
  findCoordinatorVersion,
  offsetCommitRequest,
  offsetCommitVersion,
  offsetFetchRequest,
  offsetFetchVersion,
} from "./offset-requests.ts";
import { Patience } from "./patience.ts";
import { isPassing } from "./wire-request.ts";

export interface NoteOptions {
  readonly group: string;
  /** Between two notes, in milliseconds: each is a write in the cluster. */
  readonly pauseMs: number;
}

/** The group that lag tools look at. */
export const lagGroup = (stream: string): NoteOptions => ({
  group: `tsdbt.${stream}`,
  pauseMs: 1_000,
});

/**
 * The group that remembers one target. Brokers forget what nobody noted for a week (`offsets.retention.minutes`).
 * @param target what tells it from the stream's other targets
 */
export const witnessGroup = (stream: string, target: string): NoteOptions => ({
  group: `tsdbt.${stream}.${target}`,
  pauseMs: 60_000,
});

/** How long a cluster that is just starting is waited for, in milliseconds. */
const readWithin = 5_000;
const retryAfter = 1_000;

export class CommittedNote {
  readonly #brokers: Brokers;
  readonly #options: NoteOptions;
  #latest: Positions | undefined;
  #notedAt = 0;
  #writing: Promise<void> | undefined;
  /** The cluster does not want it: a missing ACL, an older protocol. */
  #refused = false;

  constructor(brokers: Brokers, options: NoteOptions) {
    this.#brokers = brokers;
    this.#options = options;
  }

  async note(positions: Positions): Promise<void> {
    this.#latest = positions;
    const isDue = Date.now() - this.#notedAt >= this.#options.pauseMs;
    if (this.#writing === undefined && isDue) await this.flush();
  }

  /** Writes what was noted last and is not written yet. */
  async flush(): Promise<void> {
    await this.#writing;
    const positions = this.#latest;
    if (positions === undefined || positions.size === 0 || this.#refused) return;
    this.#latest = undefined;
    this.#notedAt = Date.now();
    this.#writing = this.#tryWrite(positions);
    await this.#writing;
    this.#writing = undefined;
  }

  /** What failed is noted again soon, unless there is something newer by then. */
  async #tryWrite(positions: Positions): Promise<void> {
    const isWritten = await this.#write(positions).catch(() => false);
    if (isWritten) return;
    this.#latest ??= positions;
    this.#notedAt = Date.now() - this.#options.pauseMs + retryAfter;
  }

  /**
   * What was noted for these partitions; undefined where nothing was, or nobody can tell.
   * @param partitions of the topic
   */
  async read(partitions: readonly number[]): Promise<Positions | undefined> {
    const patience = new Patience(readWithin);
    for (;;) {
      const found = await this.#read(partitions).catch(() => "again" as const);
      if (found !== "again") return found;
      if (patience.isExhausted()) return undefined;
      await patience.pause();
    }
  }

  async #read(partitions: readonly number[]): Promise<Positions | undefined | "again"> {
    const { topic } = this.#brokers.topic;
    const link = await this.#coordinator();
    if (typeof link === "number") return isPassing(link) ? "again" : undefined;
    if (link?.version("offsetFetch", offsetFetchVersion, offsetFetchVersion) === undefined)
      return undefined;
    const { group } = this.#options;
    const { error, offsets } = await link.send(offsetFetchRequest(group, topic, partitions));
    if (error !== 0) return isPassing(error) ? "again" : undefined;
    return offsets.size === 0 ? undefined : offsets;
  }

  /** @returns false where it may go better the next time */
  async #write(positions: Positions): Promise<boolean> {
    const { topic } = this.#brokers.topic;
    const link = await this.#coordinator();
    if (typeof link === "number") {
      this.#refused = !isPassing(link);
      return this.#refused;
    }
    if (link?.version("offsetCommit", offsetCommitVersion, offsetCommitVersion) === undefined) {
      this.#refused = true;
      return true;
    }
    const error = await link.send(offsetCommitRequest(this.#options.group, topic, positions));
    this.#refused = error !== 0 && !isPassing(error);
    return error === 0 || this.#refused;
  }

  /** The broker that keeps the group; an error code; or undefined where brokers know no such request. */
  async #coordinator(): Promise<BrokerLink | number | undefined> {
    const some = await this.#brokers.any();
    const version = some.version("findCoordinator", findCoordinatorVersion, findCoordinatorVersion);
    if (version === undefined) return undefined;
    const coordinator = await some.send(findCoordinatorRequest(this.#options.group));
    if (coordinator.error !== 0) return coordinator.error;
    return await this.#brokers.at(coordinator.host, coordinator.port);
  }
}
