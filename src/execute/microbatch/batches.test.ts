import { describe, expect, test } from "vitest";
import { type BatchRange, batchesOf, batchId, batchName, parseMoment } from "./batches.ts";

const at = (text: string): number => parseMoment(text) ?? Number.NaN;
const range = (changes: Partial<BatchRange>): BatchRange => ({
  size: "day",
  incremental: true,
  from: undefined,
  to: undefined,
  now: at("2026-03-10 12:30:00"),
  begin: at("2026-03-08"),
  lookback: 1,
  ...changes,
});
const named = (changes: Partial<BatchRange>) =>
  batchesOf(range(changes))?.map(({ start, end }) =>
    [start, end].map((time) => new Date(time).toISOString().slice(0, 16)).join("/"),
  );

describe("the batches of a microbatch model", () => {
  test("a lookback of one runs the batch of now and the one before", () => {
    expect(named({})).toEqual([
      "2026-03-09T00:00/2026-03-10T00:00",
      "2026-03-10T00:00/2026-03-11T00:00",
    ]);
  });

  test("a first run begins at the config begin", () => {
    expect(named({ incremental: false })).toHaveLength(3);
    expect(named({ incremental: false, begin: undefined })).toBeUndefined();
  });

  test("the last batch ends where the command line says, rounded up", () => {
    const days = named({ from: at("2026-03-01 05:00:00"), to: at("2026-03-02 05:00:00") });
    expect(days).toEqual([
      "2026-03-01T00:00/2026-03-02T00:00",
      "2026-03-02T00:00/2026-03-03T00:00",
    ]);
  });

  test("months have their own lengths", () => {
    expect(named({ size: "month", lookback: 2 })).toEqual([
      "2026-01-01T00:00/2026-02-01T00:00",
      "2026-02-01T00:00/2026-03-01T00:00",
      "2026-03-01T00:00/2026-04-01T00:00",
    ]);
  });

  test("a batch is named by as much of its start as its size needs", () => {
    expect(batchName(at("2026-03-10 12:30:00"), "hour")).toBe("2026-03-10T12");
    expect(batchId(at("2026-03-10 12:30:00"), "month")).toBe("202603");
  });
});
