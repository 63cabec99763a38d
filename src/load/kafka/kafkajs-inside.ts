/**
 * The port to kafkajs 2.2.4, pinned exactly: of it we use connections with TLS and SASL, and what is not public of that
 * is touched in this file alone. kafkajs-inside.test.ts fails when an upgrade moves it. Requests and answers are ours.
 */
import type { Kafka } from "kafkajs";
import type { KafkaConnection } from "../connection.ts";
import { saslOptions, tlsOptions } from "./security.ts";
import { type ApiName, apiKeys, type WireRequest } from "./wire-request.ts";

/** Of kafkajs's src/network: what is used. */
interface InsideConnection {
  readonly requestQueue: {
    readonly pending: readonly unknown[];
    scheduleCheckPendingRequests(): void;
    rejectAll(error: Error): void;
  };
  readonly socket?: { destroy(): void };
}

interface InsidePool {
  readonly pool: readonly InsideConnection[];
  /** Fetches travel on a connection of their own. */
  send(protocol: {
    request: { apiKey: number; apiVersion: number; apiName: string; encode(): Promise<unknown> };
    response: {
      decode(payload: Buffer): Promise<unknown>;
      parse(decoded: unknown): Promise<unknown>;
    };
    requestTimeout: number;
    logResponseError: false;
  }): Promise<unknown>;
}

interface InsideBroker {
  readonly connectionPool: InsidePool;
  readonly versions: Readonly<Record<number, { minVersion: number; maxVersion: number }>> | null;
  /** Asks for versions and logs in. */
  connect(): Promise<void>;
  disconnect(): Promise<void>;
}

export interface InsideCluster {
  readonly brokerPool: {
    readonly connectionPoolBuilder: {
      build: (destination: { host: string; port: number }) => Promise<InsidePool>;
    };
    createBroker(options: { connectionPool: InsidePool; logger: unknown }): InsideBroker;
  };
}

/** One broker, connected and logged in. */
export interface BrokerLink {
  /** `host:port` */
  readonly address: string;
  /** False once a request has failed: what the connection still holds of an answer would spoil the next one. */
  readonly usable: boolean;
  /** The highest version of a request within a range; undefined when the broker knows none of it. */
  version(api: ApiName, lowest: number, highest: number): number | undefined;
  /** @throws what kafkajs throws, or `WireError` */
  send<Answer>(request: WireRequest<Answer>, extraWaitMs?: number): Promise<Answer>;
  close(): Promise<void>;
}

export interface Connector {
  connect(host: string, port: number): Promise<BrokerLink>;
}

/** Opens no connection yet. */
export async function makeConnector(connection: KafkaConnection): Promise<Connector> {
  const kafka = await makeKafka(connection);
  const cluster = clusterInside(kafka);
  return { connect: (host, port) => openLink({ cluster, kafka, connection, host, port }) };
}

/** kafkajs's client, which says nothing: what happens is told by problems. */
export async function makeKafka(connection: KafkaConnection): Promise<Kafka> {
  const { Kafka, logLevel } = (await import("kafkajs")).default;
  const sasl = saslOptions(connection);
  const kafka = new Kafka({
    clientId: connection.clientId,
    brokers: [...connection.brokers],
    connectionTimeout: connection.connectTimeoutMs,
    authenticationTimeout: connection.connectTimeoutMs,
    requestTimeout: connection.requestTimeoutMs,
    ssl: tlsOptions(connection.tls) ?? false,
    ...(sasl !== undefined && { sasl }),
    logLevel: logLevel.NOTHING,
    logCreator: () => () => {},
  });
  const [symbol, create] = createCluster(kafka);
  Reflect.set(kafka, symbol, (options: object) => withoutPolling(create(options)));
  return kafka;
}

type CreateCluster = (options: object) => InsideCluster;

/** A private symbol of kafkajs's client, by which producers too get their connections. */
function createCluster(kafka: Kafka): readonly [symbol: symbol, create: CreateCluster] {
  const symbol = Object.getOwnPropertySymbols(kafka).find(
    ({ description }) => description === "private:Kafka:createCluster",
  );
  const create: unknown = symbol === undefined ? undefined : Reflect.get(kafka, symbol);
  if (symbol === undefined || typeof create !== "function") {
    throw new Error("Bug: kafkajs has no createCluster inside");
  }
  return [symbol, create as CreateCluster];
}

