/**
 * dbt-duckdb's materializations around files and functions: `external` writes the query's rows to a file and puts a
 * view in front of it, `table_function` makes a view with parameters.
 */
import { isAbsolute, join } from "node:path";
import { externalFormatUnknown } from "../../core/problems/execute.ts";
import { Dict, str, toValue, type Value } from "../../jinja/index.ts";
import type { Relation } from "../../project/context/relation.ts";
import {
  callMethod,
  commit,
  dropRelation,
  existingRelation,
  type Job,
  type Materialize,
  macroRelation,
  macroSql,
  persistDocs,
  runHooks,
  statement,
} from "./job.ts";

const readers = { csv: "read_csv", parquet: "read_parquet", json: "read_json" } as const;
type Format = keyof typeof readers;
const isFormat = (name: string): name is Format => Object.hasOwn(readers, name);

export const materializeExternal: Materialize = async (job) => {
  const { context, config } = job;
  const own = context.get("config") ?? null;
  const configured = config.location;
  const location = inProject(
    job,
    configured
      ? await context.render(str(toValue(configured)), job.node.original_file_path)
      : str(await context.callMacro("external_location", [job.self, own])),
  );
  const options = await context.callMacro("render_write_options", [own]);
  const format = formatOf(job, options);
  const target = job.self.with({ type: "view" });
  const existing = await existingRelation(job, job.self);
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  const isEmpty = await writeFile(job, location, options);
  const source = str(
    await callMethod(job, "adapter", "external_read_location", [location, options]),
  );
  if (existing !== undefined) await dropRelation(job, existing);
  const select = `select * from ${readers[format]}(${[`'${source}'`, ...readOptions(job, format, options)].join(", ")})`;
  const rows =
    isEmpty.length === 0
      ? ""
      : `\nwhere ${isEmpty.map((name) => `${name} is not null`).join(" and ")}`;
  await statement(job, `create view ${target.text} as (\n  ${select}${rows}\n);`, { name: "main" });
  await runHooks(job, "post-hook", true);
  await persistDocs(job, target);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
};

/** A relative path starts at the project, so that the view finds its file from anywhere. Other addresses stay. */
function inProject(job: Job, location: string): string {
  if (isAbsolute(location) || location.includes("://")) return location;
  return join(job.run.project.settings.dir, location);
}

function formatOf(job: Job, options: Value): Format {
  const configured = job.config.format;
  if (configured) {
    const name = str(toValue(configured));
    if (isFormat(name)) return name;
    throw externalFormatUnknown(name, Object.keys(readers), job.node.unique_id);
  }
  const written = options instanceof Dict ? str(options.get("format") ?? "parquet") : "parquet";
  return isFormat(written.toLowerCase()) ? (written.toLowerCase() as Format) : "parquet";
}

/**
 * Writes the rows by way of a table. DuckDB cannot read a file without any row, so an empty result gets one of nulls.
 * @returns the quoted columns by which that row is left out again; none where there are rows
 */
async function writeFile(job: Job, location: string, options: Value): Promise<string[]> {
  const table = job.self.with({ type: "table" });
  const staging = await macroRelation(job, "make_intermediate_relation", [table]);
  const leftover = await existingRelation(job, staging);
  if (leftover !== undefined) await dropRelation(job, leftover);
  await statement(job, await macroSql(job, "create_table_as", [false, staging, job.sql]));
  const filler = await fillIfEmpty(job, staging);
  const text = await callMethod(job, "adapter", "external_write_options", [location, options]);
  await job.context.callMacro("write_to_file", [staging, location, text]);
  await dropRelation(job, staging);
  return filler;
}

async function fillIfEmpty(job: Job, staging: Relation): Promise<string[]> {
  const probe = await statement(job, `select 1 from ${staging.text} limit 1`, { fetch: true });
  if (probe.rows.length > 0) return [];
  const columns = await job.run.adapter.columnsOf(job.context.session, staging.name);
  await statement(
    job,
    `insert into ${staging.text} values (${columns.map(() => "null").join(", ")})`,
  );
  return columns.map(({ name }) => job.run.adapter.quote(name));
}

const defaultReadOptions: Readonly<Record<Format, Readonly<Record<string, Value>>>> = {
  csv: { auto_detect: true },
  parquet: { union_by_name: false },
  json: { auto_detect: true },
};

/** The config `<format>_read_options`. DuckDB sees a compression only in the file's name, so it is passed on. */
function readOptions(job: Job, format: Format, options: Value): string[] {
  const configured: unknown = job.config[`${format}_read_options`];
  const read = toValue(configured ?? defaultReadOptions[format]);
  const entries = new Map<string, Value>();
  if (read instanceof Dict) for (const [key, value] of read.entries()) entries.set(str(key), value);
  const compression = options instanceof Dict ? options.get("compression") : undefined;
  if (compression && format !== "parquet" && !entries.has("compression"))
    entries.set("compression", compression);
  return [...entries].map(
    ([key, value]) => `${key}=${typeof value === "string" ? `'${value}'` : str(value)}`,
  );
}

/** The config `parameters` names them: a text, or a list of names. */
export const materializeTableFunction: Materialize = async (job) => {
  const target = job.self.with({ type: "view" });
  const parameters = toValue(job.config.parameters ?? []);
  const list = Array.isArray(parameters) ? parameters.map(str).join(", ") : str(parameters);
  await runHooks(job, "pre-hook", false);
  await runHooks(job, "pre-hook", true);
  const sql = `create or replace function ${target.text}(${list}) as table (\n${job.sql}\n);`;
  await statement(job, sql, { name: "main" });
  await runHooks(job, "post-hook", true);
  await persistDocs(job, target);
  await commit(job);
  await runHooks(job, "post-hook", false);
  return [target];
};
