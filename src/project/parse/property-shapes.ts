/** Which keys each kind of entry in a properties file has and what they hold; dbt's classes, as a table. Data only. */

/** `string?` also takes null. `text` is anything that can be written as one word: a version. */
export type Kind =
  | "string"
  | "string?"
  | "boolean?"
  | "integer?"
  | "period?"
  | "dict"
  | "dict?"
  | "list"
  | "list?"
  | "strings"
  | "any"
  | Shape
  | readonly [Shape];

export interface Shape {
  /** What it is called in messages. */
  readonly title: string;
  /** dbt rejects other keys; where it does not, they are kept or ignored. */
  readonly closed: boolean;
  readonly required: readonly string[];
  readonly keys: Readonly<Record<string, Kind>>;
}

const shape = (
  title: string,
  keys: Readonly<Record<string, Kind>>,
  { closed = false, required = ["name"] }: { closed?: boolean; required?: readonly string[] } = {},
): Shape => ({ title, closed, required, keys });

const columnKeys = {
  name: "string",
  description: "string",
  meta: "dict",
  data_type: "string?",
  constraints: "list",
  docs: "dict",
  config: "dict",
} as const;

const tested = { data_tests: "list", tests: "list" } as const;
/** Keys that dbt moves into `config:`. */
const movable = { group: "any", contract: "any", access: "string?" } as const;

const column = shape("column", {
  ...columnKeys,
  ...tested,
  quote: "boolean?",
  tags: "strings",
  granularity: "string?",
  dimension: "any",
  entity: "any",
});

const version = shape(
  "version",
  {
    v: "any",
    defined_in: "string?",
    description: "string",
    access: "string?",
    config: "dict",
    constraints: "list",
    docs: "dict",
    data_tests: "list?",
    tests: "list?",
    columns: "list",
    deprecation_date: "any",
  },
  { closed: true, required: ["v"] },
);

const node = {
  ...columnKeys,
  ...tested,
  ...movable,
  columns: [column],
  quote_columns: "boolean?",
} as const;

const model = shape("model", {
  ...node,
  latest_version: "any",
  versions: [version],
  deprecation_date: "any",
  time_spine: "dict?",
  semantic_model: "any",
  primary_entity: "string?",
  agg_time_dimension: "string?",
  metrics: "list?",
  derived_semantics: "dict?",
});

const age = shape(
  "freshness",
  { count: "integer?", period: "period?" },
  { closed: true, required: [] },
);

const freshness = shape(
  "freshness",
  { warn_after: age, error_after: age, filter: "string?" },
  { closed: true, required: [] },
);

const quoting = shape(
  "quoting",
  { database: "boolean?", schema: "boolean?", identifier: "boolean?", column: "boolean?" },
  { closed: true, required: [] },
);

const table = shape("source table", {
  ...columnKeys,
  ...tested,
  columns: [column],
  loaded_at_field: "string?",
  loaded_at_field_present: "boolean?",
  loaded_at_query: "string?",
  identifier: "string?",
  quoting,
  freshness,
  external: "dict?",
  tags: "strings",
});

const sourceKeys = {
  name: "string",
  description: "string",
  meta: "dict",
  database: "string?",
  schema: "string?",
  loader: "string",
  quoting,
  freshness,
  loaded_at_field: "string?",
  loaded_at_field_present: "boolean?",
  loaded_at_query: "string?",
  tables: [table],
  tags: "strings",
  config: "dict",
  unrendered_database: "string?",
  unrendered_schema: "string?",
  // dbt-duckdb and dbt-postgres: other names of `database`.
  dbname: "string?",
} as const;

const source = shape("source", sourceKeys, { closed: true });

const sourceOverride = shape(
  "source override",
  { ...sourceKeys, overrides: "string", description: "string?", meta: "dict?", loader: "string?" },
  { closed: true, required: ["name", "overrides"] },
);

const exposure = shape(
  "exposure",
  {
    name: "string",
    type: "string",
    owner: "dict",
    description: "string",
    label: "string?",
    maturity: "string?",
    meta: "dict",
    tags: "strings",
    url: "string?",
    depends_on: "list",
    config: "dict",
  },
  { closed: true, required: ["name", "type", "owner"] },
);

const group = shape(
  "group",
  { name: "string", owner: "dict", description: "string?", config: "dict" },
  { closed: true, required: ["name", "owner"] },
);

const fixtureKeys = { rows: "any", format: "string", fixture: "string?" } as const;
const unitTest = shape(
  "unit test",
  {
    name: "string",
    model: "string",
    given: [
      shape("input", { input: "string", ...fixtureKeys }, { closed: true, required: ["input"] }),
    ],
    expect: shape("expectation", fixtureKeys, { closed: true, required: [] }),
    description: "string",
    overrides: shape(
      "override",
      { macros: "dict", vars: "dict", env_vars: "dict" },
      { closed: true, required: [] },
    ),
    config: "dict",
    versions: shape(
      "versions",
      { include: "list?", exclude: "list?" },
      { closed: true, required: [] },
    ),
  },
  { closed: true, required: ["name", "model", "given", "expect"] },
);

const macro = shape("macro", {
  ...columnKeys,
  arguments: [shape("argument", { name: "string", type: "string?", description: "string" })],
});

const analysis = shape("analysis", { ...columnKeys, ...movable, columns: [column] });
const singularTest = shape("data test", { ...columnKeys, ...movable });

const functionParts = {
  arguments: [
    shape(
      "argument",
      {
        name: "string",
        data_type: "string",
        description: "string?",
        default_value: "any",
      },
      { closed: true, required: ["name", "data_type"] },
    ),
  ],
  returns: shape(
    "returns",
    { data_type: "string", description: "string?" },
    { closed: true, required: ["data_type"] },
  ),
} as const;

const functionOverload = shape(
  "overload",
  { ...functionParts, defined_in: "string", description: "string?" },
  { closed: true, required: ["defined_in"] },
);

const functionShape = shape(
  "function",
  { ...columnKeys, ...movable, columns: [column], ...functionParts, overloads: [functionOverload] },
  { closed: false, required: ["name", "returns"] },
);

/** By the key of the file's section. */
export const shapes = {
  models: model,
  seeds: shape("seed", node),
  snapshots: shape("snapshot", { ...node, relation: "string?" }),
  sources: source,
  macros: macro,
  analyses: analysis,
  data_tests: singularTest,
  exposures: exposure,
  groups: group,
  unit_tests: unitTest,
  functions: functionShape,
} as const satisfies Readonly<Record<string, Shape>>;

export type Section = keyof typeof shapes;
export const overrideShape = sourceOverride;

/** Sections that dbt knows and this program does not act on. */
export const ignoredSections = ["metrics", "semantic_models", "saved_queries"] as const;

/** Keys of the file that are no section. */
export const otherTopLevelKeys = ["version", "anchors"] as const;
