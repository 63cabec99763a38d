/** A landing on either database: a stream's table, its ledger and records to put into it, for tests. */
import { tmpdir } from "node:os";
import { describe } from "vitest";
import type { Adapter, Cell, Session } from "../adapters/adapter.ts";
import type { AdapterType } from "../adapters/dialects.ts";
import { openAdapter } from "../adapters/open.ts";
import { makeDecoder } from "../load/formats/make-decoder.ts";
import { landBatch } from "../load/landing/land-batch.ts";
import { type Landing, openLanding } from "../load/landing/landing-table.ts";
import type { BatchRequest, LandedBatch, Lease } from "../load/landing.ts";
import { takeLease } from "../load/ledger/lease.ts";
import { type Ledger, openLedger } from "../load/ledger/ledger.ts";
import { readState, writeStart } from "../load/ledger/positions.ts";
import type { RecordBlock, SourceRecord } from "../load/record-source.ts";
import type { Stream, StreamColumn } from "../load/stream.ts";
import { freshDatabase, hasPostgres } from "./postgres-database.ts";
import { testStream } from "./stream-fixture.ts";

/** The moment at which everything in these tests happens: 2026-11-21T10:00:00Z. */
export const testNow = Date.UTC(2026, 10, 21, 10);

export interface TestLanding extends AsyncDisposable {
  readonly adapter: Adapter;
  readonly session: Session;
  readonly ledger: Ledger;
  readonly stream: Stream;
  readonly landing: Landing;
  readonly lease: Lease;
  land(blocks: readonly RecordBlock[], more?: Partial<BatchRequest>): Promise<LandedBatch>;
  /** Lands values of partition 0 at the position where it is. */
  landValues(
    values: readonly (string | Uint8Array | null)[],
    more?: Partial<BatchRequest>,
  ): Promise<LandedBatch>;
  rows(sql: string): Promise<readonly (readonly Cell[])[]>;
}

/** Declares the tests once for each database. */
export function describeDatabases(name: string, tests: (type: AdapterType) => void): void {
  describe(`${name} (duckdb)`, () => tests("duckdb"));
  describe.skipIf(!hasPostgres)(`${name} (postgres)`, () => tests("postgres"));
}

/** An empty database of that type. */
export async function freshAdapter(
  type: AdapterType,
  path = ":memory:",
): Promise<{ readonly adapter: Adapter } & AsyncDisposable> {
  if (type === "duckdb") {
    const adapter = await openAdapter(type, { credentials: { path }, baseDir: tmpdir() });
    return { adapter, [Symbol.asyncDispose]: () => adapter[Symbol.asyncDispose]() };
  }
  const database = await freshDatabase();
  const { credentials } = database;
  const adapter = await openAdapter(type, { credentials, baseDir: tmpdir() });
  return {
    adapter,
    async [Symbol.asyncDispose]() {
      await adapter[Symbol.asyncDispose]();
      await database[Symbol.asyncDispose]();
    },
  };
}

export const column = (
  name: string,
  dataType: string,
  more: Partial<StreamColumn> = {},
): StreamColumn => ({ name, dataType, nullable: true, contract: "capture", ...more });

/** A stream that stands at offset 0 of partition 0. */
export async function testLanding(
  type: AdapterType,
  given: Partial<Stream> = {},
): Promise<TestLanding> {
  const database = await freshAdapter(type);
  const { adapter } = database;
  const stream = testStream(given);
  const session = await adapter.connect("loader");
  const ledger = await openLedger(adapter, session);
  const now = () => testNow;
  const lease = await takeLease(ledger, {
    stream: stream.name,
    owner: "test",
    durationMs: 30_000,
    now,
  });
  const start = { incarnation: 0, sourceIncarnation: null };
  const positions = [{ partition: 0, topic: stream.topic, offset: 0 }];
  await writeStart(ledger, lease, { ...start, positions }, testNow);
  const landing = await openLanding(ledger, stream, testNow);
  const decoder = makeDecoder(stream);
  const land = (blocks: readonly RecordBlock[], more: Partial<BatchRequest> = {}) =>
    landBatch({ landing, lease, blocks, decoder, now, ...more });
  return {
    ...{ adapter, session, ledger, stream, landing, lease, land },
    async landValues(values, more) {
      const { positions: known } = await readState(ledger, stream.name);
      return await land([blockOf(values, known?.get(0) ?? 0)], more);
    },
    rows: async (sql) => (await session.execute(sql, { fetch: true })).rows,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

/** Records one after the other, one millisecond apart. */
export function blockOf(
  values: readonly (string | Uint8Array | null)[],
  from = 0,
  more: Partial<RecordBlock> = {},
): RecordBlock {
  const records = values.map((value, index) => recordOf(value, from + index));
  return {
    partition: 0,
    topic: "clicks",
    from,
    to: from + values.length,
    records,
    skipped: 0,
    bytes: records.reduce((total, { value }) => total + (value?.length ?? 0), 0),
    ...more,
  };
}

export const recordOf = (
  value: string | Uint8Array | null,
  offset = 0,
  more: Partial<SourceRecord> = {},
): SourceRecord => ({
  offset,
  timestamp: testNow + offset,
  timestampType: "create",
  key: Buffer.from(`k${offset}`),
  value: typeof value === "string" ? Buffer.from(value) : value,
  headers: [],
  ...more,
});
