import { expect, test } from "vitest";
import { artifactText, artifactTime } from "./artifact-json.ts";

test("times have microseconds", () => {
  expect(artifactTime(Date.UTC(2026, 0, 31, 23, 59, 59, 5) + 0.25)).toBe(
    "2026-01-31T23:59:59.005250Z",
  );
});

test("integers of any size are written in full", () => {
  expect(artifactText({ a: 12345678901234567890n, b: 1 }, [])).toBe(
    '{"a":12345678901234567890,"b":1}',
  );
});

test("secrets never reach an artifact, however JSON writes them", () => {
  const secret = 'pass"word';
  expect(artifactText({ sql: `attach '${secret}'` }, [secret, ""])).toBe(
    '{"sql":"attach \'*****\'"}',
  );
});
