import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { testStream } from "../../test/stream-fixture.ts";
import { digestOf } from "../record-digest.ts";
import type { KnownPartition, RecordBlock, RecordSource } from "../record-source.ts";
import type { StreamFormat } from "../stream.ts";
import { openFileSource } from "./file-source.ts";
import { jsonLines } from "./line-framing.ts";
import { openFile, readBlock } from "./read-block.ts";

let dir: string;
const opened: RecordSource[] = [];
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "files-"));
});
afterEach(async () => {
  for (const source of opened.splice(0)) await source[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
});

const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(dir, path)), { recursive: true });
  writeFileSync(join(dir, path), text);
};

const open = (
  topic: string,
  known: readonly KnownPartition[] = [],
  format: StreamFormat = { type: "json" },
): RecordSource => {
  const connection = { type: "file", name: "replay", dir, registry: undefined } as const;
  const source = openFileSource(connection, testStream({ topic, format }), Date.now);
  opened.push(source);
  source.recall?.(known);
  return source;
};

/** As the loop does it: asks for the state, reads on until there is nothing, and writes down how far it came. */
async function drain(source: RecordSource, known: readonly KnownPartition[] = [], maxBytes = 1e6) {
  const ledger = new Map(known.map((partition) => [partition.partition, partition]));
  const values: string[] = [];
  const blocks: RecordBlock[] = [];
  for (;;) {
    const { partitions } = await source.state();
    const positions = new Map(
      partitions.map(({ partition, earliest }) => [
        partition,
        ledger.get(partition)?.next ?? earliest,
      ]),
    );
    const read = await source.read(positions, { maxBytes, maxWaitMs: 0 });
    if (read.length === 0 && !source.partitionsChanged?.()) break;
    for (const block of read) {
      blocks.push(block);
      values.push(...block.records.map(({ value }) => Buffer.from(value ?? []).toString()));
      const last = block.records.at(-1);
      ledger.set(block.partition, {
        partition: block.partition,
        topic: block.topic,
        next: block.to,
        last:
          last === undefined
            ? ledger.get(block.partition)?.last
            : { offset: last.offset, digest: digestOf(last), timestamp: last.timestamp },
      });
    }
  }
  return { values, blocks, known: [...ledger.values()] };
}

describe("a folder of NDJSON is a stream", () => {
  test("whose records come in the order of paths, with the byte where each begins", async () => {
    put("events/b.ndjson", '{"b":1}\r\n\n{"b":2}\n');
    put("events/a.ndjson", '\ufeff{"a":1}\n');
    put("events/ignored.csv", "x\n");
    const { values, blocks } = await drain(open("events/*.ndjson"));
    expect(values).toEqual(['{"a":1}', '{"b":1}', '{"b":2}']);
    expect(blocks.map(({ topic }) => topic)).toEqual(["events/a.ndjson", "events/b.ndjson"]);
    expect(blocks[1]?.records.map(({ offset }) => offset)).toEqual([0, 10]);
    for (const { from, to, records, skipped } of blocks) {
      expect(records.length + skipped).toBe(to - from);
    }
  });

  test("that is read in pieces of any size without loss", async () => {
    const lines = Array.from({ length: 50 }, (_, n) => `{"n":${n},"x":"${"x".repeat(n * 3)}"}`);
    put("a.ndjson", lines.map((line) => `${line}\n`).join(""));
    for (const maxBytes of [1, 7, 64, 1000, 1e6]) {
      expect((await drain(open("a.ndjson"), [], maxBytes)).values).toEqual(lines);
    }
  });

  test("whose half-written line is left alone until it is whole", async () => {
    put("a.ndjson", '{"n":1}\n{"n":');
    const source = open("*.ndjson");
    const first = await drain(source);
    expect(first.values).toEqual(['{"n":1}']);
    expect((await source.state()).partitions).toMatchObject([{ latest: 8 }]);
    appendFileSync(join(dir, "a.ndjson"), "2}");
    const second = await drain(source, first.known);
    expect(second.values).toEqual(['{"n":2}']);
    appendFileSync(join(dir, "a.ndjson"), '\n{"n":3}\n');
    expect((await drain(source, second.known)).values).toEqual(['{"n":3}']);
  });

  test("that waits for more, and tells of files that came", async () => {
    put("a.ndjson", '{"n":1}\n');
    const source = open("*.ndjson");
    const { known } = await drain(source);
    const positions = new Map(known.map(({ partition, next }) => [partition, next]));
    const waiting = source.read(positions, { maxBytes: 1e6, maxWaitMs: 10_000 });
    put("b.ndjson", '{"n":2}\n');
    expect(await waiting).toEqual([]);
    expect(source.partitionsChanged?.()).toBe(true);
    await source.state();
    const again = source.read(positions, { maxBytes: 1e6, maxWaitMs: 10_000 });
    appendFileSync(join(dir, "a.ndjson"), '{"n":3}\n');
    expect((await again).flatMap(({ records }) => records)).toMatchObject([{ offset: 8 }]);
  });

  test("that stops waiting when it is told to", async () => {
    put("a.ndjson", "");
    const stop = new AbortController();
    const waiting = open("*.ndjson").read(new Map([[0, 0]]), {
      ...{ maxBytes: 1, maxWaitMs: 60_000 },
      signal: stop.signal,
    });
    stop.abort();
    expect(await waiting).toEqual([]);
  });
});

