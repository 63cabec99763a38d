/** The database that those of the tests are clones of, and SQL on a server from outside of any test. */
import { randomUUID } from "node:crypto";

/** Where the tests find its name. */
export const templateVariable = "TSDBT_TEST_POSTGRES_TEMPLATE";

/**
 * Makes it. Nobody may connect to it, so that it can always be copied.
 * @returns its name
 */
export async function makeTemplate(server: string): Promise<string> {
  const name = `template_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  await runOn(server, `create database ${name} template template0 allow_connections false`);
  return name;
}

/** Version 12 cannot drop a database that somebody is connected to, and whom it throws out may come back. */
export async function dropDatabase(server: string, name: string): Promise<void> {
  const end = `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`;
  for (let attempt = 1; ; attempt++) {
    await runOn(server, end);
    try {
      await runOn(server, `drop database if exists ${name}`);
      return;
    } catch (thrown) {
      const isInUse = thrown instanceof Error && "code" in thrown && thrown.code === "55006";
      if (!isInUse || attempt === 20) throw thrown;
    }
  }
}

/** Runs SQL; gives the last statement's rows. */
export async function runOn(
  url: string,
  sql: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  await client.connect();
  try {
    const result: unknown = await client.query(sql);
    const last = Array.isArray(result) ? result.at(-1) : result;
    return last.rows;
  } finally {
    await client.end();
  }
}