export function clusterInside(kafka: Kafka): InsideCluster {
  const [, create] = createCluster(kafka);
  return create({ metadataMaxAge: 0, allowAutoTopicCreation: false });
}

function withoutPolling(cluster: InsideCluster): InsideCluster {
  const builder = cluster.brokerPool.connectionPoolBuilder;
  const build = builder.build.bind(builder);
  builder.build = async (destination) => {
    const pool = await build(destination);
    for (const { requestQueue } of pool.pool) stopPolling(requestQueue);
    return pool;
  };
  return cluster;
}

interface LinkRequest {
  readonly cluster: InsideCluster;
  readonly kafka: Kafka;
  readonly connection: KafkaConnection;
  readonly host: string;
  readonly port: number;
}

async function openLink(request: LinkRequest): Promise<BrokerLink> {
  const { cluster, kafka, connection, host, port } = request;
  const { connectionPoolBuilder } = cluster.brokerPool;
  const connectionPool = await connectionPoolBuilder.build({ host, port });
  const broker = cluster.brokerPool.createBroker({ connectionPool, logger: kafka.logger() });
  try {
    await within(connectDeadlineMs(connection), broker.connect());
  } catch (thrown) {
    await closeBroker(broker);
    throw thrown;
  }
  return makeLink(broker, `${host}:${port}`, connection.requestTimeoutMs);
}

function makeLink(broker: InsideBroker, address: string, requestTimeoutMs: number): BrokerLink {
  let usable = true;
  return {
    address,
    get usable() {
      return usable;
    },
    version(api, lowest, highest) {
      const known = broker.versions?.[apiKeys[api]];
      if (known === undefined) return undefined;
      const version = Math.min(highest, known.maxVersion);
      return version < Math.max(lowest, known.minVersion) ? undefined : version;
    },
    async send<Answer>(request: WireRequest<Answer>, extraWaitMs = 0): Promise<Answer> {
      try {
        return await sendInside(broker.connectionPool, request, requestTimeoutMs + extraWaitMs);
      } catch (thrown) {
        usable = false;
        throw thrown;
      }
    },
    async close() {
      usable = false;
      await closeBroker(broker);
    },
  };
}

async function sendInside<Answer>(
  pool: InsidePool,
  request: WireRequest<Answer>,
  requestTimeout: number,
): Promise<Answer> {
  let answer: Answer | undefined;
  await pool.send({
    request: {
      apiKey: apiKeys[request.api],
      apiVersion: request.version,
      apiName: request.api,
      encode: async () => ({ buf: request.body, buffer: request.body }),
    },
    response: {
      async decode(payload) {
        const decoded = request.decode(payload);
        answer = decoded.answer;
        return { clientSideThrottleTime: decoded.throttleMs };
      },
      parse: async (decoded) => decoded,
    },
    requestTimeout,
    logResponseError: false,
  });
  return answer as Answer;
}

/** Requests that wait are given up: kafkajs would wait for their answers first. */
async function closeBroker(broker: InsideBroker): Promise<void> {
  const gone = new Error("the connection was closed");
  for (const { requestQueue } of broker.connectionPool.pool) requestQueue.rejectAll(gone);
  await broker.disconnect();
  for (const { socket } of broker.connectionPool.pool) socket?.destroy();
}

/** kafkajs looks at an empty queue every millisecond (its issue 1751), which costs CPU for nothing. */
function stopPolling(queue: InsideConnection["requestQueue"]): void {
  const schedule = queue.scheduleCheckPendingRequests.bind(queue);
  queue.scheduleCheckPendingRequests = () => {
    if (queue.pending.length > 0) schedule();
  };
}

/** A port that accepts and then is silent must not take longer than a user waits. */
const connectDeadlineMs = ({ connectTimeoutMs, requestTimeoutMs }: KafkaConnection): number =>
  Math.min(connectTimeoutMs + requestTimeoutMs, 15_000);

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("it does not answer")), milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