describe("a folder that is watched", () => {
  test("gives what is written to it at once, in new folders too, however often", async () => {
    mkdirSync(join(dir, "in"));
    const source = open("in");
    let known: readonly KnownPartition[] = [];
    for (let n = 0; n < 5; n++) {
      const positions = new Map(known.map(({ partition, next }) => [partition, next]));
      const waiting = source.read(positions, { maxBytes: 1e6, maxWaitMs: 30_000 });
      const path = n % 2 === 0 ? `in/${n}/a.ndjson` : `in/${n - 1}/a.ndjson`;
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      appendFileSync(join(dir, path), `{"n":${n}}\n`);
      await waiting;
      const drained = await drain(source, known);
      expect(drained.values).toEqual([`{"n":${n}}`]);
      known = drained.known;
    }
  });

  test("is not waited for when it is closed", async () => {
    mkdirSync(join(dir, "in"));
    const source = open("in");
    await source.read(new Map(), { maxBytes: 1, maxWaitMs: 10 });
    await source[Symbol.asyncDispose]();
    expect(await source.read(new Map(), { maxBytes: 1, maxWaitMs: 10 })).toEqual([]);
  });
});

describe("a file is known again after a restart", () => {
  test("when it has grown", async () => {
    put("a.ndjson", '{"n":1}\n');
    const { known } = await drain(open("*.ndjson"));
    appendFileSync(join(dir, "a.ndjson"), '{"n":2}\n');
    expect((await drain(open("*.ndjson", known), known)).values).toEqual(['{"n":2}']);
  });

  test("when it has another name", async () => {
    put("app.log", '{"n":1}\n{"n":2}\n');
    const first = await drain(open("app*"));
    renameSync(join(dir, "app.log"), join(dir, "app.1.log"));
    put("app.log", '{"n":3}\n');
    const second = await drain(open("app*", first.known), first.known);
    expect(second.values).toEqual(['{"n":3}']);
    expect(second.known.map(({ partition, topic }) => [partition, topic])).toEqual([
      [0, "app.log"],
      [1, "app.log"],
    ]);
    expect((await open("app*", second.known).state()).partitions).toMatchObject([
      { partition: 0, topic: "app.1.log" },
      { partition: 1, topic: "app.log" },
    ]);
  });

  test("when it was written anew with the same beginning", async () => {
    put("a.ndjson", '{"n":1}\n');
    const { known } = await drain(open("*.ndjson"));
    put("new", '{"n":1}\n{"n":2}\n');
    renameSync(join(dir, "new"), join(dir, "a.ndjson"));
    expect((await drain(open("*.ndjson", known), known)).values).toEqual(['{"n":2}']);
  });
});

