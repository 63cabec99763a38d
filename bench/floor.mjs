/**
 * The floor: the SQL that a tool sent in its last run, sent again by the driver with no tool around it.
 *
 *   node bench/floor.mjs <project> <database> full|incremental|tests|snapshot
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

const [dir, database, mode] = process.argv.slice(2);
const instance = await DuckDBInstance.create(join(dir, database));
const connections = await Promise.all([1, 2, 3, 4].map(() => instance.connect()));
const nodes = inOrder(
  Object.values(JSON.parse(readFileSync(join(dir, "target", "manifest.json"), "utf8")).nodes),
);
const wanted = nodes.filter((node) => (node.resource_type === "test") === (mode === "tests"));

const done = new Map();
const idle = [...connections];
const waiting = [];
const lease = () =>
  idle.length > 0 ? Promise.resolve(idle.pop()) : new Promise((give) => waiting.push(give));
const release = (connection) =>
  waiting.length > 0 ? waiting.shift()(connection) : idle.push(connection);

for (const node of wanted)
  done.set(
    node.unique_id,
    (async () => {
      await Promise.all(node.depends_on.nodes.map((id) => done.get(id)));
      const connection = await lease();
      for (const statement of statementsOf(node)) await connection.run(statement);
      release(connection);
    })(),
  );
await Promise.all(done.values());

function statementsOf(node) {
  const sql = node.compiled_code;
  if (mode === "snapshot") return node.resource_type === "snapshot" ? snapshot(node) : [];
  if (!sql || ["ephemeral", "seed", "snapshot"].includes(node.config.materialized)) return [];
  if (node.resource_type === "test") return [`select count(*) from (${sql}) as failures`];
  const { relation_name: relation } = node;
  switch (node.config.materialized) {
    case "view":
      return [`create or replace view ${relation} as ${sql}`];
    case "incremental":
      return mode === "incremental"
        ? incremental(node)
        : [`create or replace table ${relation} as ${sql}`];
    case "table":
      return [`create or replace table ${relation} as ${sql}`];
    default:
      return [];
  }
}

function incremental({ name, relation_name: relation, compiled_code: sql, config }) {
  const keys = [config.unique_key ?? []].flat();
  const batch = `new_${name}`;
  const match = keys.map((key) => `${batch}.${key} = old.${key}`).join(" and ");
  return [
    `create temp table ${batch} as ${sql}`,
    ...(keys.length > 0 ? [`delete from ${relation} as old using ${batch} where ${match}`] : []),
    `insert into ${relation} by name select * from ${batch}`,
  ];
}

/** The plain way, for a snapshot by time: changes into a temporary table, close old versions, insert new ones. */
function snapshot({ relation_name: relation, compiled_code: sql, config }) {
  const { unique_key: key, updated_at: time } = config;
  const versions = `select *, ${time} as dbt_updated_at, ${time} as dbt_valid_from, nullif(${time}, ${time}) as dbt_valid_to,
    md5(coalesce(cast(${key} as varchar), '') || '|' || coalesce(cast(${time} as varchar), '')) as dbt_scd_id from source`;
  const join = `(select * from ${relation} where dbt_valid_to is null) as old on old.${key} = new.${key}`;
  return [
    "begin",
    `create temp table changes as with source as (${sql}), new_versions as (${versions})
     select 'insert' as change, new.* from new_versions as new left join ${join}
     where old.${key} is null or old.dbt_valid_from < new.${time}
     union all
     select 'update', source.*, ${time}, ${time}, ${time}, old_id from source
     join (select ${key} as old_key, dbt_scd_id as old_id, dbt_valid_from as old_from from ${relation} where dbt_valid_to is null)
     on old_key = ${key} where old_from < ${time}`,
    `update ${relation} as old set dbt_valid_to = new.dbt_valid_to from changes as new
     where new.dbt_scd_id = old.dbt_scd_id and new.change = 'update' and old.dbt_valid_to is null`,
    `insert into ${relation} by name select * exclude (change) from changes where change = 'insert'`,
    "drop table changes",
    "commit",
  ];
}

function inOrder(all) {
  const byId = new Map(all.map((node) => [node.unique_id, node]));
  const ordered = new Set();
  const visit = (node) => {
    if (ordered.has(node)) return;
    for (const id of node.depends_on?.nodes ?? []) if (byId.has(id)) visit(byId.get(id));
    ordered.add(node);
  };
  all.forEach(visit);
  return [...ordered].map((node) => ({
    ...node,
    depends_on: { nodes: node.depends_on?.nodes ?? [] },
  }));
}
