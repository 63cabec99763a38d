/** Whatever the log holds and however a broker misbehaves, a reader gets the committed records, in order, once. */
import { test } from "vitest";
import { topicId } from "../../test/kafka/faulty-topic.ts";
import { readThroughFaults } from "../../test/kafka/random-faults.ts";

test.each([
  ["Fetch 11", undefined],
  ["Fetch 13", topicId],
])("random faults over %s leave no trace", (_, id) => readThroughFaults(id, 60));
