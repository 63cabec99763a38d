import { describe, expect, test } from "vitest";
import { testRecord } from "../../test/record-fixture.ts";
import { testStream } from "../../test/stream-fixture.ts";
import type { StreamFormat } from "../stream.ts";
import { makeDecoder } from "./make-decoder.ts";

const decode = (value: string | Uint8Array | null) =>
  makeDecoder(testStream()).decode(testRecord(value));

const fieldsOf = (value: string) => {
  const decoded = decode(value);
  if (decoded.kind !== "row") throw new Error(`not a row: ${JSON.stringify(decoded)}`);
  return decoded.fields;
};

describe("a JSON value", () => {
  test("is a row of its fields", () => {
    expect(decode('{"id": 1, "name": "a", "tags": ["x"], "at": null}')).toEqual({
      kind: "row",
      op: "u",
      fields: { id: 1, name: "a", tags: ["x"], at: null },
    });
  });

  test("that is null is the end of its key's row", () => {
    expect(decode(null)).toEqual({ kind: "row", op: "d", fields: {} });
  });

  test.each([
    ["9007199254740993", 9007199254740993n],
    ["-9223372036854775808", -9223372036854775808n],
    ["9007199254740991", 9007199254740991],
    ["170141183460469231731687303715884105727", 170141183460469231731687303715884105727n],
    ["0.30000000000000004", 0.30000000000000004],
    ["12345678901234567.25", "12345678901234567.25"],
    ["0.12345678901234567890", "0.12345678901234567890"],
    ["1e999", "1e999"],
    ["1.50000000000000000000", 1.5],
    ["1e3", 1000],
  ])("keeps the number %s as it is written", (literal, expected) => {
    expect(fieldsOf(`{"a": {"b": [${literal}]}}`)).toEqual({ a: { b: [expected] } });
  });

  test("reads everything else alike when it holds a long number", () => {
    const rest = String.raw`"t": "a\"b\\", "u": "A, 1234567890123456 \\", "e": {}, "l": [ ], "n": null, "y": true, "x": false`;
    const plain = JSON.parse(`{${rest}}`);
    expect(fieldsOf(`{"id" : 12345678901234567890 , ${rest}}`)).toEqual({
      id: 12345678901234567890n,
      ...plain,
    });
  });

  test("takes the last of a field that is there twice, whatever its size", () => {
    expect(fieldsOf('{"a": 1, "a": 2}')).toEqual({ a: 2 });
    expect(fieldsOf('{"a": 1, "a": 9007199254740993}')).toEqual({ a: 9007199254740993n });
  });

  test("may have a field called __proto__", () => {
    expect(Object.keys(fieldsOf('{"__proto__": 12345678901234567890}'))).toEqual(["__proto__"]);
  });

  test.each([
    ["malformed", '{"a": 1', "BAD_JSON"],
    ["empty", "", "BAD_JSON"],
    ["no UTF-8", Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x7d]), "BAD_UTF8"],
    ["with a NUL character", String.raw`{"a": "x\u0000"}`, "UNSTORABLE"],
    ["with a NUL character in a name", String.raw`{"a\u0000": [{}]}`, "UNSTORABLE"],
    ["with a NUL byte", '{"a": "x\u0000"}', "BAD_JSON"],
    ["with half a surrogate pair", String.raw`{"a": ["\ud83d"]}`, "UNSTORABLE"],
    ["with NaN", '{"a": NaN}', "BAD_JSON"],
    ["a scalar", "12345678901234567890", "NOT_OBJECT"],
    ["a list", "[1]", "NOT_OBJECT"],
    ["the text null", "null", "NOT_OBJECT"],
    ["5000 lists deep", `{"a": ${"[".repeat(5000)}${"]".repeat(5000)}}`, "TOO_DEEP"],
    ["65 deep", `{"a": ${"[".repeat(64)}${"]".repeat(64)}}`, "TOO_DEEP"],
    ["too large", `{"a": "${"x".repeat(1_048_576)}"}`, "TOO_LARGE"],
  ])("that is %s is refused", (_, value, code) => {
    expect(decode(value)).toMatchObject({ kind: "reject", code });
  });

  test("may be 64 deep and hold whole surrogate pairs", () => {
    expect(decode(`{"a": ${"[".repeat(63)}${"]".repeat(63)}}`)).toMatchObject({ kind: "row" });
    expect(fieldsOf(String.raw`{"a": "\ud83d\ude00"}`)).toEqual({ a: "😀" });
  });
});

