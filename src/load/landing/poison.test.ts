/** Values that break loaders: each gets its own fixed code, the good ones land, and both databases agree. */
import { expect, test } from "vitest";
import { column, describeDatabases, testLanding } from "../../test/landing-fixture.ts";
import type { RejectCode } from "../value-decoder.ts";
import { reconcile } from "./reconcile.ts";

const deep = (levels: number): string => `{"deep": ${"[".repeat(levels)}${"]".repeat(levels)}}`;

const poison: readonly (readonly [what: string, value: string | Uint8Array, code: RejectCode])[] = [
  ["malformed", '{"id": 1', "BAD_JSON"],
  ["empty", "", "BAD_JSON"],
  ["bad UTF-8", new Uint8Array([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]), "BAD_UTF8"],
  ["an escaped NUL", String.raw`{"name": "a\u0000b"}`, "UNSTORABLE"],
  ["an escaped NUL in a field that is not declared", String.raw`{"new": "\u0000"}`, "UNSTORABLE"],
  ["a raw NUL", '{"name": "a\u0000b"}', "BAD_JSON"],
  ["half a surrogate pair", String.raw`{"name": "\ud83d"}`, "UNSTORABLE"],
  ["NaN", '{"price": NaN}', "BAD_JSON"],
  ["a scalar", "42", "NOT_OBJECT"],
  ["a list", "[1]", "NOT_OBJECT"],
  ["depth 5000", deep(5000), "TOO_DEEP"],
  ["too large", `{"name": "${"x".repeat(2000)}"}`, "TOO_LARGE"],
];

const good = [
  '{"id": 1, "name": "a", "price": 1.5}',
  '{"id": 9007199254740993, "name": "beyond 2^53"}',
  '{"id": 3, "id": 4, "name": "the last of a field counts"}',
  '{"id": 5, "price": "not a number", "name": "kept in _extra"}',
  String.raw`{"id": 6, "name": "\ud83d\ude00 \\N \t \" \\u0000"}`,
];

const columns = [column("id", "bigint"), column("name", "varchar"), column("price", "double")];

describeDatabases("poison", (type) => {
  test.each(poison)(
    "%s goes to the dead letters, and the good rows around it land",
    async (_, value, code) => {
      const limits = { maxRows: 100, maxBytes: 100_000, maxWaitMs: 1, maxValueBytes: 1000 };
      const stream = code === "TOO_LARGE" ? { columns, limits } : { columns };
      await using on = await testLanding(type, stream);
      const batch = await on.landValues([...good.slice(0, 2), value, ...good.slice(2)]);
      expect(batch).toMatchObject({ rows: 5, dlq: 1 });
      expect(
        await on.rows("select id, name, price, _extra from main.clicks order by _offset"),
      ).toEqual([
        [1, "a", 1.5, null],
        [9007199254740993n, "beyond 2^53", null, null],
        [4, "the last of a field counts", null, null],
        [5, "kept in _extra", null, '{"price":"not a number"}'],
        [6, '😀 \\N \t " \\u0000', null, null],
      ]);
      const size = typeof value === "string" ? Buffer.byteLength(value) : value.length;
      expect(
        await on.rows(
          "select _offset, error_code, value_bytes, octet_length(value) from _tsdbt.stream_dlq",
        ),
      ).toEqual([[2, code, size, Math.min(size, on.stream.limits.maxValueBytes)]]);
      expect((await reconcile(on.landing)).differences).toEqual([]);
    },
  );
});
