import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { testRecord } from "../../test/record-fixture.ts";
import { type RegistryServer, startRegistry } from "../../test/registry-server.ts";
import { testStream } from "../../test/stream-fixture.ts";
import type { SourceRecord } from "../record-source.ts";
import type { StreamFormat } from "../stream.ts";
import { makeDecoder } from "./make-decoder.ts";

// Values as Confluent's own serializers write them: src/test/wire/confluent.py.
const wire: {
  schemas: RegistryServer["schemas"];
  values: { name: string; value: string; headers: [string, string][] }[];
} = JSON.parse(readFileSync(new URL("../../test/wire/confluent.json", import.meta.url), "utf8"));

let server: RegistryServer;
beforeAll(async () => {
  server = await startRegistry(wire.schemas);
});
afterAll(() => server[Symbol.asyncDispose]());

const wireRecord = (name: string): SourceRecord => {
  const found = wire.values.find((value) => value.name === name);
  if (found === undefined) throw new Error(`there is no value "${name}"`);
  return testRecord(Buffer.from(found.value, "hex"), {
    headers: found.headers.map(([header, hex]) => [header, Buffer.from(hex, "hex")]),
  });
};

async function decode(type: StreamFormat["type"], record: SourceRecord) {
  const decoder = makeDecoder(testStream({ format: { type } }), {
    registry: {
      url: server.url,
      username: undefined,
      password: undefined,
      token: undefined,
      tls: undefined,
    },
  });
  await decoder.prepare?.([record]);
  return decoder.decode(record);
}

describe("Avro", () => {
  const click = {
    ...{ id: 9007199254740993n, name: "Ada €", ok: true, ratio: 0.1, count: -7 },
    ...{ day: "2026-11-21", at: "2026-11-21T10:30:00.123456Z", clock: "01:02:03.004000" },
    ...{ uid: "6f1ed002-ab5f-4b5a-9f0a-1d2b3c4d5e6f", tags: ["a", "b"], counts: { x: 1 } },
    ...{ raw: Buffer.from([0, 255]), hash: Buffer.from([1, 2]), either: "text" },
    price: { amount: "-1.05", currency: "USD" },
  };

  test.each(["avro", "avro by header"])("%s has the values that were written", async (name) => {
    expect(await decode("avro", wireRecord(name))).toEqual({ kind: "row", op: "u", fields: click });
  });

  test("has null where that was written", async () => {
    expect(await decode("avro", wireRecord("avro with nulls"))).toMatchObject({
      fields: { id: 1, name: null, either: null, price: null, tags: [], counts: {} },
    });
  });

  test("is read by whatever schema its id says, also in a stream of another format", async () => {
    expect(await decode("protobuf", wireRecord("avro"))).toMatchObject({ fields: { count: -7 } });
  });
});

describe("JSON Schema", () => {
  test("has the values that were written, exact", async () => {
    expect(await decode("json_schema", wireRecord("json"))).toMatchObject({
      fields: { id: 9007199254740993n, name: "Ada" },
    });
  });

  test("refuses what does not keep to the schema", async () => {
    const value = Buffer.concat([Buffer.from([0, 0, 0, 0, 3]), Buffer.from('{"id": "x"}')]);
    expect(await decode("json_schema", testRecord(value))).toEqual({
      kind: "reject",
      code: "SCHEMA_MISMATCH",
      message: "By its schema id must be integer.",
    });
  });
});

describe("Protobuf", () => {
  test("has the values that were written, with messages that everybody knows as plain values", async () => {
    expect(await decode("protobuf", wireRecord("protobuf"))).toEqual({
      kind: "row",
      op: "u",
      fields: {
        ...{ event_id: -9007199254740993n, large: 18446744073709551615n, nick_name: "" },
        ...{ name: "Ada €", kind: "VIEW", at: "2026-11-21T10:30:00.123456Z", counts: [1, -2] },
        ...{ sizes: { a: 9007199254740993n }, names: { "-5": "minus" }, inner: { text: "x" } },
        ...{ left: null, right: -3, raw: Buffer.from([0, 255]), boxed: 0 },
        ...{ any: { a: [1, null, { b: true }], s: "t" }, took: "-1.5s" },
        ...{ price: { units: 5, currency: "EUR" }, ok: true, ratio: 0.5, other_kind: 7 },
      },
    });
  });

  test("has defaults for what was not sent, and null where that can be told", async () => {
    expect(await decode("protobuf", wireRecord("protobuf empty"))).toMatchObject({
      fields: {
        ...{ event_id: 0, nick_name: null, name: "", kind: "UNKNOWN", at: null, counts: [] },
        ...{ sizes: {}, inner: null, left: null, right: null, boxed: null, any: null, ok: false },
      },
    });
  });

  test.each([
    ["protobuf first message", { n: 3 }],
    ["protobuf inner message", { text: "y" }],
    ["protobuf by header", { text: "y" }],
  ])("%s is of the message that its indexes say", async (name, fields) => {
    expect(await decode("protobuf", wireRecord(name))).toMatchObject({ fields });
  });
});

