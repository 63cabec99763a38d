import { afterAll, beforeAll } from "vitest";
import { testAdapter } from "../../test/adapter-conformance.ts";
import {
  describePostgres,
  freshDatabase,
  type TestDatabase,
} from "../../test/postgres-database.ts";
import { openPostgres } from "./open.ts";

describePostgres("on a real server", () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await freshDatabase();
  });
  afterAll(() => database[Symbol.asyncDispose]());

  testAdapter("postgres", {
    open: () => openPostgres({ credentials: database.credentials, baseDir: "." }),
    endlessSql:
      "select count(*) from generate_series(1, 1000000000) a, generate_series(1, 1000000) b",
    placeholder: (index) => `$${index}`,
  });
});