describe("another file is a new partition", () => {
  test("when it took the name of one that was read", async () => {
    put("a.ndjson", '{"n":1}\n');
    const { known } = await drain(open("*.ndjson"));
    put("a.ndjson", '{"m":1}\n{"m":2}\n');
    utimesSync(join(dir, "a.ndjson"), 1, 1);
    const { values, blocks } = await drain(open("*.ndjson", known), known);
    expect(values).toEqual(['{"m":1}', '{"m":2}']);
    expect(blocks).toMatchObject([{ partition: 1, from: 0 }]);
  });

  test("when it was cut off while the source was open", async () => {
    put("a.ndjson", '{"n":1}\n{"n":2}\n');
    const source = open("*.ndjson");
    const { known } = await drain(source);
    put("a.ndjson", '{"n":3}\n');
    expect((await drain(source, known)).values).toEqual(['{"n":3}']);
  });

  test("when it is a copy of one that is still there, or of one that went", async () => {
    put("a.ndjson", '{"n":1}\n');
    const { known } = await drain(open("*.ndjson"));
    copyFileSync(join(dir, "a.ndjson"), join(dir, "b.ndjson"));
    utimesSync(join(dir, "b.ndjson"), 5, 5);
    expect((await drain(open("*.ndjson", known), known)).values).toEqual(['{"n":1}']);
    rmSync(join(dir, "a.ndjson"));
    expect((await drain(open("*.ndjson", known), known)).values).toEqual(['{"n":1}']);
  });
});

describe("which files are meant", () => {
  test("a folder means what is in it and below, but nothing hidden or unfinished", async () => {
    for (const name of ["x/a.json", "x/y/b.json", "x/.c.json", "x/_SUCCESS", "x/d.json.tmp"]) {
      put(name, `{"at":"${name}"}\n`);
    }
    expect((await drain(open("x"))).values).toEqual(['{"at":"x/a.json"}', '{"at":"x/y/b.json"}']);
  });

  test("two stars mean any number of folders", async () => {
    for (const name of ["x/a.json", "x/y/z/b.json", "x/y/c.csv"]) put(name, `{"at":"${name}"}\n`);
    expect((await drain(open(`${dir}/**/*.json`))).values).toEqual([
      '{"at":"x/a.json"}',
      '{"at":"x/y/z/b.json"}',
    ]);
  });

  test("a folder that is missing is a mistake, one that is empty is not", async () => {
    await expect(open("gone/*.json").state()).rejects.toMatchObject({
      code: "SOURCE_FOLDER_MISSING",
    });
    mkdirSync(join(dir, "empty"));
    expect((await open("empty/*.json").state()).partitions).toEqual([]);
  });
});

test("the lines of a recorded topic are known by what they say of their records", async () => {
  put("a.ndjson", '{"_topic":"t","_partition":0,"_offset":7,"id":1}\n{"id":2}\n');
  put("b.ndjson", '{"id":1,"_offset":"x"}\n');
  const { blocks } = await drain(open("*.ndjson"));
  expect(blocks.map(({ records }) => records.map((record) => record.isRecording === true))).toEqual(
    [[true, true], [false]],
  );
});

test("records since a time are those of files that changed since", async () => {
  put("a.ndjson", '{"n":1}\n');
  put("b.ndjson", '{"n":1}\n');
  utimesSync(join(dir, "a.ndjson"), 1000, 1000);
  const source = open("*.ndjson");
  expect([...(await source.offsetsAt(2_000_000))]).toEqual([
    [0, 8],
    [1, 0],
  ]);
});

