import { test } from "vitest";
import { followChanges } from "./follow-changes.ts";
import { describeDatabases } from "./landing-fixture.ts";

describeDatabases("a stream of changes", (type) => {
  test("gives the newest rows and the history of its source, whatever is told twice", async () => {
    await followChanges(type, 1, 60);
  });
});
