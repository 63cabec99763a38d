/** dbt-duckdb's methods for tables that are files. */
import { databaseUnsupported } from "../../../core/problems/database.ts";
import { bindArguments, Dict, isTrue, str, type Value } from "../../../jinja/index.ts";
import { isDucklake } from "./ducklake.ts";
import type { PureMethods } from "./facts.ts";

const compressions: Readonly<Record<string, string>> = { ".gz": "gzip", ".zst": "zstd" };
const quotedOptions = ["delimiter", "quote", "escape", "null"];

export const externalMethods: PureMethods = {
  external_root: ({ credentials }) => String(credentials.external_root ?? "."),
  external_write_options: (_, call) => {
    const given = bindArguments(call, "external_write_options", [
      "write_location",
      "rendered_options",
    ]);
    const options = given.rendered_options;
    if (!(options instanceof Dict)) return "";
    fillFormat(options, str(given.write_location ?? null));
    if (options.get("format") === "csv" && !options.has("header")) options.set("header", 1);
    const partition = options.get("partition_by");
    if (typeof partition === "string" && partition.includes(",") && !partition.startsWith("("))
      options.set("partition_by", `(${partition})`);
    return [...options.entries()].map(([key, value]) => optionText(str(key), value)).join(", ");
  },
  external_read_location: (_, call) => {
    const given = bindArguments(call, "external_read_location", [
      "write_location",
      "rendered_options",
    ]);
    const location = str(given.write_location ?? null);
    const options = given.rendered_options;
    return options instanceof Dict ? readLocation(location, options) : location;
  },
  get_seed_file_path: (_, call) => {
    const { model } = bindArguments(call, "get_seed_file_path", ["model"]);
    const part = (name: string): string =>
      model instanceof Dict ? str(model.get(name) ?? "") : "";
    return `${part("root_path")}/${part("original_file_path")}`;
  },
  store_relation: () => {
    throw databaseUnsupported(
      "Storing a model with a dbt-duckdb plugin",
      "Use the external materialization with a file format that DuckDB writes.",
    );
  },
  is_motherduck: () => false,
  is_ducklake: ({ credentials }, call) => isDucklake(credentials, call.args[0] ?? null),
  // DuckDB 1.5.3 made them unnecessary.
  use_ducklake_table_workarounds: () => false,
  disable_transactions: ({ credentials }) => credentials.disable_transactions === true,
  escape_sql_string: (_, call) => str(call.args[0] ?? null).replaceAll("'", "''"),
  get_binding_char: ({ dialect }) => dialect.bindingCharacter,
  batch_id_for_model: (_, call) => batchId(call.args[0] ?? null),
  get_temp_relation_path: (_, call) => {
    const { model, batch_id } = bindArguments(call, "get_temp_relation_path", [
      "model",
      "batch_id?",
    ]);
    const identifier = attribute(model ?? null, "identifier");
    const batch = batch_id !== undefined && isTrue(batch_id) ? `__${str(batch_id)}` : "";
    return Dict.of([
      ["database", attribute(model ?? null, "database") ?? null],
      ["schema", "dbt_temp"],
      ["identifier", `${str(identifier ?? null)}__dbt${batch}`],
    ]);
  },
};

function fillFormat(options: Dict, location: string): void {
  if (options.has("format")) return;
  const [, base = "", extension = ""] = /^(.*?)(\.[^./]*)?$/s.exec(location) ?? [];
  const compression = compressions[extension.toLowerCase()];
  const format = (compression ? (/\.[^./]*$/.exec(base)?.[0] ?? "") : extension).toLowerCase();
  if (format) {
    options.set("format", format.slice(1));
    if (compression && !options.has("compression")) options.set("compression", compression);
  } else options.set("format", options.has("delimiter") ? "csv" : "parquet");
}

function optionText(key: string, value: Value): string {
  const text = str(value);
  const isQuoted = quotedOptions.includes(key.toLowerCase()) && !text.startsWith("'");
  return isQuoted ? `${key} '${text}'` : `${key} ${text}`;
}

/** Partitioned and per-thread output is a folder: the pattern that reads all of its files. */
function readLocation(location: string, options: Dict): string {
  const isSet = (name: string): boolean => {
    const value = options.get(name);
    return value !== undefined && isTrue(value);
  };
  if (!isSet("partition_by") && !isSet("per_thread_output")) return location;
  const partition = isSet("partition_by") ? str(options.get("partition_by")!).split(",") : [];
  const levels = ["*", ...partition.map(() => "*")].join("/");
  return `${location}/${levels}.${str(options.get("format") ?? "parquet")}`;
}

/** The start of a microbatch as letters and digits, or nothing. */
function batchId(model: Value): string {
  const batch = attribute(model, "batch") ?? null;
  const start = attribute(batch, "event_time_start") ?? null;
  if (start === null || !isTrue(start)) return "";
  return str(start).replaceAll(/[-:+]/g, "").replaceAll(" ", "_");
}

function attribute(value: Value, name: string): Value | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return value.pyGetAttr?.(name) ?? value.pyGetItem?.(name);
}
