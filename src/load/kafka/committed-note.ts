/**
 * Notes for lag tools how far the target is: positions under the group `tsdbt.<stream>`, which has no members. Best
 * effort: nothing is ever read back, and nothing that fails here is told.
 */
import type { Positions } from "../record-source.ts";
import type { Brokers } from "./brokers.ts";
import {
  findCoordinatorRequest,
  findCoordinatorVersion,
  offsetCommitRequest,
  offsetCommitVersion,
} from "./offset-requests.ts";
import { isPassing } from "./wire-request.ts";

/** Between two notes, in milliseconds: each is a write in the cluster. */
const pauseMs = 1_000;

export class CommittedNote {
  readonly #brokers: Brokers;
  #latest: Positions | undefined;
  #notedAt = 0;
  #writing: Promise<void> | undefined;
  /** The cluster does not want it: a missing ACL, an older protocol. */
  #refused = false;

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  async note(positions: Positions): Promise<void> {
    this.#latest = positions;
    if (this.#writing === undefined && Date.now() - this.#notedAt >= pauseMs) await this.flush();
  }

  /** Writes what was noted last and is not written yet. */
  async flush(): Promise<void> {
    await this.#writing;
    const positions = this.#latest;
    if (positions === undefined || positions.size === 0 || this.#refused) return;
    this.#latest = undefined;
    this.#notedAt = Date.now();
    this.#writing = this.#write(positions).catch(() => {});
    await this.#writing;
    this.#writing = undefined;
  }

  async #write(positions: Positions): Promise<void> {
    const { name, topic } = this.#brokers.topic;
    const group = `tsdbt.${name}`;
    const some = await this.#brokers.any();
    if (
      some.version("findCoordinator", findCoordinatorVersion, findCoordinatorVersion) === undefined
    ) {
      this.#refused = true;
      return;
    }
    const coordinator = await some.send(findCoordinatorRequest(group));
    if (coordinator.error !== 0) {
      this.#refused = !isPassing(coordinator.error);
      return;
    }
    const link = await this.#brokers.at(coordinator.host, coordinator.port);
    if (link.version("offsetCommit", offsetCommitVersion, offsetCommitVersion) === undefined)
      return;
    const error = await link.send(offsetCommitRequest(group, topic, positions));
    this.#refused = error !== 0 && !isPassing(error);
  }
}
