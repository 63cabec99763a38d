/** Databases on the tests' Postgres server: a new one for whoever asks, dropped at the end. */
import { randomUUID } from "node:crypto";
import { describe } from "vitest";
import type { DataObject } from "../core/data.ts";
import { dropDatabase, runOn, templateVariable } from "./postgres-template.ts";

export interface TestDatabase extends AsyncDisposable {
  /** The target's keys in a profile. */
  readonly credentials: DataObject;
  readonly url: string;
  /** Runs SQL as the server's superuser, in the database unless another connection is wanted. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

const serverUrl = process.env.TSDBT_TEST_POSTGRES_URL;

export const hasPostgres = serverUrl !== undefined && serverUrl !== "";

/** Declares tests that need a server; without one they are shown as skipped. */
export function describePostgres(name: string, tests: () => void): void {
  describe.skipIf(!hasPostgres)(name, tests);
}

/** A database of its own, empty: a clone of the template, on the tests' server unless another one is named. */
export async function freshDatabase(server = serverUrl): Promise<TestDatabase> {
  if (!server) throw new Error("there is no Postgres server for tests");
  const name = `t_${randomUUID().replaceAll("-", "").slice(0, 12)}`;
  const template = server === serverUrl ? process.env[templateVariable] : undefined;
  await runOn(server, `create database ${name} template ${template ?? "template0"}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    credentials: {
      type: "postgres",
      host: url.hostname,
      port: Number(url.port || 5432),
      user: decodeURIComponent(url.username),
      password: decodeURIComponent(url.password),
      database: name,
      schema: "main",
      threads: 1,
    },
    query: (sql) => runOn(url.href, sql),
    async [Symbol.asyncDispose]() {
      await dropDatabase(server, name);
    },
  };
}
