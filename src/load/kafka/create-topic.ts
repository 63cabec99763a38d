/** Makes a topic, to try things out. Topics that matter are made by those who run the cluster. */
import type { Admin } from "kafkajs";
import type { KafkaConnection } from "../connection.ts";
import { Brokers, type TopicOfStream } from "./brokers.ts";
import { makeKafka } from "./kafkajs-inside.ts";
import { explainFailure } from "./producer.ts";

/** Copies of each record, where there are so many brokers. */
const mostReplicas = 3;

/**
 * @param partitions how many it gets
 * @returns false where it is there already, as it is
 * @throws Problem as `openKafkaProducer` does
 */
export async function createTopic(
  connection: KafkaConnection,
  stream: TopicOfStream,
  partitions: number,
): Promise<boolean> {
  // kafkajs tries wrong passwords again and again; our own connection says at once what is wrong.
  await using brokers = await Brokers.open(connection, stream);
  await brokers.any();
  const admin = (await makeKafka(connection)).admin();
  try {
    await admin.connect();
    return await create(admin, stream.topic, partitions);
  } catch (thrown) {
    throw explainFailure(thrown, connection, stream);
  } finally {
    await admin.disconnect();
  }
}

async function create(admin: Admin, topic: string, numPartitions: number): Promise<boolean> {
  const { brokers } = await admin.describeCluster();
  const replicationFactor = Math.min(mostReplicas, brokers.length);
  // Waits until its partitions have leaders.
  return await admin.createTopics({ topics: [{ topic, numPartitions, replicationFactor }] });
}
