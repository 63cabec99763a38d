/** Faults of a DuckDB file that take long to cause: a full disk, checkpoints that are cut off. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { openAdapter } from "../../adapters/open.ts";
import { expectNumbers } from "../../test/faults/expect-numbers.ts";
import type { Orders } from "../../test/faults/loader-program.ts";
import type { Numbers } from "../../test/faults/numbered-source.ts";
import { pick, randomFrom } from "../../test/faults/random.ts";
import { runLoader, startLoader } from "../../test/faults/run-loader.ts";
import { canMakeDisks, smallDisk } from "../../test/faults/small-disk.ts";

const seed = 20_261_121;

describe("DuckDB", () => {
  const numbers: Numbers = { partitions: 3, length: 6000, driftAt: 3000 };
  const orders = { type: "duckdb", numbers, batchRows: 100, owner: "child", leaseMs: 0 } as const;

  test("a loader killed 40 times, in checkpoints and while it reads its log, loses and doubles nothing", async () => {
    const random = randomFrom(seed);
    const folder = mkdtempSync(join(tmpdir(), "tsdbt-checkpoint-"));
    // So small that each commit is a checkpoint.
    const settings = { checkpoint_threshold: "64KB" };
    const credentials = { path: join(folder, "warehouse.duckdb"), settings };
    try {
      for (let kill = 0; kill < 40; kill++) {
        await using child = await startLoader({ ...orders, credentials });
        // Half of them are killed while they open the file that the one before left.
        const step = kill % 2 === 0 ? "decoded 1" : `before commit ${1 + pick(random, 3)}`;
        const begun = child.until(step).catch(() => undefined);
        await Promise.race([begun, waitFor(kill % 2 === 0 ? 150 + pick(random, 250) : 60_000)]);
        await waitFor(pick(random, 12));
        child.process.kill("SIGKILL");
      }
      expect(await runLoader({ ...orders, credentials })).toMatchObject({ code: 0 });
      await using adapter = await openAdapter("duckdb", { credentials, baseDir: "." });
      await expectNumbers(adapter, numbers);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test.skipIf(!canMakeDisks)(
    "a full disk ends the loader with 4, and after it has grown all is there",
    async () => {
      await using disk = smallDisk(7);
      const large: Numbers = { partitions: 2, length: 60_000 };
      const credentials = { path: join(disk.path, "warehouse.duckdb") };
      const filling: Orders = { ...orders, numbers: large, batchRows: 2500, credentials };
      const full = await runLoader(filling);
      expect(full.code, full.lines.slice(-3).join("\n")).toBe(4);
      disk.grow(400);
      const { code, lines } = await runLoader(filling);
      expect(code, lines.slice(-3).join("\n")).toBe(0);
      await using adapter = await openAdapter("duckdb", { credentials, baseDir: "." });
      await expectNumbers(adapter, large);
    },
  );
});

/** Where in its work a fault strikes is a matter of time, and only of that. */
const waitFor = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
