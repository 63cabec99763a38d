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

interface Load {
  readonly perSecond: number;
  /** Loaders that are started and killed. */
  readonly starts: number;
  /** Settings of the stream. */
  readonly load: string;
}

/** Small batches, one behind the other. */
const trickle: Load = { perSecond: 200, starts: kills, load: "max_rows: 500, max_wait: 20ms" };
/** More than a loader that is killed all the time can follow, so that its batches have several portions. */
const flood: Load = { perSecond: 20_000, starts: Math.ceil(kills / 10), load: "max_wait: 20ms" };

/** @returns how many loaders were killed while they ran; others had ended by themselves */
async function killAgainAndAgain(
  dir: string,
  starts: number,
  random: () => number,
): Promise<number> {
  let killed = 0;
  for (let round = 0; round < starts; round++) {
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
  test.each<readonly [type: AdapterType, name: string, load: Load]>([
    ["duckdb", "a trickle", trickle],
    ["duckdb", "a flood", flood],
    ["postgres", "a trickle", trickle],
    ["postgres", "a flood", flood],
  ])(
    "leaves each record once in %s, of %s",
    async (type, name, { perSecond, starts, load }) => {
      if (type === "postgres" && !hasPostgres) return;
      await using topic = await freshTopic({ partitions });
      await using on = await clicksProject(type, topic, { load });
      const producing = produceClicks(topic, { partitions, perSecond });
      const killed = await killAgainAndAgain(on.dir, starts, seededRandom(seed));
      await producing.stop();
      const { records, batches, epoch } = await expectWhole(on, topic, producing);
      const [[largest] = []] = await on.query("select max(fetched) from _tsdbt.stream_batches");
      process.stdout.write(
        `${type}, ${name}: seed ${seed}, ${starts} starts, ${killed} kills, ${records} records, ${batches} batches of up to ${largest}, epoch ${epoch}; none lost, none double\n`,
      );
      expect(killed).toBeGreaterThan(starts * 0.9 - 1);
    },
    3_600_000,
  );
});
