/** The settings of a test broker: every listener kind, and faults within seconds instead of minutes. Plain text. */
import { join } from "node:path";
import { type Certificates, storePassword } from "./certificates.ts";

/** How one may speak to a broker; each is a port of its own. */
export const listenerNames = [
  "plain",
  /** SASL without TLS. */
  "sasl",
  "tls",
  "sasltls",
  /** TLS that asks for the client's certificate. */
  "mtls",
  "expired",
  "wronghost",
] as const;

export type ListenerName = (typeof listenerNames)[number];

export interface NodePorts {
  readonly controller: number;
  readonly listeners: Readonly<Record<ListenerName, number>>;
}

export interface PropertiesRequest {
  /** From 1. */
  readonly nodeId: number;
  /** Of all nodes, in order of their ids. */
  readonly ports: readonly NodePorts[];
  readonly logFolder: string;
  /** Undefined: the listener `plain` alone. */
  readonly certificates: Certificates | undefined;
  /** They win. */
  readonly properties: Readonly<Record<string, string>>;
}

const protocols: Readonly<Record<ListenerName, string>> = {
  plain: "PLAINTEXT",
  sasl: "SASL_PLAINTEXT",
  tls: "SSL",
  sasltls: "SASL_SSL",
  mtls: "SSL",
  expired: "SSL",
  wronghost: "SSL",
};

export function brokerProperties(request: PropertiesRequest): string {
  const { nodeId, ports, logFolder, certificates, properties } = request;
  const own = ports[nodeId - 1];
  if (own === undefined) throw new Error(`no ports for node ${nodeId}`);
  const names = certificates === undefined ? (["plain"] as const) : listenerNames;
  const listeners = names
    .map((name) => `${name.toUpperCase()}://127.0.0.1:${own.listeners[name]}`)
    .join(",");
  const map = names.map((name) => `${name.toUpperCase()}:${protocols[name]}`).join(",");
  const all = {
    "process.roles": "broker,controller",
    "node.id": String(nodeId),
    "controller.quorum.voters": ports
      .map(({ controller }, index) => `${index + 1}@127.0.0.1:${controller}`)
      .join(","),
    listeners: `${listeners},CONTROLLER://127.0.0.1:${own.controller}`,
    "advertised.listeners": listeners,
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAIN",
    "listener.security.protocol.map": `CONTROLLER:PLAINTEXT,${map}`,
    "log.dirs": logFolder,
    ...replication(ports.length),
    ...impatience,
    ...(certificates && security(certificates)),
    ...properties,
  };
  return Object.entries(all)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("");
}

function replication(nodes: number): Record<string, string> {
  const [copies, inSync] = nodes === 1 ? ["1", "1"] : ["3", "2"];
  return {
    "auto.create.topics.enable": "false",
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": copies,
    "offsets.topic.num.partitions": "1",
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "transaction.state.log.num.partitions": "1",
    "share.coordinator.state.topic.replication.factor": copies,
    "share.coordinator.state.topic.min.isr": inSync,
  };
}

/** A node killed may come back within 3 s, retention and compaction look every second. */
const impatience = {
  "num.network.threads": "2",
  "num.io.threads": "4",
  "message.max.bytes": "41943040",
  "group.initial.rebalance.delay.ms": "0",
  "broker.session.timeout.ms": "3000",
  "broker.heartbeat.interval.ms": "500",
  "log.initial.task.delay.ms": "500",
  "log.retention.check.interval.ms": "1000",
  // Tests write records of years ago, which must not vanish; a topic may say otherwise.
  "log.retention.ms": "-1",
  "log.segment.delete.delay.ms": "1000",
  "log.cleaner.backoff.ms": "500",
  "log.cleaner.dedupe.buffer.size": "4194304",
  "transaction.abort.timed.out.transaction.cleanup.interval.ms": "1000",
};

/** Its user logs in by PLAIN. */
export const plainUser = { username: "alice", password: "alice-secret" } as const;

/** `alice` and whoever does not log in may do everything; `bob` and `eve` only what an ACL allows. */
function security({ folder }: Certificates): Record<string, string> {
  const modules = {
    plain: `org.apache.kafka.common.security.plain.PlainLoginModule required user_${plainUser.username}="${plainUser.password}";`,
    "scram-sha-256": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    "scram-sha-512": "org.apache.kafka.common.security.scram.ScramLoginModule required;",
    oauthbearer:
      'org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="alice";',
  };
  const store = (name: string): string => join(folder, `${name}.p12`);
  return {
    "sasl.enabled.mechanisms": Object.keys(modules)
      .map((name) => name.toUpperCase())
      .join(","),
    ...Object.fromEntries(
      ["sasl", "sasltls"].flatMap((listener) =>
        Object.entries(modules).map(([mechanism, module]) => [
          `listener.name.${listener}.${mechanism}.sasl.jaas.config`,
          module,
        ]),
      ),
    ),
    "ssl.keystore.location": store("broker"),
    "ssl.keystore.type": "PKCS12",
    "ssl.keystore.password": storePassword,
    "ssl.truststore.location": join(folder, "ca.pem"),
    "ssl.truststore.type": "PEM",
    "listener.name.mtls.ssl.client.auth": "required",
    "listener.name.expired.ssl.keystore.location": store("expired"),
    "listener.name.wronghost.ssl.keystore.location": store("wronghost"),
    "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
    "super.users": "User:ANONYMOUS;User:alice;User:CN=client",
  };
}
