/** Loaders that are killed, hang, or meet each other: every record is there once in the end, and so is the model below. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { AdapterType } from "../../adapters/dialects.ts";
import { openAdapter } from "../../adapters/open.ts";
import type { DataObject } from "../../core/data.ts";
import type { Problem } from "../../core/problem.ts";
import { expectNumbers } from "../../test/faults/expect-numbers.ts";
import { type LoadOptions, loadPersistently, steps } from "../../test/faults/load-numbers.ts";
import type { Orders } from "../../test/faults/loader-program.ts";
import type { Numbers } from "../../test/faults/numbered-source.ts";
import { runLoader, startLoader } from "../../test/faults/run-loader.ts";
import { describeDatabases } from "../../test/landing-fixture.ts";
import { describePostgres, freshDatabase } from "../../test/postgres-database.ts";

const numbers: Numbers = { partitions: 2, length: 400, driftAt: 60 };
const orders = { numbers, batchRows: 50, owner: "child", leaseMs: 30_000 };

interface Target extends AsyncDisposable {
  readonly credentials: DataObject;
}

/** A database that several processes open one after the other. */
async function target(type: AdapterType): Promise<Target> {
  if (type === "postgres") {
    const database = await freshDatabase();
    await database.query("create schema main");
    return database;
  }
  const folder = mkdtempSync(join(tmpdir(), "tsdbt-crash-"));
  return {
    credentials: { path: join(folder, "warehouse.duckdb") },
    async [Symbol.asyncDispose]() {
      rmSync(folder, { recursive: true });
      await Promise.resolve();
    },
  };
}

async function expectLoaded(type: AdapterType, { credentials }: Target): Promise<void> {
  await using adapter = await openAdapter(type, { credentials, baseDir: "." });
  await expectNumbers(adapter, numbers);
}

const run = (type: AdapterType, { credentials }: Target, more: Partial<Orders> = {}) =>
  runLoader({ ...orders, type, credentials, ...more });

describeDatabases("a loader killed at any step of a batch", (type) => {
  test("leaves a batch whole or nothing of it, and the next one goes on behind it", async () => {
    await using on = await target(type);
    for (const step of steps) {
      const { signal, lines } = await run(type, on, { crash: { step, batch: 2 } });
      expect(signal, lines.join("\n")).toBe("SIGKILL");
    }
    const { code, lines } = await run(type, on);
    expect(code, lines.join("\n")).toBe(0);
    await expectLoaded(type, on);
  });

  test("ends in the same state when it is killed in a replay, and when it replays again", async () => {
    await using on = await target(type);
    expect(await run(type, on)).toMatchObject({ code: 0 });
    const replayFrom = 130;
    const killed = { signal: "SIGKILL" };
    const beforeCommit = { step: "replayed", batch: 0 } as const;
    expect(await run(type, on, { replayFrom, crash: beforeCommit })).toMatchObject(killed);
    await expectLoaded(type, on);
    const halfWay = { step: "appended", batch: 3 } as const;
    expect(await run(type, on, { replayFrom, crash: halfWay })).toMatchObject(killed);
    expect(await run(type, on)).toMatchObject({ code: 0 });
    await expectLoaded(type, on);
    expect(await run(type, on, { replayFrom })).toMatchObject({ code: 0 });
    await expectLoaded(type, on);
  });
});

describePostgres("loaders that meet", () => {
  const load = async ({ credentials }: Target, more: Partial<LoadOptions>): Promise<void> => {
    await using adapter = await openAdapter("postgres", { credentials, baseDir: "." });
    const at = () => {};
    await loadPersistently(adapter, { ...orders, type: "postgres", at, ...more });
  };

  test("a second one is refused while the first works", async () => {
    await using on = await target("postgres");
    const at: LoadOptions["at"] = async (step, batch) => {
      if (step !== "modelled" || batch !== 2) return;
      await expect(load(on, { owner: "second" })).rejects.toMatchObject({ code: "STREAM_HELD" });
    };
    await load(on, { at });
    await expectLoaded("postgres", on);
  });

  test("with the same lease exactly one of them lands a batch", async () => {
    await using on = await target("postgres");
    const results: string[] = [];
    let lease: LoadOptions["lease"];
    const at: LoadOptions["at"] = async (step, batch) => {
      if (step !== "decoded" || batch !== 2) return;
      // The other one lands everything that this one has decoded.
      await load(on, { lease });
      results.push("second done");
    };
    const onLease: LoadOptions["onLease"] = (taken) => {
      lease = taken;
    };
    await using adapter = await openAdapter("postgres", {
      ...{ credentials: on.credentials, baseDir: "." },
    });
    const session = await adapter.connect("loader");
    const { loadNumbers } = await import("../../test/faults/load-numbers.ts");
    const first = loadNumbers(adapter, session, { ...orders, type: "postgres", at, onLease });
    // The positions have moved, or the primary key finds the rows there before.
    await expect(first).rejects.toMatchObject({ code: /^(POSITIONS_MOVED|SQL_CONSTRAINT)$/ });
    expect(results).toEqual(["second done"]);
    await expectLoaded("postgres", on);
  });

  test.each(["appended", "committed"] as const)(
    "one that hangs (%s) and wakes up finds that another has taken over",
    async (step) => {
      await using on = await target("postgres");
      await using zombie = await startLoader({
        ...{ ...orders, type: "postgres", credentials: on.credentials, leaseMs: 200 },
        pause: { step, batch: 2 },
      });
      await zombie.until(`${step} 2`);
      const heir = { leaseMs: 200, owner: "heir" };
      // One batch, so that there is something left to do for whoever wakes up.
      const takeOver = () => {
        let batches = 0;
        return load(on, { ...heir, goesOn: () => batches++ < 1 }).then(
          () => "loaded",
          ({ code }: Problem) => code,
        );
      };
      await expect.poll(takeOver, { timeout: 30_000, interval: 100 }).toBe("loaded");
      zombie.process.kill("SIGCONT");
      expect(await zombie.ended).toMatchObject({ code: 3 });
      await load(on, { ...heir, leaseMs: 0 });
      await expectLoaded("postgres", on);
    },
  );
});

test("a second loader of a DuckDB file is told who holds it, and changes nothing", async () => {
  await using on = await target("duckdb");
  await using first = await startLoader({
    ...{ ...orders, type: "duckdb", credentials: on.credentials },
    pause: { step: "appended", batch: 2 },
  });
  await first.until("appended 2");
  const second = await run("duckdb", on);
  expect(second.code).toBe(2);
  expect(second.lines.join("\n")).toContain(`process ${first.process.pid}`);
  first.process.kill("SIGCONT");
  expect(await first.ended).toMatchObject({ code: 0 });
  await expectLoaded("duckdb", on);
});
