import { describe, expect, test } from "vitest";
import { testRecord } from "../../test/record-fixture.ts";
import { testStream } from "../../test/stream-fixture.ts";
import type { StreamColumn } from "../stream.ts";
import { makeDecoder } from "./make-decoder.ts";

const column = (name: string): StreamColumn => ({
  ...{ name, dataType: "varchar", nullable: true, contract: "capture" },
});
const columns = ["id", "name"].map(column);

// Messages as Debezium 3 writes them: its documentation, "Data change events" of each connector.
const source = { connector: "postgresql", ts_ms: 1_700_000_000_000, lsn: 42, txId: 7 };
const opened = () => {
  const { decode } = makeDecoder(testStream({ envelope: "debezium", columns }));
  return (value: unknown, key: string | null = '{"id": 1}') =>
    decode(testRecord(value === null ? null : JSON.stringify(value), { key }));
};
const own = (op: string, more: object = {}) => ({
  __op: op,
  __source_ts_ms: source.ts_ms,
  __source_position: "42:7",
  __unavailable: null,
  ...more,
});

describe("a change event", () => {
  test.each(["c", "u", "r"])("operation %s is the row after it", (op) => {
    const after = { id: 1, name: "a" };
    expect(opened()({ op, before: null, after, source, ts_ms: 5 })).toEqual({
      ...{ kind: "row", op: "u", fields: { ...after, ...own(op) } },
    });
  });

  test("a delete is the row before it, or the key where the source does not log it", () => {
    const decode = opened();
    const before = { id: 1, name: "a" };
    expect(decode({ op: "d", before, after: null, source })).toEqual({
      ...{ kind: "row", op: "d", fields: { ...before, ...own("d") } },
    });
    expect(decode({ op: "d", before: null, after: null, source })).toEqual({
      ...{ kind: "row", op: "d", fields: { id: 1, ...own("d") } },
    });
  });

  test("the tombstone after a delete is left out, one without a delete is one", () => {
    const decode = opened();
    const gone = { op: "d", before: { id: 1 }, after: null, source };
    expect(decode(gone)).toMatchObject({ op: "d" });
    expect(decode(null)).toEqual({ kind: "drop", rule: "debezium_tombstone" });
    expect(decode(null)).toEqual({ kind: "row", op: "d", fields: { id: 1 } });
    decode(gone);
    expect(decode({ schema: null, payload: null })).toMatchObject({ kind: "drop" });
    expect(decode(null, '{"id": 2}')).toMatchObject({ op: "d", fields: { id: 2 } });
  });

  test("a truncate has no row, and a logical message none to speak of", () => {
    expect(opened()({ op: "t", source })).toEqual({ kind: "row", op: "t", fields: own("t") });
    expect(opened()({ op: "m", message: {} })).toEqual({ kind: "drop", rule: "debezium_message" });
  });

  test.each([
    ["a plain row", { id: 1, name: "a" }],
    ["an operation that nobody knows", { op: "x", after: { id: 1 } }],
    ["a change without a row", { op: "c", after: null }],
  ])("%s is refused", (_, value) => {
    expect(opened()(value)).toMatchObject({ kind: "reject", code: "BAD_ENVELOPE" });
  });
});

describe("what a change says beside its row", () => {
  test.each([
    ["text", "__debezium_unavailable_value"],
    ["bytes", Buffer.from("__debezium_unavailable_value").toString("base64")],
    ["a list", ["__debezium_unavailable_value"]],
    ["hstore", { __debezium_unavailable_value: "__debezium_unavailable_value" }],
  ])("an unchanged long value of %s is named instead of given", (_, value) => {
    const after = { id: 1, name: value };
    expect(opened()({ op: "u", before: null, after, source })).toMatchObject({
      fields: { id: 1, ...own("u", { __unavailable: "name" }) },
    });
  });

  test.each([
    [{ file: "bin.000003", pos: 154, row: 2, ts_ms: 1 }, "bin.000003:154:2"],
    [{ commit_lsn: "0:1", change_lsn: "0:2", event_serial_no: 1 }, "0:1:0:2:1"],
    [{ scn: "99", rs_id: null, ssn: 0 }, "99:0"],
    [{ lsn: 9007199254740993n }, "9007199254740993"],
    [{}, null],
  ])("the position of %o in the source's log is %s", (origin, position) => {
    const text = `{"op": "c", "after": {}, "ts_ms": 5, "source": {${Object.entries(origin)
      .map(
        ([name, value]) =>
          `"${name}": ${typeof value === "bigint" ? value : JSON.stringify(value)}`,
      )
      .join(", ")}}}`;
    const { decode } = makeDecoder(testStream({ envelope: "debezium", columns }));
    expect(decode(testRecord(text))).toMatchObject({ fields: { __source_position: position } });
  });
});

test("a schema beside the payload says what numbers and bytes mean", () => {
  const meanings = [
    ["day", "int32", "io.debezium.time.Date", 20_000, "2024-10-04"],
    ["before_1970", "int64", "io.debezium.time.MicroTimestamp", -1, "1969-12-31T23:59:59.999999"],
    [
      "milli",
      "int64",
      "io.debezium.time.Timestamp",
      1_700_000_000_123,
      "2023-11-14T22:13:20.123000",
    ],
    [
      "nano",
      "int64",
      "io.debezium.time.NanoTimestamp",
      1_000_000_100,
      "1970-01-01T00:00:01.000000100",
    ],
    ["clock", "int64", "io.debezium.time.MicroTime", 3_661_000_001, "01:01:01.000001"],
    [
      "zoned",
      "string",
      "io.debezium.time.ZonedTimestamp",
      "2024-01-01T00:00:00Z",
      "2024-01-01T00:00:00Z",
    ],
    ["price", "bytes", "org.apache.kafka.connect.data.Decimal", "AN6t", "570.05"],
    ["debt", "bytes", "org.apache.kafka.connect.data.Decimal", "/w==", "-0.01"],
    ["any", "struct", "io.debezium.data.VariableScaleDecimal", { scale: 1, value: "ew==" }, "12.3"],
    ["doc", "string", "io.debezium.data.Json", '{"a": [1]}', { a: [1] }],
    ["raw", "bytes", undefined, "AQI=", Buffer.from([1, 2])],
    ["none", "int32", "io.debezium.time.Date", null, null],
  ] as const;
  const fields = meanings.map(([field, type, name]) => ({
    ...{ field, type, name, optional: true, parameters: { scale: "2" } },
  }));
  const row = { field: "after", type: "struct", name: "x.Value", fields };
  const payload = {
    ...{ op: "c", before: null, source },
    after: Object.fromEntries(meanings.map(([field, , , value]) => [field, value])),
  };
  const decoded = opened()({ schema: { type: "struct", fields: [row] }, payload });
  expect(decoded).toEqual({
    kind: "row",
    op: "u",
    fields: {
      ...Object.fromEntries(meanings.map(([field, , , , meant]) => [field, meant])),
      ...own("c"),
    },
  });
});
