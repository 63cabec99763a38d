/**
 * `npm start`: from a fresh clone to marts one can look at. Installs, compiles, makes the next batch of events, builds
 * the project with tsdbt and reports. Once more brings the next day's events, which are built incrementally.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { build, install, root } from "./ensure.mjs";
import { nextBatch, writeBatch } from "./generate-events.mjs";

const tsdbt = (...args) =>
  spawnSync(process.execPath, [join(root, "dist", "cli", "main.cjs"), ...args], {
    cwd: root,
    stdio: "inherit",
  }).status ?? 1;

const say = (text) => process.stdout.write(`${text}\n`);

install();
await build();

const out = join(root, "data");
const made = writeBatch({ batch: nextBatch(out), out });
const date = (time) => new Date(time).toISOString().slice(0, 10);
const first = date(made.from);
const last = date(made.to - 1);
say(
  `Batch ${made.batch}: ${made.events.toLocaleString("en")} events of ${first === last ? first : `${first} to ${last}`}, in data/events\n`,
);

// The recording is replayed as the topic would be read; silver follows in the transaction of each batch.
const loaded = tsdbt("load");
const built = loaded === 0 ? tsdbt("build") : loaded;
// A failed node is worth a report too; a project that does not load is not.
const reported = built > 1 ? 0 : tsdbt("report", "--summary", "--quiet");
process.exitCode = built || reported;
