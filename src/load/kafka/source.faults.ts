/** The slow faults of a source: every byte at which an answer can end, and a leader that does not come back. */
import { describe, expect, test } from "vitest";
import { fill, open, quick, readCut, start, topicId } from "../../test/kafka/faulty-topic.ts";
import { readThroughFaults } from "../../test/kafka/random-faults.ts";

const tenKilobytes = 10_000;
const readers = 10;

describe.each([
  ["Fetch 11", undefined],
  ["Fetch 13", topicId],
])("over %s", (_, id) => {
  test("an answer of ten kilobytes cut off at each of its bytes is fetched again", async () => {
    const every = async (first: number): Promise<void> => {
      await using broker = await start(id);
      fill(broker, 650);
      await using source = await open(broker);
      for (let after = first; after < tenKilobytes; after += readers) {
        await readCut(broker, source, { after, end: 650 });
      }
    };
    await Promise.all(Array.from({ length: readers }, (_each, first) => every(first)));
  });
});

test.each([
  ["Fetch 11", undefined],
  ["Fetch 13", topicId],
])("2,000 times random faults over %s leave no trace", (_, id) => readThroughFaults(id, 2_000));

test("a partition whose leader does not come back is told within half a minute", async () => {
  await using broker = await start(topicId);
  await using source = await open(broker);
  const [partition] = broker.partitions;
  if (partition === undefined) throw new Error("no partition");
  partition.leader = -1;
  const begun = Date.now();
  const reading = async (): Promise<void> => {
    while (Date.now() - begun < 60_000) await source.read(new Map([[0, 0]]), quick);
  };
  // The metadata that says so is asked for when it is old.
  await expect(reading()).rejects.toMatchObject({ code: "KAFKA_LEADER_MISSING" });
  expect(Date.now() - begun).toBeLessThan(45_000);
});
