/** Rows read from the bytes of JSON are what the decoder makes of the same values, whatever these are. */
import { expect, test } from "vitest";
import { type AppendColumn, cellReader } from "../../adapters/append.ts";
import { blockOf, column } from "../../test/landing-fixture.ts";
import { seededRandom } from "../../test/seeded-random.ts";
import { testStream } from "../../test/stream-fixture.ts";
import { makeDecoder } from "../formats/make-decoder.ts";
import { type BatchColumns, collectRows } from "./batch-columns.ts";
import { declaredNotes, landingColumn, type Shape } from "./shape.ts";

const stream = testStream({
  columns: [
    column("id", "bigint", { nullable: false }),
    column("name", "varchar"),
    column("code", "varchar(3)"),
    column("price", "decimal(8,2)"),
    column("ratio", "double"),
    column("small", "smallint"),
    column("flag", "boolean"),
    column("at", "timestamptz"),
    column("day", "date"),
    column("data", "json"),
    column("token", "uuid"),
    column("ü", "varchar"),
  ],
});

const shape: Shape = {
  version: 1,
  columns: declaredNotes(stream).map((note) => landingColumn(stream, note, "duckdb")!),
  tableColumns: [],
  captured: new Set(),
};

/** Rows and rejects of the values, one after the other so that none keeps others from being tried. */
function rowsOf(values: readonly (string | Uint8Array | null)[], isPlainJson: boolean): unknown[] {
  const decoder = { ...makeDecoder(stream), isPlainJson };
  return values.map((value) => {
    const block = blockOf([value]);
    const rows = collectRows({ stream, shape }, decoder, [block]);
    rows.add(block);
    return seen(rows.columns);
  });
}

function seen(columns: BatchColumns): unknown {
  const { values, keys, rejects, offsets, extras, flags, raws, ops, counts } = columns;
  const cells = [...values, keys].map((each) => offsets.map((_, row) => cellAt(each.cells, row)));
  const codes = rejects.map(({ code }) => code);
  return { cells, codes, offsets, extras, flags, raws, ops, counts };
}

function cellAt(cells: AppendColumn["cells"], row: number): unknown {
  if (!("bytes" in cells)) return cellReader(cells)(row);
  const { bytes, starts, lengths } = cells;
  const start = starts[row]!;
  return lengths[row]! < 0
    ? null
    : Buffer.from(bytes).toString("utf8", start, start + lengths[row]!);
}

const texts = [
  ...[
    '"view"',
    '""',
    '"abc"',
    '"abcd"',
    '"üñ😀"',
    '"ü€x"',
    String.raw`"a\"b"`,
    String.raw`"\u0041"`,
  ],
  ...[String.raw`"\u0000"`, String.raw`"\ud800"`, '"a\tb"', '"\u007f"', '"12"', '"1.50"', '"true"'],
  ...['"2026-11-21T10:00:00Z"', '"2026-11-21T10:00:00.123456Z"', '"2026-11-21T24:00:00Z"'],
  ...[
    '"2026-02-30T10:00:00Z"',
    '"2026-11-21 10:00:00"',
    '"2026-11-21"',
    '"2026-11-21T10:00:00+02:00"',
  ],
  ...['"0001-01-01T00:00:00Z"', '"9999-12-31T23:59:59.9Z"', '"2026-11-21T10:00:00.1234567Z"'],
  ...[
    '"2026-11-21T10:00:00.Z"',
    '"2026-11-21T1:00:00.00Z"',
    '"6F9619FF-8B86-D011-B42D-00C04FC964FF"',
  ],
];
const numbers = [
  ...[
    "0",
    "-0",
    "1",
    "-1",
    "7.5",
    "19.99",
    "0.1",
    "-0.05",
    "1e3",
    "1E-2",
    "01",
    "1.",
    ".5",
    "-",
    "+1",
  ],
  ...[
    "999999999999999",
    "9007199254740993",
    "123456789012345678",
    "0.1234567890123456",
    "1.0",
    "1.10",
  ],
  ...[
    "32767",
    "32768",
    "1795341600000",
    "100000000000000.1",
    "12345678901234.5",
    "0.000000000000001",
  ],
];
const others = [
  "true",
  "false",
  "null",
  "tru",
  "nullx",
  "{}",
  "[]",
  '{"a":1}',
  "[1,2]",
  "NaN",
  "",
  " ",
];
const values = [...texts, ...numbers, ...others];

const plain =
  '{"id":1,"name":"view","code":"abc","price":19.99,"ratio":0.5,"small":3,"flag":true,"at":"2026-11-21T10:00:00.123Z","day":"2026-11-21"}';

test("any value in any column", () => {
  const records = shape.columns.flatMap(({ name }) =>
    values.map((value) => (name === "id" ? `{"id":${value}}` : `{"id": 1, "${name}" : ${value} }`)),
  );
  expect(rowsOf(records, true)).toEqual(rowsOf(records, false));
});

test("fields in any order, twice, missing, unknown, with blanks, cut off, or with something behind", () => {
  const records = [
    ...[plain, ` ${plain}\n`, `${plain}x`, `${plain}${plain}`, "{}", "", "{", "}", "[]", "1"],
    ...['{"flag":false,"id":2}', '{"id":1,"id":2}', '{"id":2,"name":"a","name":null}'],
    ...[
      '{"id":1,}',
      '{,"id":1}',
      '{"id":1 "name":"a"}',
      '{"id" 1}',
      "{id:1}",
      '{"id":1;"flag":true}',
    ],
    ...['{"id":1,"other":2}', '{"id":1,"__proto__":{}}', '{"toString":1,"id":1}', '{"ID":1}'],
    ...[String.raw`{"\u0069d":1}`, '{"id":1,"ü":"ü"}', '{\t"id"\r\n:\t1}', '{"id":null}', null],
    ...Array.from({ length: plain.length }, (_, end) => plain.slice(0, end)),
  ];
  expect(rowsOf(records, true)).toEqual(rowsOf(records, false));
});

test("bytes that are wrong", () => {
  const random = seededRandom(7);
  const records = Array.from({ length: 1_000 }, () => {
    const bytes = Buffer.from(plain);
    bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
    return bytes;
  });
  expect(rowsOf(records, true)).toEqual(rowsOf(records, false));
});

test("a batch of plain and other records, more than the first arrays hold", () => {
  const block = blockOf(
    Array.from({ length: 5_000 }, (_, id) =>
      id % 7 === 0 ? `{"id":${id},"new":"x"}` : `{"id":${id},"name":"name ${id}","small":null}`,
    ),
  );
  const [bytes, decoded] = [true, false].map((isPlainJson) => {
    const decoder = { ...makeDecoder(stream), isPlainJson };
    const rows = collectRows({ stream, shape }, decoder, [block]);
    rows.add(block);
    return seen(rows.columns);
  });
  expect(bytes).toEqual(decoded);
});
