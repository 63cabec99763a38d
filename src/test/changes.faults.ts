/** Row 40 of the fault matrix: many histories of changes, each with its own repetitions, deletes, truncates and gaps. */
import { test } from "vitest";
import { followChanges } from "./follow-changes.ts";
import { describeDatabases } from "./landing-fixture.ts";

describeDatabases("a stream of changes", (type) => {
  test.each(Array.from({ length: 8 }, (_, index) => index + 2))(
    "gives the newest rows and the history of its source (seed %i)",
    async (seed) => {
      await followChanges(type, seed, 180);
    },
  );
});
