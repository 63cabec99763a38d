/** Numbered clicks in a topic, a project that loads them, and what must have become of them in its database. */
import { expect } from "vitest";
import type { AdapterType } from "../../adapters/dialects.ts";
import type { TestTopic } from "../kafka/kafka-fixture.ts";
import { type DatabaseOptions, type StreamProject, streamProject } from "../stream-project.ts";
import { pauseFor } from "./running-stream.ts";

/** @param load settings of the stream beside connection and topic */
export const clicksSource = (topic: string, load = "max_rows: 500, max_wait: 20ms") => `sources:
  - name: shop
    schema: raw
    tables:
      - name: clicks
        config: {load: {connection: shop_kafka, topic: ${topic}, ${load}}}
        columns:
          - {name: id, data_type: bigint}
          - {name: day, data_type: varchar}
`;

export interface ClicksOptions extends DatabaseOptions {
  /** Settings of the stream beside connection and topic. */
  readonly load?: string;
  readonly files?: Readonly<Record<string, string>>;
}

export const clicksProject = (
  type: AdapterType,
  topic: Pick<TestTopic, "name" | "brokers">,
  { load, files = {}, ...database }: ClicksOptions = {},
): Promise<StreamProject> =>
  streamProject(
    type,
    { "models/shop.yml": clicksSource(topic.name, load), ...files },
    { shop_kafka: { type: "kafka", brokers: topic.brokers } },
    database,
  );

/** Writes clicks that are numbered from `from` on into one partition. */
export const produceNumbered = (topic: TestTopic, from: number, count: number, partition = 0) =>
  topic.produce(
    Array.from({ length: count }, (_, index) => ({
      partition,
      key: `k${index % 3}`,
      value: JSON.stringify({ id: from + index, day: "d1" }),
    })),
  );

export interface Producing {
  /** How many records were sent whose sending was confirmed. */
  readonly sent: number;
  /** How many lie in the topic that no one can read. */
  readonly broken: number;
  /** Writes values that are no JSON. */
  poison(count: number): void;
  stop(): Promise<void>;
}

/** Writes clicks with ids from 0 on until it is stopped; what brokers did not confirm is sent again. */
export function produceClicks(
  topic: TestTopic,
  { partitions, perSecond }: { readonly partitions: number; readonly perSecond: number },
): Producing {
  const together = Math.max(1, Math.round(perSecond / 20));
  const state = { sent: 0, broken: 0, poison: 0, isStopped: false };
  const messageOf = (id: number) => ({
    partition: id % partitions,
    key: String(id % 50),
    value: JSON.stringify({ id, day: `d${id % 7}` }),
  });
  const send = async (): Promise<void> => {
    const messages = Array.from({ length: together }, (_, index) => messageOf(state.sent + index));
    const { poison } = state;
    const bad = Array.from({ length: poison }, () => ({ partition: 0, key: "bad", value: "{" }));
    await topic.produce([...messages, ...bad]);
    state.sent += together;
    state.broken += poison;
    state.poison -= poison;
  };
  const working = (async () => {
    while (!state.isStopped) {
      const begun = Date.now();
      await send().catch(() => undefined);
      await pauseFor(Math.max(5, (1000 * together) / perSecond - (Date.now() - begun)));
    }
  })();
  return {
    get sent() {
      return state.sent;
    },
    get broken() {
      return state.broken;
    },
    poison(count) {
      state.poison += count;
    },
    async stop() {
      state.isStopped = true;
      await working;
    },
  };
}

/** Loads to the end. On Postgres a killed loader's lease may have to run out first. */
export async function loadAll(on: StreamProject): Promise<void> {
  for (let attempt = 0; attempt < 90; attempt++) {
    const { code, output } = await on.tsdbt("load");
    if (code === 0) return;
    expect(code, output).toBe(3);
    await pauseFor(1_000);
  }
  throw new Error("the stream is still held");
}

/** Records that the topic holds, by what its brokers say of its ends. */
export async function recordsIn(topic: TestTopic): Promise<number> {
  const partitions = await topic.admin.fetchTopicOffsets(topic.name);
  return partitions.reduce((sum, { high, low }) => sum + Number(high) - Number(low), 0);
}

/** Which clicks are not there, for whoever has to find out why. */
async function tellMissing(on: StreamProject, sent: number): Promise<void> {
  const found = new Set((await on.query("select id from raw.clicks")).map(([id]) => Number(id)));
  const missing = Array.from({ length: sent }, (_, id) => id).filter((id) => !found.has(id));
  process.stdout.write(`missing: ${missing.slice(0, 100).join(" ")}\n`);
}

export interface Outcome {
  readonly records: number;
  readonly batches: number;
  readonly epoch: number;
}

/**
 * Every record of the topic is there once, in the table, the models of the batch and the deferred model; every click
 * that was sent is among them; and the ledger agrees.
 */
export async function expectWhole(
  on: StreamProject,
  topic: TestTopic,
  { sent, broken }: Pick<Producing, "sent" | "broken">,
): Promise<Outcome> {
  await loadAll(on);
  const built = await on.tsdbt("run", "--select", "later", "--quiet");
  expect(built.code, built.output).toBe(0);
  const [row = []] = await on.query(`select
    (select count(*) from raw.clicks), (select count(*) from _tsdbt.stream_dlq),
    (select count(*) from (select distinct _partition, _offset from raw.clicks) as places),
    (select count(distinct id) from raw.clicks where id between 0 and ${sent - 1}),
    (select sum(id) from raw.clicks), (select count(*) from silver), (select sum(id) from silver),
    (select sum(clicks) from daily), (select sum(total) from daily),
    (select count(*) from later), (select sum(id) from later),
    (select sum(next_offset) from _tsdbt.stream_offsets),
    (select count(*) from _tsdbt.stream_batches), (select epoch from _tsdbt.stream_lease)`);
  const [rows, dlq, places, distinct, sum, ...rest] = row.map(Number);
  const records = await recordsIn(topic);
  if (distinct !== sent) await tellMissing(on, sent);
  expect({ rows, dlq, places, distinct }).toEqual({
    ...{ rows: records - (dlq ?? 0), dlq, places: rows, distinct: sent },
  });
  expect(dlq).toBeGreaterThanOrEqual(broken);
  expect(rest.slice(0, 7)).toEqual([rows, sum, rows, sum, rows, sum, records]);
  const agreed = await on.tsdbt("stream", "reconcile");
  expect(agreed.code, agreed.output).toBe(0);
  return { records, batches: rest[7] ?? 0, epoch: rest[8] ?? 0 };
}
