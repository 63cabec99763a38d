/**
 * What landing costs for each row: decode, cast, append, positions, commit. No broker: records are in memory.
 *
 *   node bench/landing.mjs duckdb [rows] [rows of a batch]
 *   TSDBT_TEST_POSTGRES_URL=postgres://… node bench/landing.mjs postgres
 *
 * CPU is user and system time; of Postgres also that of the session's backend (Linux).
 */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAdapter } from "../dist/adapters/open.js";
import { makeDecoder } from "../dist/load/formats/make-decoder.js";
import { landBatch } from "../dist/load/landing/land-batch.js";
import { openLanding } from "../dist/load/landing/landing-table.js";
import { takeLease } from "../dist/load/ledger/lease.js";
import { openLedger } from "../dist/load/ledger/ledger.js";
import { writeStart } from "../dist/load/ledger/positions.js";
import { testStream } from "../dist/test/stream-fixture.js";

const [type = "duckdb", rows = "500000", size = "10000"] = process.argv.slice(2);
const count = Number(rows);
const batchSize = Number(size);

const columns = Object.entries({
  event_id: "varchar",
  user_id: "varchar",
  product_id: "varchar",
  event_type: "varchar",
  timestamp: "timestamptz",
  session_id: "varchar",
  product_category: "varchar",
  device_type: "varchar",
  page_url: "varchar",
  price: "decimal(10,2)",
  quantity: "integer",
}).map(([name, dataType]) => ({ name, dataType, nullable: true, contract: "capture" }));

const stream = testStream({
  name: "bench.clicks",
  sourceId: "source.bench.bench.clicks",
  table: { database: null, schema: "bench", identifier: "clicks" },
  connection: "memory",
  topic: "ecom_clickstream_raw",
  columns,
});

const types = ["view", "add_to_cart", "purchase"];
const start = Date.UTC(2026, 10, 21);

function recordOf(offset) {
  const value = {
    event_id: `evt-${String(offset).padStart(12, "0")}`,
    user_id: `user_${offset % 500}`,
    product_id: `prod_${String(offset % 100).padStart(4, "0")}`,
    event_type: types[offset % 3],
    timestamp: new Date(start + offset * 7).toISOString(),
    session_id: `session-${offset % 5000}`,
    product_category: "electronics",
    device_type: "mobile",
    page_url: `/shop/electronics/prod_${offset % 100}`,
    price: (offset % 10_000) / 100,
    quantity: 1 + (offset % 5),
  };
  return {
    offset,
    timestamp: start + offset,
    timestampType: "create",
    key: Buffer.from(value.user_id),
    value: Buffer.from(JSON.stringify(value)),
    headers: [],
  };
}

function credentialsOf(folder) {
  if (type === "duckdb") return { path: join(folder, "warehouse.duckdb") };
  const url = new URL(process.env.TSDBT_TEST_POSTGRES_URL);
  return {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    schema: "bench",
  };
}

/** Milliseconds of CPU that a process has used, on Linux, where a tick is a hundredth of a second. */
function ticksOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return 0;
  }
}

const folder = mkdtempSync(join(tmpdir(), "tsdbt-landing-"));
const adapter = await openAdapter(type, { credentials: credentialsOf(folder), baseDir: folder });
try {
  const session = await adapter.connect("loader");
  if (type === "postgres") {
    await session.execute(
      "drop schema if exists bench cascade; drop schema if exists _tsdbt cascade",
    );
  }
  const ledger = await openLedger(adapter, session);
  const now = Date.now;
  const lease = await takeLease(ledger, {
    stream: stream.name,
    owner: "bench",
    durationMs: 30_000,
    now,
  });
  const positions = [{ partition: 0, topic: stream.topic, offset: 0 }];
  await writeStart(ledger, lease, { incarnation: 0, sourceIncarnation: null, positions }, now());
  const landing = await openLanding(ledger, stream, now());
  const decoder = makeDecoder(stream);
  const backend =
    type === "postgres"
      ? (await session.execute("select pg_backend_pid()", { fetch: true })).rows[0][0]
      : undefined;
  let cpu = 0;
  let server = 0;
  let wall = 0;
  let bytes = 0;
  const warm = Math.min(count / 5, 50_000);
  for (let from = 0; from < count + warm; from += batchSize) {
    const records = Array.from({ length: batchSize }, (_, index) => recordOf(from + index));
    const block = {
      partition: 0,
      topic: stream.topic,
      from,
      to: from + batchSize,
      records,
      skipped: 0,
      bytes: 0,
    };
    const before = process.cpuUsage();
    const ticks = backend ? ticksOf(backend) : 0;
    const started = performance.now();
    await landBatch({ landing, lease, blocks: [block], decoder, now });
    if (from < warm) continue;
    const used = process.cpuUsage(before);
    cpu += used.user + used.system;
    server += backend ? (ticksOf(backend) - ticks) * 1000 : 0;
    wall += performance.now() - started;
    bytes += records.reduce((total, { value }) => total + value.length, 0);
  }
  const per = (micros) => (micros / count).toFixed(2);
  process.stdout.write(
    `${type}: ${count} rows of ${Math.round(bytes / count)} bytes, ${batchSize} in a batch: ` +
      `${per(cpu)} us CPU for each row${backend ? ` and ${per(server)} of the server` : ""}, ` +
      `${Math.round((count / wall) * 1000)} rows/s\n`,
  );
} finally {
  await adapter[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
}
