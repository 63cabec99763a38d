/**
 * What one would write without a loader, for `stream.mjs` to compare with; run by it, in a process of its own.
 *
 *   node bench/stream-rivals.mjs each-batch | by-hand  duckdb | postgres  <topic> <records>
 *
 * each-batch: kafkajs's `eachBatch` as it comes; each batch is parsed and added by the driver's fastest way, and kafkajs
 * commits to Kafka: at least once, no model. by-hand: batches of 20,000, rows, model and offsets in one transaction, as
 * the loader does, but with neither checks, contracts, dead letters nor fencing. KAFKA_BROKERS, BENCH_POSTGRES_URL and
 * BENCH_DUCKDB (a file that is not there yet) say where; the time and CPU it prints begin when kafkajs has its partitions.
 */
import kafkajs from "kafkajs";

const [way, database, topic, records] = process.argv.slice(2);
const count = Number(records);
const rowsOfBatch = 20_000;

const ddl = `create table clicks (part integer, pos bigint, event_id varchar, user_id varchar, kind varchar, price decimal(12,2),
  happened_at timestamp, session_id varchar, page_url varchar, device varchar, pad varchar);
  create table by_kind (kind varchar, clicks bigint, revenue decimal(38,2));
  create table positions (part integer primary key, next bigint)`;

/** The model of the comparison, over the rows that were just added. */
const model = (since) => `create temporary table fresh as
    select batch.kind, batch.clicks + coalesce(known.clicks, 0) as clicks, batch.revenue + coalesce(known.revenue, 0) as revenue
    from (select kind, count(*) as clicks, sum(price) as revenue from clicks where ${since} group by kind) as batch
    left join by_kind as known on known.kind = batch.kind;
  delete from by_kind where kind in (select kind from fresh);
  insert into by_kind select * from fresh;
  drop table fresh`;

/** The rows of `[from, to)` of each partition. */
const within = (moves) =>
  [...moves]
    .map(([part, [from, to]]) => `(part = ${part} and pos >= ${from} and pos < ${to})`)
    .join(" or ");

const savePositions = (moves) =>
  `insert into positions values ${[...moves].map(([part, [, to]]) => `(${part}, ${to})`).join(", ")}
   on conflict (part) do update set next = excluded.next`;

const columns = [
  "event_id",
  "user_id",
  "kind",
  "price",
  "happened_at",
  "session_id",
  "page_url",
  "device",
  "pad",
];

