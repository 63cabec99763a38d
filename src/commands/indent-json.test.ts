import fc from "fast-check";
import { expect, test } from "vitest";
import { indentJson } from "./indent-json.ts";

test("every JSON text is laid out as JSON.stringify does", () => {
  fc.assert(
    fc.property(fc.json(), (json) => {
      expect(indentJson(json)).toBe(JSON.stringify(JSON.parse(json), null, 2));
    }),
    // -0 and 1e21 are written otherwise by JSON.stringify itself; texts come from it, so they agree.
  );
});

test("numbers keep all of their digits", () => {
  expect(indentJson("[9007199254740993]")).toBe("[\n  9007199254740993\n]");
});
