/**
 * The same work as the Postgres jobs, sent by the driver with no tool around it.
 *
 *   node bench/floor-postgres.mjs <url> plain|checked|connections|copy <count>
 *   node bench/floor-postgres.mjs <url> files <folder>
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import { prepareDemand } from "../dist/adapters/postgres/swap/demand-bare.js";
import { bareExchange } from "../dist/adapters/postgres/swap/exchange.js";

const [url, mode, count] = process.argv.slice(2);
const schema = "bench_floor";
const connections = mode === "connections" || mode === "files" ? 4 : 1;
const clients = await Promise.all(
  Array.from({ length: connections }, async () => {
    const client = new pg.Client(url);
    await client.connect();
    return client;
  }),
);
const [first] = clients;
await first.query(`create schema if not exists ${schema}`);

/** A table is built, takes the place of the old one, and is committed: all in one message. */
const swap = (table, select) => `begin;
  create table ${schema}.${table}__tmp as (${select});
  alter table ${schema}.${table} rename to ${table}__old;
  alter table ${schema}.${table}__tmp rename to ${table};
  drop table ${schema}.${table}__old;
  commit`;

/** The same with the checks of a rebuild. */
const checkedSwap = (table, select) => {
  const relation = (identifier) => ({ database: null, schema, identifier, type: "table" });
  return `begin;
  create table ${schema}.${table}__tmp as (${select});
  savepoint swap; set local lock_timeout = 50;
  ${bareExchange(relation(table), relation(`${table}__tmp`)).join(";")};
  commit`;
};

/** They are there from the second run on, which is the first that counts. */
async function makeAll() {
  const { rows } = await first.query(`select to_regclass('${schema}.t_${count - 1}') as last`);
  if (rows[0].last !== null) return;
  for (let n = 0; n < Number(count); n++)
    await first.query(`create table if not exists ${schema}.t_${n} as select 0 as id`);
}

/** The queries of the generated project: chains of ten, each of which reads the one before. */
async function swapMany() {
  let next = 0;
  const work = async (client) => {
    while (next < Number(count)) {
      const from = next;
      next += 10;
      for (let n = from; n < Math.min(from + 10, Number(count)); n++)
        await client.query(
          swap(`t_${n}`, `select ${n} as id${n === from ? "" : ` from ${schema}.t_${n - 1}`}`),
        );
    }
  };
  await Promise.all(clients.map(work));
}

async function swapOne(message) {
  for (let n = 0; n < Number(count); n++) await first.query(message("one", `select ${n} as id`));
}

/** Each file of a folder is one query. */
async function queryFiles(folder) {
  const waiting = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  const work = async (client) => {
    for (let sql = waiting.pop(); sql !== undefined; sql = waiting.pop()) await client.query(sql);
  };
  await Promise.all(clients.map(work));
}

async function copy() {
  await first.query(`drop table if exists ${schema}.orders;
    create table ${schema}.orders (id int, customer text, amount numeric, ordered_on date)`);
  const lines = Array.from(
    { length: Number(count) },
    (_, id) =>
      `${id}\tcustomer ${id % 1000}\t${id % 97}.5\t2026-01-${String((id % 28) + 1).padStart(2, "0")}\n`,
  );
  const { connection } = first;
  await new Promise((resolve, reject) => {
    first.query({
      submit: () => connection.query(`copy ${schema}.orders from stdin`),
      handleCopyInResponse() {
        for (let from = 0; from < lines.length; from += 1000)
          connection.sendCopyFromChunk(Buffer.from(lines.slice(from, from + 1000).join("")));
        connection.endCopyFrom();
      },
      handleCommandComplete() {},
      handleReadyForQuery: resolve,
      handleError: reject,
    });
  });
}

switch (mode) {
  case "plain":
  case "checked":
    await first.query(`create table if not exists ${schema}.one as select 0 as id`);
    await first.query(prepareDemand);
    await swapOne(mode === "plain" ? swap : checkedSwap);
    break;
  case "copy":
    await copy();
    break;
  case "files":
    await queryFiles(count);
    break;
  default:
    await makeAll();
    await swapMany();
}
for (const client of clients) await client.end();