describe("a line of a recorded topic", () => {
  const replay = (line: string) =>
    makeDecoder(testStream()).decode({ ...testRecord(line), isRecording: true });

  test("is its record again, with the event's own fields", () => {
    const own = '"_topic": "t", "_partition": 1, "_offset": 7, "_batch_id": 3, "_key": "k"';
    expect(replay(`{${own}, "_timestamp": "2026-11-21 10:00:00.5", "id": 1}`)).toEqual({
      ...{ kind: "row", op: "u", fields: { id: 1 } },
      recorded: {
        ...{ key: Buffer.from("k"), timestamp: Date.UTC(2026, 10, 21, 10, 0, 0, 500) },
        timestampType: "create",
      },
    });
  });

  test("may lack a key and a time", () => {
    expect(replay('{"_offset": 7, "_key": null, "id": 1}')).toMatchObject({
      recorded: { key: null, timestamp: -1 },
    });
  });
});

describe("a delimited value", () => {
  const column = (name: string) =>
    ({ name, dataType: "varchar", nullable: true, contract: "capture" }) as const;
  const decodeCsv = (
    value: string | Uint8Array,
    format: Partial<StreamFormat> = {},
    columns?: readonly string[],
  ) =>
    makeDecoder(
      testStream({ format: { type: "csv", ...format }, columns: ["id", "name"].map(column) }),
    ).decode({ ...testRecord(value), ...(columns && { columns }) });

  test.each([
    ["1,Ada", { id: "1", name: "Ada" }],
    ["1,", { id: "1", name: null }],
    ['1,""', { id: "1", name: "" }],
    ['1,"a, ""b""\nc"\r\n', { id: "1", name: 'a, "b"\nc' }],
    ['1,a "b" c', { id: "1", name: 'a "b" c' }],
    ['"1",é', { id: "1", name: "é" }],
  ])("%j has its fields as text", (value, fields) => {
    expect(decodeCsv(value)).toEqual({ kind: "row", op: "u", fields });
  });

  test("has its names from the file, else from the stream's header, else the declared columns", () => {
    expect(decodeCsv("1,2", { header: ["a", "b"] })).toMatchObject({ fields: { a: "1", b: "2" } });
    expect(decodeCsv("1,2", { header: ["a", "b"] }, ["c", "d"])).toMatchObject({
      fields: { c: "1", d: "2" },
    });
  });

  test.each(["|", ";", "\t", "\u0001", "¦"])("may have the delimiter %j", (delimiter) => {
    expect(decodeCsv(`1${delimiter}"x${delimiter}y"`, { delimiter })).toMatchObject({
      fields: { id: "1", name: `x${delimiter}y` },
    });
  });

  test("may have quotes that mean nothing, or other ones", () => {
    expect(decodeCsv('"1,2"', { quote: null })).toMatchObject({ fields: { id: '"1', name: '2"' } });
    expect(decodeCsv("'1,''2',3", { quote: "'" })).toMatchObject({ fields: { id: "1,'2" } });
  });

  test.each([
    ["with a field too few", "1", "BAD_CSV"],
    ["with a field too many", "1,2,3", "BAD_CSV"],
    ["with a quote that does not end", '1,"2', "BAD_CSV"],
    ["with text behind a quote", '1,"2"3', "BAD_CSV"],
    ["empty", "", "BAD_CSV"],
    ["with a NUL", "1,\u0000", "UNSTORABLE"],
    ["no UTF-8", Buffer.from([0x31, 0x2c, 0xff]), "BAD_UTF8"],
  ])("that is %s is refused", (_, value, code) => {
    expect(decodeCsv(value)).toMatchObject({ kind: "reject", code });
  });
});