describe("what cannot be decoded is refused", () => {
  const framed = (id: number, ...bytes: number[]) =>
    testRecord(Buffer.from([0, 0, 0, 0, id, ...bytes]));

  test.each([
    ["avro", "a value without a schema's id", testRecord("x"), "BAD_AVRO"],
    ["avro", "a value that is cut off", framed(2, 2, 2, 20), "BAD_AVRO"],
    [
      "avro",
      "bytes behind the value",
      testRecord(Buffer.concat([wireRecord("avro").value!, Buffer.from("x")])),
      "BAD_AVRO",
    ],
    ["protobuf", "a value without a schema's id", testRecord("x"), "BAD_PROTOBUF"],
    ["protobuf", "a field that is cut off", framed(5, 0, 8), "BAD_PROTOBUF"],
    ["protobuf", "a message that the schema does not have", framed(5, 2, 18), "BAD_PROTOBUF"],
    ["protobuf", "a text that is no UTF-8", framed(5, 2, 2, 0x22, 1, 0xff), "BAD_PROTOBUF"],
    ["json_schema", "no JSON", framed(3, 0x7b), "BAD_JSON"],
  ] as const)("%s: %s", async (type, _, record, code) => {
    expect(await decode(type, record)).toMatchObject({ kind: "reject", code });
  });

  test("avro: a text that is no UTF-8, but not one with the sign for such", async () => {
    const { value } = wireRecord("avro with nulls");
    const broken = Buffer.from(value!);
    broken[broken.indexOf("6f1ed002")] = 0xff;
    expect(await decode("avro", testRecord(broken))).toMatchObject({ code: "BAD_UTF8" });
    const sign = Buffer.from(value!);
    sign.write("\ufffd", sign.indexOf("6f1ed002"));
    expect(await decode("avro", testRecord(sign))).toMatchObject({ kind: "row" });
  });
});

describe("a schema is asked for", () => {
  const settings = () => ({
    ...{ url: server.url, username: undefined, password: undefined, token: undefined },
    tls: undefined,
  });

  test("once for all records, and keys are read with theirs where the envelope wants them", async () => {
    const stream = testStream({
      ...{ format: { type: "avro" }, envelope: "upsert" },
      columns: [{ name: "event_id", dataType: "bigint", nullable: true, contract: "capture" }],
    });
    const decoder = makeDecoder(stream, {
      registry: settings(),
      registryOptions: { pausesMs: [] },
    });
    const key = Buffer.from([0, 0, 0, 0, 5, 2, 2, 8, 7]); // event_id 7;
    const records = [
      testRecord(null, { key }),
      testRecord(null, { key: Buffer.from([0, 0, 0, 0, 0, 0, 0, 99]) }),
      testRecord(null, { key: '{"event_id": 8}' }),
    ];
    server.asked.length = 0;
    for (const _ of [1, 2]) await decoder.prepare?.(records);
    expect(server.asked).toEqual([
      "/schemas/ids/5",
      "/schemas/ids/0",
      "/subjects/money.proto/versions/1",
    ]);
    expect(records.map((record) => decoder.decode(record))).toMatchObject([
      { op: "d", fields: { event_id: 7 } },
      { op: "d", fields: {} },
      { op: "d", fields: { event_id: 8 } },
    ]);
  });

  test("and one that nobody has stops the stream: REGISTRY_SCHEMA_UNKNOWN", async () => {
    const decoder = makeDecoder(testStream({ format: { type: "avro" } }), {
      ...{ registry: settings(), registryOptions: { pausesMs: [] } },
    });
    await expect(decoder.prepare?.([framedBy(77)])).rejects.toMatchObject({
      code: "REGISTRY_SCHEMA_UNKNOWN",
      message: `The schema registry at ${server.url} has no schema 77.`,
    });
  });

  test("and one that is none stops it too: REGISTRY_SCHEMA_INVALID", async () => {
    const bad = { id: 78, subject: "bad", version: 1, schema: '{"type": "recrod"}' };
    server.schemas.push(bad);
    const decoder = makeDecoder(testStream({ format: { type: "avro" } }), { registry: settings() });
    await expect(decoder.prepare?.([framedBy(78)])).rejects.toMatchObject({
      code: "REGISTRY_SCHEMA_INVALID",
    });
  });

  test("and without a registry there is none: SCHEMA_MISSING", async () => {
    const decoder = makeDecoder(testStream({ format: { type: "avro" } }));
    await expect(decoder.prepare?.([])).rejects.toMatchObject({ code: "SCHEMA_MISSING" });
  });

  const framedBy = (id: number) => testRecord(Buffer.from([0, 0, 0, 0, id, 1]));
});
