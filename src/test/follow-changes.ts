/** Models of a stream of Debezium's changes, compared batch by batch with what the changes themselves say. */
import { expect } from "vitest";
import type { AdapterType } from "../adapters/dialects.ts";
import { envelopeColumns } from "../load/formats/envelope-columns.ts";
import { makeDecoder } from "../load/formats/make-decoder.ts";
import { landBatch } from "../load/landing/land-batch.ts";
import { openLanding } from "../load/landing/landing-table.ts";
import { takeLease } from "../load/ledger/lease.ts";
import { openLedger } from "../load/ledger/ledger.ts";
import { readState, writeStart } from "../load/ledger/positions.ts";
import { changesOf, historyOf, type Message, messagesOf, start } from "./changes-source.ts";
import { column } from "./landing-fixture.ts";
import { seededRandom } from "./seeded-random.ts";
import { testStream } from "./stream-fixture.ts";
import { type StreamingProject, streamingProject } from "./streaming-project.ts";

const customers = "source('shop', 'customers')";
const wanted = "['id'], ['name', 'note']";

const files = {
  "models/sources.yml": `
sources:
  - name: shop
    schema: main
    tables:
      - name: customers
        config: {load: {connection: files, path: "none/*.ndjson", envelope: debezium}}
        columns:
          - {name: id, data_type: integer}
          - {name: name, data_type: varchar}
          - {name: note, data_type: varchar}
`,
  "models/history.sql": `{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}
    select id, name, note, valid_from, valid_to, is_current
    from {{ scd2(${customers}, ${wanted}, unavailable=['note']) }} as history`,
  "models/newest.sql": `{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='id') }}
    select id, name, note, is_deleted from {{ latest(${customers}, ${wanted}, unavailable=['note']) }} as newest`,
};

const declared = [column("id", "integer"), column("name", "varchar"), column("note", "varchar")];
const stream = testStream({
  name: "shop.customers",
  table: { database: null, schema: "main", identifier: "customers" },
  envelope: "debezium",
  columns: [
    ...declared,
    ...envelopeColumns({ envelope: "debezium", contract: "capture", columns: declared }),
  ],
});

async function land(project: StreamingProject, messages: readonly Message[]): Promise<void> {
  await project.onDatabase(async (adapter, session) => {
    const now = Date.now;
    const ledger = await openLedger(adapter, session);
    const lease = await takeLease(ledger, {
      ...{ stream: stream.name, owner: "test", durationMs: 0, now },
    });
    const { positions } = await readState(ledger, stream.name);
    if (positions === undefined) {
      const places = [{ partition: 0, topic: "customers", offset: 0 }];
      await writeStart(
        ledger,
        lease,
        { incarnation: 0, sourceIncarnation: null, positions: places },
        now(),
      );
    }
    const from = positions?.get(0) ?? 0;
    const records = messages.map(({ key, value }, index) => ({
      offset: from + index,
      ...{ timestamp: start, timestampType: "create" as const, headers: [] },
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
    }));
    const to = from + records.length;
    await landBatch({
      landing: await openLanding(ledger, stream, now()),
      ...{ lease, decoder: makeDecoder(stream), now },
      blocks: [{ partition: 0, topic: "customers", from, to, records, skipped: 0, bytes: 0 }],
    });
  });
}

const history = `select id, name, note, extract(epoch from valid_from)::bigint * 1000,
  extract(epoch from valid_to)::bigint * 1000, is_current from main.history order by id, valid_from`;

/**
 * Follows a source's changes with two models, 30 changes a batch, and expects the newest rows and their history to be the
 * source's after each, though a connector that starts again tells once more what it had told.
 */
export async function followChanges(type: AdapterType, seed: number, count: number): Promise<void> {
  await using project = await streamingProject(type, { files });
  const next = seededRandom(seed);
  const changes = changesOf(count, next);
  for (let done = 0; done < changes.length; done += 30) {
    const again = Math.max(0, done - Math.floor(next() * 12));
    await land(project, changes.slice(again, done + 30).flatMap(messagesOf));
    await project.run("run");
    expect(await project.rows(history)).toEqual(historyOf(changes.slice(0, done + 30)));
  }
  const current = historyOf(changes).filter((row) => row[5]);
  expect(
    await project.rows("select id, name, note from main.newest where not is_deleted order by id"),
  ).toEqual(current.map((row) => row.slice(0, 3)));
  await project.run("run", "--full-refresh");
  expect(await project.rows(history)).toEqual(historyOf(changes));
}
