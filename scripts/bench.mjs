/**
 * `npm run bench`: what tsdbt costs, beside the floor (the same SQL with no tool) and beside dbt.
 *
 *   npm run bench                                     every job
 *   npm run bench -- parse trivial                    some jobs: start small parse compile trivial clickstream snapshot
 *   npm run bench -- --runs 5 --models 1000,10000 --events 1000000
 *   npm run bench -- --save                           also put the rows into bench/baseline.jsonl and the table in bench/README.md
 *   DBT_BIN=…/dbt npm run bench                       measure dbt in the same run
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { jobs } from "../bench/jobs.mjs";
import { tableOf } from "../bench/table.mjs";
import { build, install, root } from "./ensure.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    runs: { type: "string", default: "3" },
    models: { type: "string", default: "1000,10000" },
    events: { type: "string", default: "1000000" },
    save: { type: "boolean", default: false },
  },
});

install();
await build();

const dbt = process.env.DBT_BIN;
const tools = [
  { name: "tsdbt", command: [process.execPath, join(root, "dist", "cli", "main.cjs")], env: {} },
  ...(dbt
    ? [{ name: "dbt", command: [dbt], env: { DBT_SEND_ANONYMOUS_USAGE_STATS: "false" } }]
    : []),
];
const work = join(tmpdir(), "tsdbt-bench");
mkdirSync(work, { recursive: true });
const options = {
  tools,
  work,
  root,
  runs: Number(values.runs),
  sizes: values.models.split(",").map(Number),
  events: Number(values.events),
};

const rows = [];
for (const name of positionals.length > 0 ? positionals : Object.keys(jobs)) {
  for (const row of jobs[name](options)) {
    rows.push(row);
    process.stdout.write(`${JSON.stringify(row)}\n`);
  }
}
const machine = `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, Node ${process.versions.node}`;
process.stdout.write(`\n${machine}\n\n${tableOf(rows)}\n`);

if (values.save) {
  const baseline = join(root, "bench", "baseline.jsonl");
  const jobsNow = new Set(rows.map((row) => row.job));
  const others = readFileSync(baseline, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const all = [...others.filter((row) => !jobsNow.has(row.job)), ...rows];
  writeFileSync(baseline, all.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const readme = join(root, "bench", "README.md");
  const text = readFileSync(readme, "utf8");
  const marks = ["<!-- table -->", "<!-- /table -->"];
  const before = text.slice(0, text.indexOf(marks[0]) + marks[0].length);
  const after = text.slice(text.indexOf(marks[1]));
  writeFileSync(readme, `${before}\n${machine}\n\n${tableOf(all)}\n${after}`);
}
