import fc from "fast-check";
import { expect, test } from "vitest";
import { Decimal } from "../../settings/python-types/decimal.ts";
import { createDecimalPlaces } from "./decimal-places.ts";

const count = (...texts: string[]): number => {
  const places = createDecimalPlaces();
  for (const text of texts) places.addPlain(text);
  return places.count();
};

test("zeros at the end need no places, and numbers that are too long have less than none", () => {
  expect(count()).toBe(0);
  expect(count("7", "-7.0", "100", "0.00")).toBe(0);
  expect(count("1.50", "2")).toBe(1);
  expect(count("007.250", "-0.001")).toBe(3);
  expect(count("1".repeat(26), "0.12345")).toBe(2);
  expect(count("1".repeat(40))).toBe(-12);
});

test("a number's text counts as its decimal does", () => {
  const digits = fc.stringMatching(/^-?\d{1,40}(\.\d{1,20})?$/);
  fc.assert(
    fc.property(fc.array(digits, { maxLength: 5 }), (texts) => {
      const places = createDecimalPlaces();
      for (const text of texts) places.add(Decimal.parse(text));
      expect(count(...texts)).toBe(places.count());
    }),
  );
});
