/** From the values of the options to the `Flags` that everything below the command line understands. */
import type { Data, DataObject } from "../core/data.ts";
import type { Flags, IndirectSelection, WarnErrorOptions } from "../core/flags.ts";
import { allCommands } from "./arguments.ts";
import type { OptionValues } from "./option-values.ts";
import { keyOf } from "./options/option.ts";

/** dbt's behaviour-change flags with their defaults in 1.12. */
const behaviorDefaults: Readonly<Record<string, boolean>> = {
  require_batched_execution_for_custom_microbatch_strategy: true,
  require_explicit_package_overrides_for_builtin_materializations: true,
  require_resource_names_without_spaces: true,
  source_freshness_run_project_hooks: true,
  skip_nodes_if_on_run_start_fails: true,
  state_modified_compare_more_unrendered_values: true,
  require_yaml_configuration_for_mf_time_spines: true,
  require_nested_cumulative_type_params: true,
  validate_macro_args: true,
  require_all_warnings_handled_by_warn_error: true,
  require_generic_test_arguments_property: true,
  require_event_names_in_deprecations: false,
  state_modified_compare_vars: false,
  require_unique_project_resource_names: false,
  require_ref_searches_node_package_before_root: false,
  require_valid_schema_from_generate_schema_name: false,
  allow_jinja_file_extensions: false,
  require_sql_header_in_test_configs: false,
  support_custom_ref_kwargs: false,
  require_corrected_analysis_fqns: false,
  require_source_and_semantic_model_names_without_spaces: false,
  enable_grouped_warn_error_parser_logs: false,
  use_catalogs_v2: false,
  latest_version_pointer_enabled_by_default: false,
};

export interface FlagSources {
  readonly which: string;
  readonly values: OptionValues;
  readonly projectFlags: DataObject;
  readonly invocationCommand: string;
  /** Whether the output is a terminal that shows colours, when nobody says. */
  readonly colors: boolean;
}

/** The flags of one call. `--log-format`, `--log-level` and colours count for the file too, unless it has its own. */
export function flagsFrom({
  which,
  values,
  projectFlags,
  invocationCommand,
  colors,
}: FlagSources): Flags {
  const text = (key: string) => stringOrNull(values[key]);
  const list = (key: string) => asStrings(values[key]);
  const on = (key: string) => values[key] === true;
  const debug = on("debug");
  return {
    which,
    select: [...list("select"), ...(which === "list" ? [] : list("models"))],
    exclude: list("exclude"),
    selector: text("selector"),
    resourceTypes: list("resource_types"),
    excludeResourceTypes: list("exclude_resource_types"),
    indirectSelection: (text("indirect_selection") ?? "eager") as IndirectSelection,
    fullRefresh: on("full_refresh"),
    failFast: on("fail_fast"),
    storeFailures: on("store_failures"),
    publish: (text("publish") ?? "each") as Flags["publish"],
    empty: on("empty"),
    threads: on("single_threaded") ? 1 : numberOrNull(values.threads),
    warnError: on("warn_error"),
    warnErrorOptions: warnErrorOptions(values.warn_error_options),
    quiet: on("quiet"),
    print: values.print !== false,
    printerWidth: numberOrNull(values.printer_width) ?? 80,
    useColors: typeof values.use_colors === "boolean" ? values.use_colors : colors,
    logFormat: (text("log_format") ?? "default") as Flags["logFormat"],
    logLevel: debug ? "debug" : ((text("log_level") ?? "info") as Flags["logLevel"]),
    logFormatFile: (text("log_format_file") ?? text("log_format") ?? "debug") as Flags["logFormat"],
    logLevelFile: debug
      ? "debug"
      : ((text("log_level_file") ?? text("log_level") ?? "debug") as Flags["logLevel"]),
    logPath: text("log_path"),
    targetPath: text("target_path"),
    partialParse: values.partial_parse !== false,
    populateCache: values.populate_cache !== false,
    cacheSelectedOnly: on("cache_selected_only"),
    writeJson: values.write_json !== false,
    introspect: values.introspect !== false,
    injectEphemeralCtes: values.inject_ephemeral_ctes !== false,
    versionCheck: values.version_check !== false,
    defer: on("defer"),
    favorState: on("favor_state"),
    state: text("state"),
    deferState: text("defer_state"),
    show: on("show"),
    eventTimeStart: text("event_time_start"),
    eventTimeEnd: text("event_time_end"),
    sample: text("sample"),
    vars: asObject(values.vars),
    behavior: { ...behaviorDefaults, ...behaviorOf(projectFlags) },
    invocationCommand,
  };
}

/** The booleans in the project's `flags:` that are not options of the command line. */
function behaviorOf(projectFlags: DataObject): Record<string, boolean> {
  const isOption = (key: string) =>
    allCommands.some(({ options }) => options.some((option) => keyOf(option) === key));
  const found: Record<string, boolean> = {};
  for (const [key, value] of Object.entries(projectFlags)) {
    if (typeof value === "boolean" && !isOption(key)) found[key] = value;
  }
  return found;
}

function warnErrorOptions(value: OptionValues[string]): WarnErrorOptions {
  const options = asObject(value);
  const error = options.error ?? options.include ?? [];
  return {
    error: error === "all" || error === "*" ? "all" : asStrings(error),
    warn: asStrings(options.warn ?? options.exclude),
    silence: asStrings(options.silence),
  };
}

const stringOrNull = (value: unknown): string | null => (typeof value === "string" ? value : null);
const numberOrNull = (value: unknown): number | null => (typeof value === "number" ? value : null);

const asStrings = (value: OptionValues[string] | Data | undefined): readonly string[] =>
  Array.isArray(value) ? value.map(String) : [];

const asObject = (value: OptionValues[string]): DataObject =>
  typeof value === "object" && !Array.isArray(value) ? (value as DataObject) : {};
