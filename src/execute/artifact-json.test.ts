import { expect, test } from "vitest";
import { artifactTime, withoutSecrets } from "./artifact-json.ts";

test("times have microseconds", () => {
  expect(artifactTime(Date.UTC(2026, 0, 31, 23, 59, 59, 5) + 0.25)).toBe(
    "2026-01-31T23:59:59.005250Z",
  );
});

test("secrets never reach an artifact, however JSON writes them", () => {
  const secret = 'pass"word';
  const text = JSON.stringify({ sql: `attach '${secret}'` });
  expect(withoutSecrets(text, [secret, ""])).toBe('{"sql":"attach \'*****\'"}');
});
