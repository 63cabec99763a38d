/** Starts one Postgres server for all tests of a run, and says loudly when there is none. */
import { startPostgres } from "./postgres-server.ts";
import { dropDatabase, makeTemplate, templateVariable } from "./postgres-template.ts";

/** Where the tests find the server's URL. */
export const urlVariable = "TSDBT_TEST_POSTGRES_URL";

export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  const server = await startPostgres();
  if (typeof server === "string") {
    if (process.env.REQUIRE_POSTGRES === "1") throw new Error(`REQUIRE_POSTGRES=1, but ${server}`);
    process.stderr.write(`\nPOSTGRES TESTS ARE SKIPPED: ${server}.\n\n`);
    return undefined;
  }
  process.env[urlVariable] = server.url;
  const template = await makeTemplate(server.url);
  process.env[templateVariable] = template;
  return async () => {
    await dropDatabase(server.url, template);
    await server.stop();
  };
}
