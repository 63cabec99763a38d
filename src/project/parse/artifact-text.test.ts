import { expect, test } from "vitest";
import { makeFloat } from "../../jinja/index.ts";
import { artifactText } from "./artifact-text.ts";

test("integers of any size are written in full", () => {
  expect(artifactText({ a: 12345678901234567890n, b: 1 })).toBe('{"a":12345678901234567890,"b":1}');
});

test("a float that is whole stays a float", () => {
  expect(artifactText({ values: [makeFloat(2), 2, 2.5, makeFloat(-0.5)] })).toBe(
    '{"values":[2.0,2,2.5,-0.5]}',
  );
});
