/**
 * Fetches under way, one per leader. A leader with nothing to say must not hold back another's records, so what it will
 * answer is kept for the next call, as long as that asks for the same positions.
 */

import { kafkaTooOld } from "../../core/problems/source.ts";
import type { Brokers } from "./brokers.ts";
import {
  type FetchAnswer,
  fetchRequest,
  fetchVersions,
  type PartitionFetch,
} from "./fetch-request.ts";

export interface LeaderQuestion {
  readonly nodeId: number;
  readonly topicId: string | undefined;
  readonly partitions: readonly PartitionFetch[];
  readonly maxWaitMs: number;
  readonly maxBytes: number;
}

/** What became of a question: exactly one of the two is there. */
export interface LeaderAnswer {
  readonly question: LeaderQuestion;
  readonly answer?: FetchAnswer;
  readonly thrown?: unknown;
}

/** So many bytes of one partition are let through even where many partitions share an answer. */
const leastPartitionBytes = 1024 * 1024;

interface UnderWay {
  readonly key: string;
  readonly done: Promise<void>;
  result: LeaderAnswer | undefined;
}

export class Fetches {
  readonly #brokers: Brokers;
  readonly #underWay = new Map<number, UnderWay>();

  constructor(brokers: Brokers) {
    this.#brokers = brokers;
  }

  /**
   * Asks the leaders and waits for the first answers with content, or until all have answered.
   * @param isWorthwhile says of an answer whether the caller should have it now
   */
  async ask(
    questions: readonly LeaderQuestion[],
    isWorthwhile: (answer: LeaderAnswer) => boolean,
    signal: AbortSignal | undefined,
  ): Promise<readonly LeaderAnswer[]> {
    const asked = questions.map((question) => this.#start(question));
    const nodeIds = new Set(questions.map(({ nodeId }) => nodeId));
    for (const nodeId of this.#underWay.keys()) {
      if (!nodeIds.has(nodeId)) this.#underWay.delete(nodeId);
    }
    const aborted = abortion(signal);
    try {
      for (;;) {
        const answers = asked.flatMap(({ result }) => (result === undefined ? [] : [result]));
        const waiting = asked.filter(({ result }) => result === undefined);
        if (waiting.length === 0 || answers.some(isWorthwhile) || signal?.aborted === true) {
          for (const { question } of answers) this.#underWay.delete(question.nodeId);
          return answers;
        }
        await Promise.race([...waiting.map(({ done }) => done), aborted.promise]);
      }
    } finally {
      aborted.forget();
    }
  }

  #start(question: LeaderQuestion): UnderWay {
    const { nodeId, topicId, partitions } = question;
    const sorted = partitions.toSorted((a, b) => a.partition - b.partition);
    const key = JSON.stringify([topicId, sorted]);
    const known = this.#underWay.get(nodeId);
    if (known?.key === key) return known;
    const done = this.#send(question).then((result) => {
      started.result = result;
    });
    const started: UnderWay = { key, done, result: undefined };
    this.#underWay.set(nodeId, started);
    return started;
  }

  /** Never rejects: what failed may be asked for much later, or not at all. */
  async #send(question: LeaderQuestion): Promise<LeaderAnswer> {
    const { connection, topic } = this.#brokers;
    const { nodeId, partitions, maxWaitMs, maxBytes } = question;
    try {
      const link = await this.#brokers.node(nodeId);
      const { byName, byId } = fetchVersions;
      const ids = question.topicId !== undefined && link.version("fetch", byId, byId) !== undefined;
      if (!ids && link.version("fetch", byName, byName) === undefined) {
        throw kafkaTooOld({ connection: connection.name, broker: link.address }, "Fetch 11");
      }
      const request = fetchRequest({
        topic: topic.topic,
        topicId: ids ? question.topicId : undefined,
        partitions,
        maxWaitMs,
        maxBytes,
        maxPartitionBytes: Math.max(leastPartitionBytes, Math.ceil(maxBytes / partitions.length)),
      });
      return { question, answer: await link.send(request, maxWaitMs) };
    } catch (thrown) {
      return { question, thrown };
    }
  }
}

function abortion(signal: AbortSignal | undefined): {
  readonly promise: Promise<void>;
  forget(): void;
} {
  let listener = (): void => {};
  const promise = new Promise<void>((resolve) => {
    listener = resolve;
    signal?.addEventListener("abort", listener, { once: true });
  });
  return { promise, forget: () => signal?.removeEventListener("abort", listener) };
}
