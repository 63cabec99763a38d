/** From a real broker to a table: Debezium's changes in Avro, keys and values with schemas of a registry, by `tsdbt load`. */
import avro from "avsc";
import { expect, test } from "vitest";
import { hasPostgres } from "../postgres-database.ts";
import { startRegistry } from "../registry-server.ts";
import { streamingProject } from "../streaming-project.ts";
import { describeKafka, freshTopic } from "./kafka-fixture.ts";

const key = { type: "record", name: "Key", fields: [{ name: "id", type: "int" }] };
const row = {
  type: "record",
  name: "Value",
  fields: [
    { name: "id", type: "int" },
    { name: "name", type: ["null", "string"] },
    {
      name: "paid",
      type: {
        ...{ type: "bytes", scale: 2, precision: 10, "connect.version": 1 },
        "connect.name": "org.apache.kafka.connect.data.Decimal",
      },
    },
    { name: "at", type: { type: "long", "connect.name": "io.debezium.time.MicroTimestamp" } },
  ],
};
const envelope = {
  type: "record",
  name: "Envelope",
  fields: [
    { name: "before", type: ["null", row] },
    { name: "after", type: ["null", "Value"] },
    {
      name: "source",
      type: {
        type: "record",
        name: "Source",
        fields: [
          { name: "ts_ms", type: "long" },
          { name: "lsn", type: "long" },
        ],
      },
    },
    { name: "op", type: "string" },
  ],
};

function framed(id: number, schema: object, value: object): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeInt32BE(id, 1);
  const plain = JSON.parse(JSON.stringify(schema), (name, part) =>
    name === "connect.name" ? undefined : part,
  );
  const type = avro.Type.forSchema(plain, { wrapUnions: "never" });
  return Buffer.concat([prefix, type.toBuffer(value)]);
}

const start = Date.UTC(2026, 10, 20);

function change(op: string, id: number, name: string, step: number) {
  const state = { id, name, paid: Buffer.from([0, 0xde, 0xad]), at: start * 1000 + step };
  const [before, after] = op === "d" ? [state, null] : [null, state];
  const source = { ts_ms: start + step, lsn: step };
  return {
    ...{ partition: 0, key: framed(1, key, { id }) },
    value: framed(2, envelope, { before, after, source, op }),
  };
}

const files = {
  "models/sources.yml": `
sources:
  - name: shop
    schema: main
    tables:
      - name: customers
        config:
          load: {connection: files, topic: "{{ var('topic') }}", format: avro, envelope: debezium}
        columns:
          - {name: id, data_type: integer}
          - {name: name, data_type: varchar}
          - {name: paid, data_type: "decimal(10,2)"}
          - {name: at, data_type: timestamp}
`,
  "models/history.sql": `{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id', stream='inline') }}
    select * from {{ scd2(source('shop', 'customers'), ['id'], ['name', 'paid']) }} as history`,
};

describeKafka("changes in Avro", () => {
  test.skipIf(!hasPostgres).each(["duckdb", "postgres"] as const)(
    "become the history of their table (%s)",
    async (type) => {
      await using topic = await freshTopic();
      await using registry = await startRegistry([
        { id: 1, subject: "customers-key", version: 1, schema: JSON.stringify(key) },
        { id: 2, subject: "customers-value", version: 1, schema: JSON.stringify(envelope) },
      ]);
      const [broker] = topic.brokers;
      await using project = await streamingProject(type, {
        files,
        connection: { type: "kafka", brokers: String(broker), schema_registry: registry.url },
      });
      const load = () => project.run("load", "--vars", JSON.stringify({ topic: topic.name }));
      await topic.produce([change("c", 1, "Ada", 1), change("c", 2, "Bob", 2)]);
      await load();
      const { key: gone } = change("d", 2, "Bob", 4);
      await topic.produce([
        ...[change("u", 1, "Ada L.", 3), change("d", 2, "Bob", 4)],
        { partition: 0, key: gone, value: null },
      ]);
      await load();
      const found = await project.rows(`select id, name, paid::varchar,
      (extract(epoch from valid_from) * 1000)::bigint, (extract(epoch from valid_to) * 1000)::bigint, is_current
      from main.history order by id, valid_from`);
      expect(found).toEqual([
        [1, "Ada", "570.05", start + 1, start + 3, false],
        [1, "Ada L.", "570.05", start + 3, null, true],
        [2, "Bob", "570.05", start + 2, start + 4, false],
      ]);
      expect(
        await project.rows("select sum(dropped)::int, sum(dlq)::int from _tsdbt.stream_batches"),
      ).toEqual([[1, 0]]);
      expect(registry.asked.filter((path) => path === "/schemas/ids/2")).toHaveLength(2);
    },
  );
});
