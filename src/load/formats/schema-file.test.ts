import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { testRecord } from "../../test/record-fixture.ts";
import { testStream } from "../../test/stream-fixture.ts";
import type { StreamFormat } from "../stream.ts";
import { makeDecoder } from "./make-decoder.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "schemas-"));
  const fields = [{ name: "id", type: "long" }];
  writeFileSync(join(dir, "a.avsc"), JSON.stringify({ type: "record", name: "A", fields }));
  writeFileSync(join(dir, "text.avsc"), '"string"');
  writeFileSync(
    join(dir, "a.proto"),
    'syntax = "proto2"; package x; message A { optional int64 id = 1; }',
  );
  writeFileSync(join(dir, "broken.proto"), "message {");
});
afterAll(() => rmSync(dir, { recursive: true }));

async function decode(format: StreamFormat, value: readonly number[]) {
  const schema = format.schema && join(dir, format.schema);
  const decoder = makeDecoder(testStream({ format: { ...format, ...(schema && { schema }) } }));
  await decoder.prepare?.([]);
  return decoder.decode(testRecord(Buffer.from(value)));
}

test("a schema in a file reads values that name none", async () => {
  expect(await decode({ type: "avro", schema: "a.avsc" }, [14])).toMatchObject({
    fields: { id: 7 },
  });
  expect(
    await decode({ type: "protobuf", schema: "a.proto", message: "x.A" }, [8, 7]),
  ).toMatchObject({ fields: { id: 7 } });
  expect(await decode({ type: "protobuf", schema: "a.proto", message: "x.A" }, [])).toMatchObject({
    fields: { id: null },
  });
});

test("a value that is no record is refused", async () => {
  expect(await decode({ type: "avro", schema: "text.avsc" }, [2, 65])).toMatchObject({
    code: "NOT_OBJECT",
  });
});

test.each([
  [{ type: "avro", schema: "gone.avsc" }, "SCHEMA_FILE_UNREADABLE"],
  [{ type: "avro", schema: "a.proto" }, "SCHEMA_FILE_INVALID"],
  [{ type: "protobuf", schema: "broken.proto", message: "A" }, "SCHEMA_FILE_INVALID"],
  [{ type: "protobuf", schema: "a.proto" }, "SCHEMA_FILE_INVALID"],
  [{ type: "protobuf", schema: "a.proto", message: "x.B" }, "SCHEMA_FILE_INVALID"],
] as const)("%o is told as %s", async (format, code) => {
  await expect(decode(format, [])).rejects.toMatchObject({ code });
});
