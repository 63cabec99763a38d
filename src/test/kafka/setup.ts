/**
 * Keeps one Kafka broker for all tests of a run: started when the first test file asks, stopped at the end. Whoever
 * connects to the port of `controlVariable` is told where it is, or why there is none, as one line of JSON.
 */
import { createServer } from "node:net";
import type { ListenerName } from "./broker-properties.ts";
import { startCluster, type TestCluster } from "./cluster.ts";
import { findPrograms } from "./programs.ts";

export const controlVariable = "TSDBT_TEST_KAFKA_CONTROL";

export interface SharedBroker {
  /** By listener: `host:port`. A broker that is given has `plain` alone. */
  readonly listeners: Readonly<Partial<Record<ListenerName, string>>>;
}

export type BrokerAnswer = SharedBroker | { readonly reason: string };

export default async function setup(): Promise<() => Promise<void>> {
  let started: Promise<TestCluster | string> | undefined;
  const answer = async (): Promise<BrokerAnswer> => {
    const given = process.env.TSDBT_TEST_KAFKA_BROKERS;
    if (given) return { listeners: { plain: given } };
    started ??= start();
    const broker = await started;
    if (typeof broker === "string") return { reason: broker };
    return { listeners: broker.nodes[0]?.listeners ?? {} };
  };
  const control = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    void answer().then((told) => socket.end(`${JSON.stringify(told)}\n`));
  });
  await new Promise<void>((resolve) => control.listen(0, "127.0.0.1", resolve));
  const address = control.address();
  if (typeof address === "object") process.env[controlVariable] = String(address?.port);
  return async () => {
    control.close();
    const broker = await started;
    if (typeof broker === "object") await broker[Symbol.asyncDispose]();
  };
}

async function start(): Promise<TestCluster | string> {
  const programs = await findPrograms();
  if (typeof programs === "string") return told(programs);
  try {
    return await startCluster({ secure: true, heapMegabytes: 384 });
  } catch (thrown) {
    return told(thrown instanceof Error ? thrown.message : String(thrown));
  }
}

function told(reason: string): string {
  process.stderr.write(`\nKAFKA TESTS ARE SKIPPED: ${reason}.\n\n`);
  return reason;
}
