/** Connections for tests, as settings would give them. Starts no broker. */
import type { KafkaConnection } from "../../load/connection.ts";

/** @param brokers `host:port`, without TLS or SASL */
export function connectionTo(brokers: readonly string[]): KafkaConnection {
  return {
    type: "kafka",
    name: "test_kafka",
    brokers,
    clientId: "tsdbt-test",
    tls: undefined,
    sasl: undefined,
    registry: undefined,
    connectTimeoutMs: 5_000,
    requestTimeoutMs: 10_000,
  };
}
