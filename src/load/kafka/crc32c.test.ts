/** The checksum is that of RFC 3720, whatever the length and wherever the bytes lie in memory. */
import { expect, test } from "vitest";
import { crc32c } from "./crc32c.ts";

test.each([
  ["32 zeros", Buffer.alloc(32), 0x8a9136aa],
  ["32 ones", Buffer.alloc(32, 0xff), 0x62a8ab43],
  ["0 to 31", Buffer.from(Array.from({ length: 32 }, (_, at) => at)), 0x46dd794e],
  ["the digits", Buffer.from("123456789"), 0xe3069283],
  ["nothing", Buffer.alloc(0), 0],
])("%s have the published checksum", (_, bytes, expected) => {
  expect(crc32c(bytes)).toBe(expected);
});

test("the place in memory and the length do not matter", () => {
  const bytes = Buffer.from(Array.from({ length: 80 }, (_, at) => (at * 37) & 255));
  for (let start = 0; start < 20; start++) {
    for (let end = start; end <= bytes.length; end++) {
      // One byte at a time, by the definition.
      let expected = -1;
      for (const byte of bytes.subarray(start, end)) {
        expected ^= byte;
        for (let bit = 0; bit < 8; bit++) {
          expected = (expected >>> 1) ^ (expected & 1 ? 0x82f63b78 : 0);
        }
      }
      expect(crc32c(bytes, start, end)).toBe(~expected >>> 0);
    }
  }
});
