import { expect, test } from "vitest";
import { fingerprint } from "./fingerprint.ts";

test("texts that differ in one place or in order have other fingerprints, and the same text the same", () => {
  const words = Array.from({ length: 300 }, (_, index) => String.fromCharCode(40 + index));
  const long = " ".repeat(1000);
  const texts = [
    "",
    long,
    ...words,
    ...words.map((word) => word + long),
    ...words.map((word) => long + word),
    ...words.flatMap((word) => [`ab${word}`, `ba${word}`]),
  ];
  expect(new Set(texts.map(fingerprint)).size).toBe(texts.length);
  expect(fingerprint("settings")).toBe(fingerprint(["set", "tings"].join("")));
  expect(fingerprint("settings")).toMatch(/^[0-9a-f]{16}$/);
});
