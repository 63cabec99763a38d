/** What is written is read again, of any size, and reading never goes past the end. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { WireError, WireReader, WireWriter } from "./wire.ts";

test("every primitive type is read as it was written, also where the buffer grows", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          int8: fc.integer({ min: -128, max: 127 }),
          int16: fc.integer({ min: -32_768, max: 32_767 }),
          int32: fc.integer(),
          int64: fc.maxSafeInteger(),
          big: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
          varint: fc.nat(2 ** 31 - 1),
          text: fc.option(fc.string({ unit: "grapheme" }), { nil: undefined }),
          bytes: fc.option(fc.uint8Array(), { nil: undefined }),
          uuid: fc.uuid().map((text) => text.replaceAll("-", "")),
        }),
        { maxLength: 12 },
      ),
      (items) => {
        const writer = new WireWriter();
        for (const item of items) {
          writer.int8(item.int8).int16(item.int16).int32(item.int32).int64(item.int64);
          writer.int64(item.big).unsignedVarint(item.varint).string(item.text);
          writer.compactString(item.text).nullableBytes(item.bytes);
          writer.compactNullableBytes(item.bytes).uuid(item.uuid).noTags();
        }
        const reader = new WireReader(writer.bytes);
        for (const item of items) {
          const { int8, int16, int32, int64, big, varint, text, uuid } = item;
          const bytes = item.bytes === undefined ? undefined : Buffer.from(item.bytes);
          expect([reader.int8(), reader.int16(), reader.int32()]).toEqual([int8, int16, int32]);
          expect([reader.int64(), reader.bigInt64()]).toEqual([int64, big]);
          expect([reader.unsignedVarint(), reader.nullableString()]).toEqual([varint, text]);
          expect([reader.compactNullableString(), reader.nullableBytes()]).toEqual([text, bytes]);
          expect([reader.compactNullableBytes(), reader.uuid()]).toEqual([bytes, uuid]);
          reader.tags();
        }
        expect(reader.left).toBe(0);
      },
    ),
  );
});

test("what ends too early, and a number that cannot be exact, is refused", () => {
  const read = (hex: string): WireReader => new WireReader(Buffer.from(hex, "hex"));
  expect(() => read("0000").int32()).toThrow(WireError);
  expect(() => read("0005616263").string()).toThrow(WireError);
  expect(() => read("7fffffff00").array(() => 1)).toThrow(WireError);
  expect(() => read("ffffffffffff").unsignedVarint()).toThrow(WireError);
  expect(() => read("7fffffffffffffff").int64()).toThrow(WireError);
});