async function openDuckdb() {
  const { DuckDBDecimalValue, DuckDBInstance, DuckDBTimestampValue } = await import(
    "@duckdb/node-api"
  );
  const instance = await DuckDBInstance.create(process.env.BENCH_DUCKDB);
  const connection = await instance.connect();
  const price = (value) => new DuckDBDecimalValue(BigInt(Math.round(value * 100)), 12, 2);
  const moment = (text) => new DuckDBTimestampValue(BigInt(Date.parse(text)) * 1000n);
  return {
    execute: (sql) => connection.run(sql),
    async countRows() {
      const reader = await connection.runAndReadAll("select count(*)::integer from clicks");
      return reader.getRows()[0][0];
    },
    async add(rows) {
      const appender = await connection.createAppender("clicks");
      for (const { part, pos, value } of rows) {
        appender.appendInteger(part);
        appender.appendBigInt(BigInt(pos));
        for (const name of ["event_id", "user_id", "kind"]) appender.appendVarchar(value[name]);
        appender.appendDecimal(price(value.price));
        appender.appendTimestamp(moment(value.happened_at));
        for (const name of ["session_id", "page_url", "device", "pad"])
          appender.appendVarchar(value[name]);
        appender.endRow();
      }
      appender.closeSync();
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function openPostgres() {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: process.env.BENCH_POSTGRES_URL });
  await client.connect();
  await client.query(
    "drop schema if exists bench_rival cascade; create schema bench_rival; set search_path = bench_rival",
  );
  const escaped = (value) =>
    String(value).replace(
      /[\\\n\r\t]/g,
      (each) => ({ "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" })[each],
    );
  return {
    execute: (sql) => client.query(sql),
    countRows: async () =>
      Number((await client.query("select count(*) from clicks")).rows[0].count),
    add(rows) {
      const lines = rows.map(
        ({ part, pos, value }) =>
          `${part}\t${pos}\t${columns.map((name) => escaped(value[name])).join("\t")}\n`,
      );
      return new Promise((resolve, reject) => client.query(new CopyIn(lines, resolve, reject)));
    },
    async close() {
      await client.query("drop schema bench_rival cascade");
      await client.end();
    },
  };
}

/** `pg` knows no `copy`, but calls back whatever is submitted. */
class CopyIn {
  constructor(lines, resolve, reject) {
    Object.assign(this, { lines, handleReadyForQuery: () => resolve(), handleError: reject });
  }
  submit(connection) {
    connection.query("copy clicks from stdin");
  }
  handleCopyInResponse(connection) {
    for (let from = 0; from < this.lines.length; from += 500)
      connection.sendCopyFromChunk(Buffer.from(this.lines.slice(from, from + 500).join("")));
    connection.endCopyFrom();
  }
  handleCommandComplete() {}
}

const rowOf = (part, { offset, value }) => ({
  part,
  pos: Number(offset),
  value: JSON.parse(value),
});

/** @returns what takes kafkajs's batches, and gives how many rows are in the database */
function eachBatchWriter(target) {
  let written = 0;
  return async ({ batch }) => {
    await target.add(batch.messages.map((message) => rowOf(batch.partition, message)));
    written += batch.messages.length;
    return written;
  };
}

function byHandWriter(target) {
  let written = 0;
  let rows = [];
  let moves = new Map();
  return async ({ batch }) => {
    const { partition, messages } = batch;
    for (const message of messages) rows.push(rowOf(partition, message));
    const first = moves.get(partition)?.[0] ?? Number(messages[0].offset);
    moves.set(partition, [first, Number(batch.lastOffset()) + 1]);
    if (rows.length < rowsOfBatch && written + rows.length < count) return written;
    await target.execute("begin");
    await target.add(rows);
    await target.execute(model(within(moves)));
    await target.execute(savePositions(moves));
    await target.execute("commit");
    written += rows.length;
    rows = [];
    moves = new Map();
    return written;
  };
}

const target = await (database === "duckdb" ? openDuckdb() : openPostgres());
await target.execute(ddl);
const kafka = new kafkajs.Kafka({
  brokers: process.env.KAFKA_BROKERS.split(","),
  logLevel: kafkajs.logLevel.ERROR,
});
const consumer = kafka.consumer({ groupId: `bench-${way}-${process.pid}` });
await consumer.connect();
await consumer.subscribe({ topic, fromBeginning: true });
const write = way === "by-hand" ? byHandWriter(target) : eachBatchWriter(target);
let begun;
let used;
await new Promise((resolve, reject) => {
  consumer.on(consumer.events.GROUP_JOIN, () => {
    begun ??= performance.now();
    used ??= process.cpuUsage();
  });
  const eachBatch = async (payload) => {
    try {
      if ((await write(payload)) >= count) resolve();
    } catch (thrown) {
      reject(thrown);
    }
  };
  void consumer.run({ autoCommit: way === "each-batch", eachBatch });
});
const rows = await target.countRows();
if (rows !== count) throw new Error(`${rows} of ${count} records`);
await target.close();
const wall = (performance.now() - begun) / 1000;
const { user, system } = process.cpuUsage(used);
const rss = Math.round(process.resourceUsage().maxRSS / 1024);
process.stdout.write(JSON.stringify({ wall, cpu: (user + system) / 1e6, rss }));
await consumer.disconnect();
