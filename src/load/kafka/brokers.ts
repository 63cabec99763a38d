/**
 * The brokers behind a connection: connects to them, knows who leads which partition of one topic, and forgets what has
 * failed. Retries nothing: whoever asks knows how long it may wait.
 */
import type { Problem } from "../../core/problem.ts";
import {
  kafkaAccessDenied,
  kafkaTooOld,
  kafkaTopicMissing,
  sourceUnreachable,
} from "../../core/problems/source.ts";
import type { KafkaConnection } from "../connection.ts";
import type { Stream } from "../stream.ts";
import { connectionFailure } from "./connection-failures.ts";
import { type BrokerLink, type Connector, makeConnector } from "./kafkajs-inside.ts";
import {
  type BrokerAddress,
  metadataRequest,
  metadataVersions,
  type TopicMetadata,
} from "./metadata-request.ts";
import { errorCodes } from "./wire-request.ts";

/** What a stream says of its topic. */
export type TopicOfStream = Pick<Stream, "name" | "topic" | "at">;

export class Brokers implements AsyncDisposable {
  readonly connection: KafkaConnection;
  readonly topic: TopicOfStream;
  readonly #connector: Connector;
  readonly #links = new Map<string, Promise<BrokerLink>>();
  #nodes: readonly BrokerAddress[] = [];
  #everAnswered = false;
  #isClosed = false;

  private constructor(connection: KafkaConnection, topic: TopicOfStream, connector: Connector) {
    this.connection = connection;
    this.topic = topic;
    this.#connector = connector;
  }

  /** Connects to nothing yet. */
  static async open(connection: KafkaConnection, topic: TopicOfStream): Promise<Brokers> {
    return new Brokers(connection, topic, await makeConnector(connection));
  }

  /**
   * Asks any broker for the topic's partitions.
   * @throws Problem when no broker can be reached, or the topic is not there or not ours to see
   */
  async refresh(): Promise<TopicMetadata> {
    const metadata = await this.#askAny();
    const { connection, topic } = this;
    if (metadata.error === errorCodes.topicAuthorizationFailed) {
      throw kafkaAccessDenied(connection.name, topic.topic, "Describe", topic.at);
    }
    const missing: readonly number[] = [
      errorCodes.unknownTopicOrPartition,
      errorCodes.invalidTopic,
    ];
    if (missing.includes(metadata.error)) {
      throw kafkaTopicMissing(connection.name, topic.topic, topic.at);
    }
    this.#everAnswered = true;
    this.#nodes = metadata.brokers;
    return metadata;
  }

  /** A link may have died since it was used last, so one failure says nothing yet. */
  async #askAny(): Promise<TopicMetadata> {
    const trouble: ConnectionTrouble = { problems: [], reasons: [], hungUp: [] };
    for (let attempt = 0; attempt < 3; attempt++) {
      const link = await this.any();
      const { lowest, highest } = metadataVersions;
      const version = link.version("metadata", lowest, highest);
      if (version === undefined) {
        throw kafkaTooOld({ connection: this.connection.name, broker: link.address }, "Metadata 9");
      }
      try {
        return await link.send(metadataRequest(this.topic.topic, version));
      } catch (thrown) {
        noteFailure(trouble, thrown, this.connection, link.address);
      }
    }
    throw this.#explain(trouble);
  }

  /** The link to a node that metadata named. */
  async node(nodeId: number): Promise<BrokerLink> {
    const node = this.#nodes.find((known) => known.nodeId === nodeId);
    if (node === undefined) throw new Error(`broker ${nodeId} is not known`);
    return await this.at(node.host, node.port);
  }

  /** The one link to that address; whoever asks while it is opened waits for it. */
  async at(host: string, port: number): Promise<BrokerLink> {
    const address = `${host}:${port}`;
    for (;;) {
      const known = this.#links.get(address);
      if (known === undefined) return await this.#open(address, host, port);
      const link = await known;
      if (link.usable) return link;
      // Several may find it dead at the same time, and only one of them opens another.
      if (this.#links.get(address) === known) this.#links.delete(address);
      await link.close();
    }
  }

  async #open(address: string, host: string, port: number): Promise<BrokerLink> {
    const opening = this.#connector.connect(host, port);
    this.#links.set(address, opening);
    try {
      const link = await opening;
      if (!this.#isClosed) return link;
      // Nobody else would close it, and an open connection keeps the process alive.
      await link.close();
      throw new Error(`the connection to ${address} was given up`);
    } catch (thrown) {
      if (this.#links.get(address) === opening) this.#links.delete(address);
      throw thrown;
    }
  }

  /** A link to some broker: one that stands already, else to a node that is known, else to one of the connection's. */
  async any(): Promise<BrokerLink> {
    for (const opened of this.#links.values()) {
      const link = await opened.catch(() => undefined);
      if (link?.usable === true) return link;
    }
    const nodes = this.#nodes.map(({ host, port }) => ({ host, port }));
    const seeds = this.connection.brokers.map(addressOf);
    const unreachable: ConnectionTrouble = { problems: [], reasons: [], hungUp: [] };
    for (const { host, port } of [...nodes, ...seeds]) {
      try {
        return await this.at(host, port);
      } catch (thrown) {
        noteFailure(unreachable, thrown, this.connection, `${host}:${port}`);
      }
    }
    throw this.#explain(unreachable);
  }

  #explain({ problems, reasons, hungUp }: ConnectionTrouble): Problem {
    const [first] = problems;
    if (first !== undefined) return first;
    const [mismatch] = hungUp;
    const allHungUp = hungUp.length === reasons.length && mismatch !== undefined;
    // A broker that has answered once and hangs up now is on its way down.
    if (allHungUp && !this.#everAnswered) return mismatch;
    return sourceUnreachable(this.connection.name, [...new Set(reasons)], undefined);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const links = [...this.#links.values()];
    this.#links.clear();
    await Promise.all(links.map(async (link) => (await link.catch(() => undefined))?.close()));
  }
}

interface ConnectionTrouble {
  readonly problems: Problem[];
  readonly hungUp: Problem[];
  readonly reasons: string[];
}

function noteFailure(
  trouble: ConnectionTrouble,
  thrown: unknown,
  connection: KafkaConnection,
  broker: string,
): void {
  const failure = connectionFailure(thrown, connection, broker);
  if (failure.kind === "problem") trouble.problems.push(failure.problem);
  else trouble.reasons.push(failure.reason);
  if (failure.kind === "hung-up") trouble.hungUp.push(failure.problem);
}

/** Of `host:port`; an IPv6 address stands in brackets. */
export function addressOf(broker: string): { readonly host: string; readonly port: number } {
  const colon = broker.lastIndexOf(":");
  const host = broker.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
  return { host, port: Number(broker.slice(colon + 1)) };
}
