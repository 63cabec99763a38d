import { expect, test } from "vitest";
import { PyDate } from "../python-types/date.ts";
import { beginOf } from "./begin.ts";

const written = (given: Parameters<typeof beginOf>[0]) =>
  JSON.parse(JSON.stringify(beginOf(given)));

// What dbt 1.12 writes into its manifest.
test.each([
  ["2026-01-01", "2026-01-01T00:00:00"],
  ["2026-01-01 05:06", "2026-01-01T05:06:00"],
  ["2026-01-01T05:06:07Z", "2026-01-01T05:06:07+00:00"],
  ["2026-01-01 05:06:07.5", "2026-01-01T05:06:07.500000"],
  ["2026-01-01T05:06:07+02:00", "2026-01-01T05:06:07+02:00"],
  ["20260101", "2026-01-01T00:00:00"],
])("the text %s is the moment %s", (text, moment) => {
  expect(written(text)).toBe(moment);
});

test("a date is its midnight, and what is no moment stays as it is", () => {
  expect(written(PyDate.of(2026, 1, 1))).toBe("2026-01-01T00:00:00");
  expect(written("2026-01")).toBe("2026-01");
  expect(written(null)).toBe(null);
});
