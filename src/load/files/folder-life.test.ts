/** Whatever happens to the files of a folder, and however often its reader starts anew, each line comes once. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { seededRandom } from "../../test/seeded-random.ts";
import { testStream } from "../../test/stream-fixture.ts";
import { digestOf } from "../record-digest.ts";
import type { KnownPartition, RecordBlock, RecordSource } from "../record-source.ts";
import { openFileSource } from "./file-source.ts";

const connection = (dir: string) => ({
  ...({ type: "file", name: "in", registry: undefined } as const),
  dir,
});

/** What a loader does: what it has committed, it knows again; what it has not, it reads again. */
interface Reader {
  /** Reads to the end. Sometimes a batch fails, and all begins again from the ledger. */
  drain(): Promise<void>;
  readonly committed: string[];
}

function readerOf(dir: string, next: () => number): Reader {
  const ledger = new Map<number, KnownPartition>();
  const committed: string[] = [];
  let source: RecordSource | undefined;
  const commit = ({ partition, topic, to, records }: RecordBlock): void => {
    const last = records.at(-1);
    const before = ledger.get(partition);
    committed.push(...records.map(({ value }) => Buffer.from(value ?? []).toString()));
    ledger.set(partition, {
      ...{ partition, topic, next: to },
      last: last
        ? { offset: last.offset, digest: digestOf(last), timestamp: last.timestamp }
        : before?.last,
    });
  };
  const reopened = (): RecordSource => {
    const opened = openFileSource(connection(dir), testStream({ topic: "*.log*" }), Date.now);
    opened.recall?.([...ledger.values()]);
    return opened;
  };
  const readOnce = async (): Promise<boolean> => {
    if (source === undefined || next() < 0.2) source = reopened();
    const { partitions } = await source.state();
    const positions = new Map(
      partitions.map(({ partition, earliest }) => [
        partition,
        ledger.get(partition)?.next ?? earliest,
      ]),
    );
    const maxBytes = 1 + Math.floor(next() * 200);
    const blocks = await source.read(positions, { maxBytes, maxWaitMs: 0 });
    if (next() < 0.8) for (const block of blocks) commit(block);
    return blocks.length > 0 || source.partitionsChanged?.() === true;
  };
  return {
    committed,
    async drain() {
      for (let reads = 0; await readOnce(); reads++) {
        if (reads > 5000) throw new Error("reading does not come to an end");
      }
    },
  };
}

test.each(Array.from({ length: 8 }, (_, seed) => seed))(
  "each line comes once (seed %i)",
  async (seed) => {
    const dir = mkdtempSync(join(tmpdir(), "life-"));
    try {
      const next = seededRandom(seed);
      const reader = readerOf(dir, next);
      const written: string[] = [];
      let half = "";
      const line = (): string => {
        const text = JSON.stringify({ n: written.length, x: "x".repeat(next() * 60) });
        written.push(text);
        return `${text}\n`;
      };
      const path = (name: string) => join(dir, name);
      const current = path("app.log");
      const happenings: readonly (() => Promise<void> | void)[] = [
        () => appendFileSync(current, line() + line()),
        () => appendFileSync(current, line()),
        // A writer is interrupted in the middle of a line, and goes on later.
        () => {
          const whole = line();
          const cut = 1 + Math.floor(next() * (whole.length - 2));
          appendFileSync(current, whole.slice(0, cut));
          half = whole.slice(cut);
        },
        () => writeFileSync(path(`other-${written.length}.log`), line() + line()),
        () => {
          if (existsSync(current)) renameSync(current, path(`app.log.${written.length}`));
        },
        async () => {
          await reader.drain();
          if (existsSync(current)) truncateSync(current);
          appendFileSync(current, line());
        },
        async () => {
          await reader.drain();
          writeFileSync(path("new"), line() + line() + line());
          renameSync(path("new"), current);
        },
        async () => {
          await reader.drain();
          const [oldest] = readdirSync(dir).filter((name) => name.startsWith("app.log."));
          if (oldest !== undefined) rmSync(path(oldest));
        },
      ];
      for (let step = 0; step < 40; step++) {
        if (half !== "") appendFileSync(current, half);
        half = "";
        await happenings[Math.floor(next() * happenings.length)]?.();
        if (next() < 0.5) await reader.drain();
      }
      if (half !== "") appendFileSync(current, half);
      await reader.drain();
      expect(reader.committed.toSorted()).toEqual(written.toSorted());
    } finally {
      rmSync(dir, { recursive: true });
    }
  },
);
