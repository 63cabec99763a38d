/** Mistakes in the declaration of streams, and in the models that follow them. */
import type { Files, Mistake } from "./mistake.ts";

const profile = "shop: {target: dev, outputs: {dev: {type: duckdb, path: warehouse.duckdb}}}\n";
const connections = "connections:\n  replay: {type: file}\n";
const records = `${Array.from({ length: 200 }, (_, id) => JSON.stringify({ id })).join("\n")}\n`;

/** A stream of one file, and what stands beside it. */
const streaming = (load: string, more: Files = {}, columns = "{name: id, data_type: bigint}") => ({
  "profiles.yml": `${profile}${connections}`,
  "data/clicks.ndjson": records,
  "models/shop.yml": `sources:
  - name: shop
    tables:
      - name: clicks
        config:
          load: ${load}
        columns:
          - ${columns}
`,
  ...more,
});

const replay = "{connection: replay, path: data/*.ndjson}";

const declared = (
  code: string,
  place: string,
  load: string,
  more: Files = {},
  columns?: string,
): Mistake => ({ code, place, files: streaming(load, more, columns), command: "load" });

const modelled = (code: string, place: string, sql: string, more: Files = {}): Mistake => ({
  code,
  place,
  files: streaming(replay, { "models/m.sql": sql, ...more }),
  command: "load",
});

const inline = (config: string) =>
  `{{ config(materialized='incremental', stream='inline'${config}) }}\n`;
const select =
  "select id, _batch_id from {{ source('shop', 'clicks') }} where {{ stream_batch() }}";

export const streamMistakes: readonly Mistake[] = [
  declared(
    "STREAM_SETTING_INVALID",
    "models/shop.yml:6:59",
    "{connection: replay, path: data/*.ndjson, start: begining}",
  ),
  declared(
    "STREAM_SETTING_INVALID",
    "models/shop.yml:6:59",
    "{connection: replay, path: data/*.ndjson, format: avro}",
  ),
  declared("STREAM_CONNECTION_UNKNOWN", "models/shop.yml:6:18", "{connection: repaly, path: x}"),
  declared("STREAM_COLUMN_WITHOUT_TYPE", "models/shop.yml:8:13", replay, {}, "{name: id}"),
  declared(
    "STREAM_COLUMN_UNKNOWN",
    "models/shop.yml:6:59",
    "{connection: replay, path: data/*.ndjson, event_time: at}",
  ),
  declared(
    "STREAM_COLUMN_UNKNOWN",
    "models/shop.yml:6:59",
    "{connection: replay, path: data/*.ndjson, dedupe: {columns: [idd], within: 2d}}",
  ),
  {
    code: "STREAM_TABLE_DOUBLE",
    place: "models/shop.yml:6:18",
    files: streaming(replay, {
      "models/shop.yml": `sources:
  - name: shop
    tables:
      - {name: clicks, config: {load: ${replay}}, columns: [{name: id, data_type: bigint}]}
      - name: more
        config: {load: ${replay}}
        identifier: clicks
        columns: [{name: id, data_type: bigint}]
`,
    }),
    command: "load",
  },
  declared("CONNECTION_INVALID", "profiles.yml:3:39", "{connection: k, topic: clicks}", {
    "profiles.yml": `${profile}connections:\n  k: {type: kafka, brokers: [a:9092], brokr: b}\n`,
  }),
  declared("CONNECTION_FILE_UNREADABLE", "profiles.yml:3:45", "{connection: k, topic: clicks}", {
    "profiles.yml": `${profile}connections:\n  k: {type: kafka, brokers: [a:9092], ssl: {ca: none.pem}}\n`,
  }),
  { code: "NO_STREAMS", place: "", command: "load" },
  modelled(
    "STREAM_BATCH_MISPLACED",
    "models/v.sql:1:65",
    `${inline("")}select id from {{ ref('v') }}`,
    {
      "models/v.sql":
        "select id from {{ source('shop', 'clicks') }} where true and {{ stream_batch() }}",
    },
  ),
  modelled(
    "STREAM_BATCH_UNKNOWN",
    "models/m.sql:2:65",
    `${inline("")}select id from {{ source('shop', 'clicks') }} where true and {{ stream_batch('shop.orders') }}`,
  ),
  {
    code: "STREAM_BATCH_AMBIGUOUS",
    place: "models/m.sql:2:56",
    files: streaming(replay, {
      "models/shop.yml": `sources:
  - name: shop
    tables:
      - {name: clicks, config: {load: ${replay}}, columns: [{name: id, data_type: bigint}]}
      - {name: orders, config: {load: ${replay}}, columns: [{name: id, data_type: bigint}]}
`,
      "models/m.sql": `${inline("")}select id from {{ source('shop', 'clicks') }} where {{ stream_batch() }} union all select id from {{ source('shop', 'orders') }}`,
    }),
    command: "load",
  },
  modelled("STREAM_INLINE_IMPOSSIBLE", "model.shop.m", select, {
    "models/models.yml": "models: [{name: m, config: {materialized: table, stream: inline}}]\n",
  }),
  modelled("STREAM_INLINE_CUT_OFF", "model.shop.m", `${inline("")}select id from {{ ref('t') }}`, {
    "models/t.sql":
      "{{ config(materialized='table') }}\nselect * from {{ source('shop', 'clicks') }}",
  }),
  modelled(
    "STREAM_MODEL_FAILED",
    "models/m.sql:1:1",
    `${inline("")}select error('broken') as id from {{ source('shop', 'clicks') }} where {{ stream_batch() }}`,
  ),
  modelled(
    "STREAM_TROUBLE",
    "",
    `${inline("")}select error('broken') as id from {{ source('shop', 'clicks') }} where {{ stream_batch() }}`,
  ),
  modelled("STREAM_TEST_FAILED", "test.shop.small", `${inline("")}${select}`, {
    "tests/small.sql": "{{ config(stream='inline') }}\nselect * from {{ ref('m') }} where id > 100",
  }),
  modelled(
    "STREAM_TRANSACTION_ENDED",
    "models/m.sql:1:1",
    `${inline(`, post_hook='{{ "select 1; commit" if is_incremental() else "select 1" }}'`)}${select}`,
  ),
  {
    ...modelled("STREAM_PROGRESS_UNKNOWN", "models/m.sql:2:67", `${inline("")}${select}`),
    before: {
      command: ["run-operation", "--sql", "create table m as select 1 as id, 1 as _batch_id"],
    },
  },
  declared("STREAM_DLQ_RATIO", "models/shop.yml:6:11", replay, {
    "data/clicks.ndjson": "no json\n".repeat(200),
  }),
  declared(
    "STREAM_START_UNKNOWN",
    "models/shop.yml:6:11",
    "{connection: replay, path: data/*.ndjson, start: {offsets: {7: 100}}}",
  ),
  {
    code: "REPLAY_POSITION_MISSING",
    place: "",
    files: streaming(replay),
    command: "stream replay",
  },
  {
    code: "REPLAY_POSITION_INVALID",
    place: "",
    files: streaming(replay),
    command: "stream replay --from-offset 12",
  },
  { code: "PRODUCE_NEEDS_TOPIC", place: "", files: streaming(replay), command: "stream produce" },
  {
    code: "PRODUCE_FILE_UNREADABLE",
    place: "",
    files: streaming("{connection: k, topic: clicks}", {
      "profiles.yml": `${profile}connections:\n  k: {type: kafka, brokers: [localhost:1]}\n`,
    }),
    command: "stream produce --file none.ndjson",
  },
];
