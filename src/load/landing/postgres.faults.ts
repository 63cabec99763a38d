/** Faults of a Postgres server that take long to cause. It is the tests' own, because it falls over. */
import { chmodSync, chownSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Adapter } from "../../adapters/adapter.ts";
import { openAdapter } from "../../adapters/open.ts";
import { Problem } from "../../core/problem.ts";
import { expectNumbers } from "../../test/faults/expect-numbers.ts";
import { type LoadOptions, loadPersistently } from "../../test/faults/load-numbers.ts";
import type { Numbers } from "../../test/faults/numbered-source.ts";
import { pick, randomFrom } from "../../test/faults/random.ts";
import { canMakeDisks, smallDisk } from "../../test/faults/small-disk.ts";
import { hasPostgres } from "../../test/postgres-database.ts";
import { type OwnServer, startOwnServer } from "../../test/postgres-server.ts";

const seed = 20_261_121;

let server: OwnServer | undefined;
beforeAll(async () => {
  if (hasPostgres) server = await startOwnServer();
});
afterAll(() => server?.stop());

const credentialsOf = (database: string) => {
  const url = new URL(server!.url);
  return {
    ...{ host: url.hostname, port: Number(url.port), user: "postgres", database, schema: "main" },
    ...{ password: "", threads: 1 },
  };
};

const openOwn = async (database: string): Promise<Adapter> =>
  await openAdapter("postgres", { credentials: credentialsOf(database), baseDir: "." });

async function query(database: string, ...statements: string[]): Promise<void> {
  await using adapter = await openOwn(database);
  const session = await adapter.connect("setup");
  for (const sql of statements) await session.execute(sql);
}

describe.skipIf(!hasPostgres)("a backend of Postgres", () => {
  test("a backend killed 15 times, while it copies and while it commits, leaves batches whole or nothing of them", async () => {
    const random = randomFrom(seed);
    const numbers: Numbers = { partitions: 2, length: 16_000 };
    await query("postgres", "create database killed");
    await query("killed", "create schema main");
    await using adapter = await openOwn("killed");
    const watcher = await openOwn("killed");
    let kills = 0;
    const at: LoadOptions["at"] = async (step) => {
      if (kills >= 15 || (step !== "decoded" && step !== "before commit")) return;
      if (pick(random, 3) > 0) return;
      kills++;
      const pid = await backendOf(watcher);
      setTimeout(() => killBackend(pid), pick(random, 4));
    };
    const options = {
      type: "postgres",
      numbers,
      batchRows: 400,
      owner: "test",
      leaseMs: 0,
      at,
    } as const;
    await loadPersistently(adapter, options);
    expect(kills).toBe(15);
    await expectNumbers(adapter, numbers);
    await watcher[Symbol.asyncDispose]();
  });
});

describe.skipIf(!hasPostgres)("a Postgres tablespace", () => {
  test.skipIf(!canMakeDisks)(
    "a full disk rolls the batch back, the server stays up, and the loader goes on when there is space",
    async () => {
      await using disk = smallDisk(18);
      const location = join(disk.path, "space");
      mkdirSync(location);
      chmodSync(disk.path, 0o755);
      const { owner } = server!;
      if (owner !== undefined) chownSync(location, owner.uid, owner.gid);
      await query(
        "postgres",
        `create tablespace small location '${location}'`,
        "create database crowded tablespace small",
      );
      await query("crowded", "create schema main");
      const numbers: Numbers = { partitions: 2, length: 80_000 };
      const options = {
        type: "postgres",
        numbers,
        batchRows: 2500,
        owner: "test",
        leaseMs: 0,
        at: () => {},
      } as const;
      {
        await using adapter = await openOwn("crowded");
        await expect(loadPersistently(adapter, options)).rejects.toMatchObject({
          code: "DATABASE_DISK_FULL",
        });
        const session = await adapter.connect("check");
        const landed = await session.execute(
          "select count(*) = (select sum(landed) from _tsdbt.stream_batches) from main.numbers",
          { fetch: true },
        );
        expect(landed.rows).toEqual([[true]]);
        disk.grow(400);
        await loadPersistently(adapter, options);
        await expectNumbers(adapter, numbers);
      }
      await query("postgres", "drop database crowded", "drop tablespace small");
    },
  );
});

/** The process of the loader's connection; undefined while the server recovers. */
async function backendOf(watcher: Adapter): Promise<number | undefined> {
  try {
    await using session = await watcher.connect("watch");
    const { rows } = await session.execute(
      "select backend::integer from _tsdbt.stream_lease where stream = 'test.numbers'",
      { fetch: true },
    );
    return Number(rows[0]?.[0]) || undefined;
  } catch (thrown) {
    if (thrown instanceof Problem) return undefined;
    throw thrown;
  }
}

function killBackend(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  } catch {
    // It is gone already.
  }
}
