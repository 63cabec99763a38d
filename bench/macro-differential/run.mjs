/**
 * Renders every call in calls.txt with dbt and with tsdbt and prints where the texts differ. A development aid: it needs
 * the `oracle` tool, which knows how to run dbt (its path in $ORACLE).
 *
 *     node bench/macro-differential/run.mjs [--adapter postgres]
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const oracle = process.env.ORACLE ?? "../shared/tools/oracle/oracle";
const calls = readFileSync(new URL("calls.txt", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "");

const project = mkdtempSync(join(tmpdir(), "macro-differential-"));
mkdirSync(join(project, "models"));
writeFileSync(join(project, "dbt_project.yml"), "name: probe\nversion: '1.0'\nprofile: probe\n");
for (const [index, call] of calls.entries()) {
  const name = `call_${String(index + 1).padStart(3, "0")}`;
  const text = `-- ${call.replaceAll(/[{}]/g, "|")}\n{% if execute %}<{{ ${call} }}>{% endif %}\n`;
  writeFileSync(join(project, "models", `${name}.sql`), text);
}
const done = spawnSync(
  oracle,
  ["diff", project, ...process.argv.slice(2), "--only", "exit,compiled", "--", "compile"],
  { stdio: "inherit" },
);
rmSync(project, { recursive: true, force: true });
process.exitCode = done.status ?? 1;
