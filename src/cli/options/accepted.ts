/** dbt's options that have no meaning here. */
import type { Option } from "./option.ts";

/** dbt's options that change nothing here; scripts may go on giving them. */
export const accepted: readonly Option[] = [
  acceptedSwitch("send-anonymous-usage-stats", "DBT_SEND_ANONYMOUS_USAGE_STATS"),
  acceptedSwitch("static-parser", "DBT_STATIC_PARSER"),
  acceptedSwitch("use-experimental-parser", "DBT_USE_EXPERIMENTAL_PARSER"),
  acceptedSwitch("use-fast-test-edges", "DBT_USE_FAST_TEST_EDGES"),
  acceptedSwitch("use-v2-parser", "DBT_USE_V2_PARSER"),
  acceptedSwitch("hints-enabled", "DBT_HINTS_ENABLED"),
  acceptedSwitch("macro-debugging", "DBT_MACRO_DEBUGGING"),
  acceptedSwitch("partial-parse-file-diff", "DBT_PARTIAL_PARSE_FILE_DIFF"),
  acceptedSwitch("show-all-deprecations"),
  acceptedSwitch("show-resource-report", "DBT_SHOW_RESOURCE_REPORT"),
  acceptedSwitch("snowflake-projects-otel", "DBT_SNOWFLAKE_PROJECTS_OTEL"),
  acceptedSwitch("upload-to-artifacts-ingest-api", "DBT_UPLOAD_TO_ARTIFACTS_INGEST_API"),
  acceptedSwitch("export-saved-queries", "DBT_EXPORT_SAVED_QUERIES"),
  acceptedSwitch("include-saved-query", "DBT_INCLUDE_SAVED_QUERY"),
  acceptedText("v2-parser", "<command>"),
  acceptedText("partial-parse-file-path", "<file>"),
  { ...acceptedText("record-timing-info", "<file>"), short: "r" },
  acceptedText("maximum-seed-size-mib", "<size>"),
  acceptedText("sqlparse", "<yaml>"),
];

function acceptedSwitch(name: string, env?: string): Option {
  const help = "Accepted for dbt's sake; changes nothing.";
  return {
    name,
    kind: "switch",
    ...(env !== undefined && { env }),
    hidden: true,
    group: "Accepted",
    help,
  };
}

function acceptedText(name: string, value: string): Option {
  const help = "Accepted for dbt's sake; changes nothing.";
  return { name, kind: "text", value, hidden: true, group: "Accepted", help };
}
