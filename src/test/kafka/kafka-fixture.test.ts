/** The tests' own Kafka: a topic is there as soon as it is made, and keeps what is produced. */
import { expect, test } from "vitest";
import { describeKafka, freshTopic } from "./kafka-fixture.ts";

describeKafka("a fresh topic", () => {
  test("has its partitions and keeps what is produced", async () => {
    await using topic = await freshTopic({ partitions: 2 });
    await topic.produce([
      { partition: 0, key: "a", value: "one" },
      { partition: 1, key: "b", value: null },
      { partition: 1, value: "three" },
    ]);
    const offsets = await topic.admin.fetchTopicOffsets(topic.name);
    expect(offsets.map(({ partition, high }) => [partition, high]).toSorted()).toEqual([
      [0, "1"],
      [1, "2"],
    ]);
  });
});
