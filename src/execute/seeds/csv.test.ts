import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCsv as readPieces } from "./csv.ts";

const readCsv = (text: string, delimiter?: string) => gathered([text], delimiter);

/** All that the pieces hold. */
function gathered(pieces: readonly string[], delimiter?: string) {
  const all = [...readPieces(pieces, delimiter)];
  return {
    records: all.flatMap(({ records }) => records),
    lines: all.flatMap(({ lines }) => lines),
    openQuote: all.at(-1)?.openQuote,
  };
}

describe("reading delimited text", () => {
  test.each([
    [
      "cells are split at delimiters and records at line ends",
      "a,b\n1,2\n",
      [
        ["a", "b"],
        ["1", "2"],
      ],
    ],
    ["the last record needs no line end", "a\n1", [["a"], ["1"]]],
    ["all three line endings end a record", "a\r\n1\r2\n3", [["a"], ["1"], ["2"], ["3"]]],
    ["a byte order mark is no part of the first name", "\ufeffa\n1", [["a"], ["1"]]],
    [
      "quoted cells hold delimiters, line breaks and doubled quotes",
      'a\n"1,\n""2"""',
      [["a"], ['1,\n"2"']],
    ],
    ["a quote inside an unquoted cell is an ordinary character", 'a\n1"2"', [["a"], ['1"2"']]],
    ["text behind a closing quote belongs to the cell", 'a\n"1"2', [["a"], ["12"]]],
    ["a blank line is a record without cells", "a\n\n1", [["a"], [], ["1"]]],
    [
      "a delimiter at the end makes an empty cell",
      "a,b\n1,",
      [
        ["a", "b"],
        ["1", ""],
      ],
    ],
  ])("%s", (_title, text, records) => {
    expect(readCsv(text).records).toEqual(records);
  });

  test("another delimiter may be given", () => {
    expect(readCsv("a|b\n1,5|2", "|").records).toEqual([
      ["a", "b"],
      ["1,5", "2"],
    ]);
  });

  test("every record knows its line, also behind cells with line breaks", () => {
    expect(readCsv('a\n"1\n\n2"\n3').lines).toEqual([1, 2, 5]);
  });

  test("a quote that is never closed is reported by its line", () => {
    expect(readCsv('a\n1\n"2\n3').openQuote).toBe(3);
    expect(readCsv('a\n"1"').openQuote).toBeUndefined();
  });
});

test("wherever the text is cut, the records are the same", () => {
  const unit = fc.constantFrom("a", "b", ",", '"', '""', "\n", "\r", "\r\n", "\ufeff", "é");
  fc.assert(
    fc.property(fc.array(fc.string({ unit, maxLength: 12 }), { maxLength: 6 }), (pieces) => {
      expect(gathered(pieces)).toEqual(readCsv(pieces.join("")));
    }),
    { numRuns: 500 },
  );
});