describe("a folder of CSV is a stream", () => {
  const csv = { type: "csv" } as const;
  const leaveAlone = (path: string) => utimesSync(join(dir, path), 1000, 1000);

  test("whose files each name their fields, and whose quoted fields may hold line feeds", async () => {
    put("a.csv", '\ufeffid, text\r\n1,"two\r\nlines, ""quoted"""\r\n2,plain "quotes"\r\n');
    put("b.csv", "text,id\nx,3\n");
    const { values, blocks } = await drain(open("*.csv", [], csv));
    expect(values).toEqual(['1,"two\r\nlines, ""quoted"""', '2,plain "quotes"', "x,3"]);
    expect(blocks.map(({ records }) => records[0]?.columns)).toEqual([
      ["id", "text"],
      ["text", "id"],
    ]);
    expect(blocks[0]?.from).toBe(13);
  });

  test("that is read in pieces of any size without loss", async () => {
    const lines = Array.from(
      { length: 30 },
      (_, n) => `${n},"${'""\n'.repeat(n % 7)}${"x".repeat(n)}"`,
    );
    put("a.csv", `n,x\n${lines.join("\n")}\n`);
    for (const maxBytes of [1, 2, 3, 17, 64, 1e6]) {
      expect((await drain(open("a.csv", [], csv), [], maxBytes)).values).toEqual(lines);
    }
  });

  test("without a header where the stream names the fields", async () => {
    put("a.psv", '1|"a\n2|b\n');
    const format = { type: "csv", delimiter: "|", quote: null, header: ["id", "x"] } as const;
    const { values, blocks } = await drain(open("*.psv", [], format));
    expect(values).toEqual(['1|"a', "2|b"]);
    expect(blocks[0]?.records[0]?.columns).toBeUndefined();
  });

  test("whose unended last line counts once nobody has written to the file for a while", async () => {
    put("a.csv", "id\n1\n2");
    const first = await drain(open("*.csv", [], csv));
    expect(first.values).toEqual(["1"]);
    leaveAlone("a.csv");
    expect((await drain(open("*.csv", first.known, csv), first.known)).values).toEqual(["2"]);
  });

  test("that waits for a header that is half written", async () => {
    put("a.csv", "id,na");
    const source = open("*.csv", [], csv);
    expect((await drain(source)).values).toEqual([]);
    appendFileSync(join(dir, "a.csv"), "me\n1,x\n");
    const { values, blocks } = await drain(source);
    expect(values).toEqual(["1,x"]);
    expect(blocks[0]?.records[0]?.columns).toEqual(["id", "name"]);
  });

  test.each([
    ["id,,x", "The field 2 of the first line has no name."],
    ["id,x,id", 'The first line names "id" twice.'],
    ['id,"x"y', "The first line has a quote too many."],
  ])("whose header may not be %s", async (header, reason) => {
    put("a.csv", `${header}\n1\n`);
    await expect(open("*.csv", [], csv).state()).rejects.toMatchObject({
      code: "SOURCE_HEADER_INVALID",
      message: `a.csv: ${reason}`,
    });
  });
});

describe("what cannot be read is told", () => {
  const file = () => ({
    ...{ path: "a.ndjson", absolute: join(dir, "a.ndjson"), size: 600 * 1024 * 1024, changed: 0 },
    inode: statSync(join(dir, "a.ndjson")).ino,
  });

  test("a line that does not fit into memory: SOURCE_LINE_TOO_LONG", () => {
    put("a.ndjson", "");
    truncateSync(join(dir, "a.ndjson"), file().size);
    expect(() =>
      readBlock({
        ...{ file: file(), partition: 0, framing: jsonLines, from: 0, earliest: 0 },
        ...{ maxBytes: 512 * 1024 * 1024, settled: false, columns: undefined, isRecording: false },
      }),
    ).toThrow(/the record at byte 0 is longer than 512 MB/);
  });

  test("a file that the system does not give: SOURCE_FILE_UNREADABLE", () => {
    put("a.ndjson", "");
    const absolute = join(dir, "a.ndjson", "below");
    expect(() => openFile({ ...file(), absolute })).toThrow(/a.ndjson cannot be read: ENOTDIR/);
  });
});
