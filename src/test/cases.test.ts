/**
 * Behaviours as folders: `project/` and `command` go in; `expected/output.txt`, `expected/tables/*.csv` and
 * `expected/compiled/*.sql` come out, below `expected/<adapter>/` where databases differ. `adapters` lists the
 * databases, every one when absent. UPDATE_EXPECTED=1 rewrites what is expected; an empty file asks for a new one.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import { hasPostgres } from "./postgres-database.ts";
import { runCase } from "./run-case.ts";

const cases = fileURLToPath(new URL("./cases/", import.meta.url));

for (const name of readdirSync(cases).sort()) {
  const folder = join(cases, name);
  if (!existsSync(join(folder, "command"))) continue;
  for (const adapter of adaptersOf(folder)) {
    test.skipIf(adapter === "postgres" && !hasPostgres)(
      `${name.replaceAll("-", " ")} (${adapter})`,
      async () => {
        await using run = await runCase(folder, adapter);
        agrees(folder, adapter, "output.txt", run.output);
        for (const file of expectedFiles(folder, adapter, "tables")) {
          agrees(
            folder,
            adapter,
            file,
            await run.table(file.slice("tables/".length, -".csv".length)),
          );
        }
        for (const file of expectedFiles(folder, adapter, "compiled")) {
          agrees(folder, adapter, file, run.compiled(file.slice("compiled/".length)));
        }
      },
    );
  }
}

function adaptersOf(folder: string): AdapterType[] {
  const file = join(folder, "adapters");
  const all: AdapterType[] = ["duckdb", "postgres"];
  if (!existsSync(file)) return all;
  const wanted = readFileSync(file, "utf8").trim().split(/\s+/);
  return all.filter((adapter) => wanted.includes(adapter));
}

/** What is expected of this database in particular, or of all. */
function fileOf(folder: string, adapter: string, path: string): string {
  const own = join(folder, "expected", adapter, path);
  return existsSync(own) ? own : join(folder, "expected", path);
}

function expectedFiles(folder: string, adapter: string, kind: string): string[] {
  const found = [join(folder, "expected", adapter, kind), join(folder, "expected", kind)]
    .filter((path) => existsSync(path))
    .flatMap((path) => readdirSync(path, { recursive: true, encoding: "utf8" }))
    .filter((path) => /\.\w+$/.test(path))
    .map((path) => `${kind}/${path.replaceAll("\\", "/")}`);
  return [...new Set(found)].sort();
}

function agrees(folder: string, adapter: string, path: string, actual: string): void {
  let file = fileOf(folder, adapter, path);
  if (process.env.UPDATE_EXPECTED === "1") {
    const isShared = file === join(folder, "expected", path);
    const differs = existsSync(file) && readFileSync(file, "utf8") !== actual;
    // What is expected of all databases is what DuckDB gives; others get a file of their own where they differ.
    if (isShared && differs && adapter !== "duckdb") file = join(folder, "expected", adapter, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, actual);
  }
  expect(actual, path).toBe(
    existsSync(file) ? readFileSync(file, "utf8") : "(nothing is expected yet)",
  );
}
