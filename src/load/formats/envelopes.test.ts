import { describe, expect, test } from "vitest";
import { testRecord } from "../../test/record-fixture.ts";
import { testStream } from "../../test/stream-fixture.ts";
import type { StreamColumn } from "../stream.ts";
import { makeDecoder } from "./make-decoder.ts";

const column = (name: string): StreamColumn => ({
  ...{ name, dataType: "varchar", nullable: true, contract: "capture" },
});
const columns = ["id", "name"].map(column);

describe("envelope: upsert", () => {
  const decoder = makeDecoder(testStream({ envelope: "upsert", columns }));
  const decode = (key: string | null, value: string | null) =>
    decoder.decode(testRecord(value, { key }));

  test("a tombstone has the declared fields of its key", () => {
    expect(decode('{"id": 7, "shard": 1}', null)).toEqual({
      ...{ kind: "row", op: "d", fields: { id: 7 } },
    });
    expect(decode("7", null)).toEqual({ kind: "row", op: "d", fields: {} });
    expect(decode(null, null)).toEqual({ kind: "row", op: "d", fields: {} });
  });

  test("a value takes from its key what it does not say itself", () => {
    expect(decode('{"id": 7}', '{"name": "a"}')).toMatchObject({ fields: { id: 7, name: "a" } });
    expect(decode('{"id": 7}', '{"id": 8}')).toMatchObject({ op: "u", fields: { id: 8 } });
  });

  test("a key of Connect's JSON converter lies beside its schema", () => {
    const schema = { type: "struct", fields: [{ field: "id", type: "int32" }] };
    const key = JSON.stringify({ schema, payload: { id: 7 } });
    expect(decode(key, null)).toMatchObject({ op: "d", fields: { id: 7 } });
  });
});
