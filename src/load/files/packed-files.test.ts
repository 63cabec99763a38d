/** Files that gzip packed are read like others: whole, once, also when they grow or are half written. */
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testStream } from "../../test/stream-fixture.ts";
import { digestOf } from "../record-digest.ts";
import type { KnownPartition, RecordSource } from "../record-source.ts";
import type { StreamFormat } from "../stream.ts";
import { openFileSource } from "./file-source.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "packed-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (path: string, content: Buffer, changed = 1_700_000_000): void => {
  writeFileSync(join(dir, path), content);
  utimesSync(join(dir, path), changed, changed);
};

const open = (
  known: readonly KnownPartition[] = [],
  format: StreamFormat = { type: "json" },
): RecordSource => {
  const connection = { type: "file", name: "replay", dir, registry: undefined } as const;
  const source = openFileSource(connection, testStream({ topic: "*.gz", format }), Date.now);
  source.recall?.(known);
  return source;
};

/** Reads on from what is known. */
async function readOn(known: readonly KnownPartition[] = [], format?: StreamFormat) {
  await using source = open(known, format);
  const { partitions } = await source.state();
  const ledger = new Map(known.map((each) => [each.partition, each]));
  const values: string[] = [];
  for (;;) {
    const positions = new Map(
      partitions.map(({ partition, earliest }) => [
        ...([partition, ledger.get(partition)?.next ?? earliest] as const),
      ]),
    );
    const blocks = await source.read(positions, { maxBytes: 1e6, maxWaitMs: 0 });
    if (blocks.length === 0) return { values, partitions, known: [...ledger.values()] };
    for (const { partition, topic, to, records } of blocks) {
      values.push(...records.map(({ value }) => String(value)));
      const last = records.at(-1)!;
      const { offset, timestamp } = last;
      ledger.set(partition, {
        ...{ partition, topic, next: to, last: { offset, timestamp, digest: digestOf(last) } },
      });
    }
  }
}

const unpackedFolders = () =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("tsdbt-unpacked-"));

describe("files that gzip packed", () => {
  test("are read by their content, of one member or several", async () => {
    put("a.ndjson.gz", gzipSync('{"n":1}\n{"n":2}\n'));
    put("b.ndjson.gz", Buffer.concat([gzipSync('{"n":3}\n{"n"'), gzipSync(":4}\n")]));
    const { values, partitions } = await readOn();
    expect(values).toEqual(['{"n":1}', '{"n":2}', '{"n":3}', '{"n":4}']);
    expect(partitions.map(({ topic, latest }) => [topic, latest])).toEqual([
      ["a.ndjson.gz", 16],
      ["b.ndjson.gz", 16],
    ]);
  });

  test("are read once, also after a restart, which need not unpack them", async () => {
    put("a.ndjson.gz", gzipSync('{"n":1}\n{"n":2}\n'));
    const { known } = await readOn();
    const before = unpackedFolders().length;
    await using source = open(known);
    expect((await source.state()).partitions).toMatchObject([{ latest: 16, isVerified: true }]);
    expect(await source.read(new Map([[0, 16]]), { maxBytes: 100, maxWaitMs: 0 })).toEqual([]);
    expect(unpackedFolders()).toHaveLength(before);
    const [block] = await source.read(new Map([[0, 8]]), { maxBytes: 100, maxWaitMs: 0 });
    expect(block?.records.map(({ value }) => String(value))).toEqual(['{"n":2}']);
  });

  test("are left alone while they are half written, and read when they are whole", async () => {
    const whole = gzipSync(`${JSON.stringify({ text: "x".repeat(5_000) })}\n{"n":2}\n`);
    for (const length of [0, 1, 9, 10, 30, whole.length - 1]) {
      put("a.ndjson.gz", whole.subarray(0, length));
      expect(await readOn()).toMatchObject({ values: [], partitions: [] });
    }
    put("a.ndjson.gz", whole);
    expect((await readOn()).values).toHaveLength(2);
  });

  test("that grow by another member are read on from where they were", async () => {
    put("a.ndjson.gz", gzipSync('{"n":1}\n'));
    const { known } = await readOn();
    appendFileSync(join(dir, "a.ndjson.gz"), gzipSync('{"n":2}\n'));
    const { values, partitions } = await readOn(known);
    expect(values).toEqual(['{"n":2}']);
    expect(partitions).toHaveLength(1);
  });

  test("may be CSV", async () => {
    put("a.csv.gz", gzipSync("id,name\n1,Ada\n"));
    const format = { type: "csv" } as const;
    const { values, known } = await readOn([], format);
    expect(values).toEqual(["1,Ada"]);
    expect((await readOn(known, format)).values).toEqual([]);
  });

  test("and are damaged are told: SOURCE_FILE_UNREADABLE", async () => {
    const damaged = gzipSync('{"n":1}\n');
    damaged.writeUInt32LE(7, damaged.length - 8);
    put("a.ndjson.gz", damaged);
    await expect(readOn()).rejects.toMatchObject({ code: "SOURCE_FILE_UNREADABLE" });
  });
});
