/**
 * A loader that is killed again and again at random moments, while records come in all the time, loses none and doubles
 * none. TSDBT_KILLS says how often (200 unless told), TSDBT_SEED makes the same moments again.
 */
import { expect, test } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import { clicksProject, expectWhole, produceClicks } from "./faults/clicks.ts";
import { pauseFor, spawnStream, untilStreaming } from "./faults/running-stream.ts";
import { describeKafka, freshTopic } from "./kafka/kafka-fixture.ts";
import { hasPostgres } from "./postgres-database.ts";
import { seededRandom } from "./seeded-random.ts";

const kills = Number(process.env.TSDBT_KILLS ?? 200);
const seed = Number(process.env.TSDBT_SEED ?? Date.now() % 1_000_000);
const partitions = 4;
/** How long a loader lives, in milliseconds: from when it streams, or now and then from its start. */
const longest = 2_500;
const killedAtStart = 0.15;

/** @returns how many loaders were killed while they ran; others had ended by themselves */
async function killAgainAndAgain(dir: string, random: () => number): Promise<number> {
  let killed = 0;
  for (let round = 0; round < kills; round++) {
    await using stream = spawnStream(dir);
    if (random() >= killedAtStart) await untilStreaming(stream).catch(() => undefined);
    await pauseFor(random() * longest);
    if (stream.isRunning) {
      stream.signal("SIGKILL");
      killed += 1;
    }
    await stream.ended;
  }
  return killed;
}

describeKafka("a loader that is killed at random moments", () => {
  test.each<AdapterType>(["duckdb", "postgres"])(
    "leaves each record once in %s",
    async (type) => {
      if (type === "postgres" && !hasPostgres) return;
      await using topic = await freshTopic({ partitions });
      await using on = await clicksProject(type, topic);
      const producing = produceClicks(topic, { partitions, perSecond: 200 });
      const killed = await killAgainAndAgain(on.dir, seededRandom(seed));
      await producing.stop();
      const { records, batches, epoch } = await expectWhole(on, topic, producing);
      process.stdout.write(
        `${type}: seed ${seed}, ${kills} starts, ${killed} kills, ${records} records, ${batches} batches, epoch ${epoch}; none lost, none double\n`,
      );
      expect(killed).toBeGreaterThan(kills * 0.9);
    },
    3_600_000,
  );
});
