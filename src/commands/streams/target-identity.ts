/** What tells the database of a target from others, so that an empty one in its place can be noticed. */
import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { resolve } from "node:path";
import type { Project } from "../../project/load.ts";

/**
 * The same for each start with the same server and database, or file; a name of this machine stands for it where only
 * it can reach the database. Undefined where there is nothing to remember: a database in memory.
 */
export function targetIdentity({
  settings,
  profile,
}: Pick<Project, "settings" | "profile">): string | undefined {
  const { type, credentials, database } = profile;
  const { host, port, path } = credentials;
  const machine = hostname();
  if (type === "duckdb" && (path === undefined || path === ":memory:")) return undefined;
  const parts =
    type === "duckdb"
      ? [machine, resolve(settings.dir, String(path))]
      : [isLocal(String(host)) ? machine : host, port, database];
  const digest = createHash("sha256").update(JSON.stringify([type, ...parts]));
  return digest.digest("hex").slice(0, 16);
}

const isLocal = (host: string): boolean => /^(localhost|127\.|::1|\/|$)/.test(host);
