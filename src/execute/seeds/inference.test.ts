import { describe, expect, test } from "vitest";
import { columnNames, createInference } from "./inference.ts";
import { isoDateTimeIn } from "./iso-8601.ts";

function inferTypes(
  rows: readonly (readonly string[])[],
  names: readonly string[],
  text: ReadonlySet<string>,
) {
  const inference = createInference(names, text);
  // In two parts, as they come from a file.
  inference.add(rows.slice(0, 1));
  inference.add(rows.slice(1));
  return inference.shapes().map(({ type }) => type);
}

const typeOf = (...cells: string[]) =>
  inferTypes(
    cells.map((cell) => [cell]),
    ["a"],
    new Set(),
  )[0];

describe("the type of a seed's column", () => {
  test.each([
    [
      "numbers may carry signs, commas, per cent and currency",
      ["1,000.5", "-5%", "$3", " 7 ", "1e-5", "-+5"],
      "number",
    ],
    ["NaN and Infinity are numbers", ["nan", "-Infinity"], "number"],
    ["empty cells and null fit every type", ["", " NULL ", "null"], "number"],
    ["dates may lack leading zeros", ["2026-01-31", "2026-1-5"], "date"],
    ["a day that the calendar lacks is text", ["2026-02-29"], "text"],
    ["a date with a time is a datetime", ["2026-01-31 10:00:00", "2026-1-31  1:2:3"], "datetime"],
    ["ISO 8601 has its own type", ["2026-01-31T10:00:00Z", "2026W051T10"], "isodatetime"],
    ["dates and datetimes do not mix", ["2026-01-31", "2026-01-31 10:00:00"], "text"],
    ["only true and false are booleans", ["TRUE", "false", ""], "boolean"],
    ["yes and no are text", ["yes", "no"], "text"],
    ["one cell that does not fit makes a column text", ["1", "2", "x"], "text"],
    ["leading zeros do not keep a number from being one", ["007"], "number"],
  ])("%s", (_title, cells, type) => {
    expect(typeOf(...cells)).toBe(type);
  });

  test("a column of which no row has a cell is an integer", () => {
    expect(inferTypes([], ["a"], new Set())).toEqual(["integer"]);
    expect(inferTypes([["1"]], ["a", "b"], new Set())).toEqual(["number", "integer"]);
  });

  test("a column with a type of its own in column_types is read as text", () => {
    expect(inferTypes([["1", "1"]], ["a", "b"], new Set(["b"]))).toEqual(["number", "text"]);
  });
});

test("names that are missing become letters and repeated ones get numbers", () => {
  expect(columnNames(["x", "", "x", "x_2", "x"])).toEqual(["x", "b", "x_2", "x_2_2", "x_3"]);
});

describe("moments in ISO 8601", () => {
  test.each([
    ["2020-W53-7T10:11:12,5+01", "2021-01-03 10:11:12.500000+01:00"],
    ["2020-366T01", "2020-12-31 01:00:00"],
    ["20200101T101112.1234567Z", "2020-01-01 10:11:12.123456+00:00"],
    ["2020-01-01T10:30.5", "2020-01-01 10:30:30"],
    ["19T12", "1901-01-01 12:00:00"],
    ["2020-01-01T24:00", undefined],
    ["2020-01-01 10:00", undefined],
  ])("%s", (text, moment) => {
    expect(isoDateTimeIn(text)).toBe(moment);
  });
});
