/** A stream to test with: everything at its default but what is given. */
import type { Stream } from "../load/stream.ts";

export const testStream = (given: Partial<Stream> = {}): Stream => ({
  name: "shop.clicks",
  sourceId: "source.shop.shop.clicks",
  table: { database: null, schema: "main", identifier: "clicks" },
  connection: "replay",
  topic: "events/*.ndjson",
  format: { type: "json" },
  envelope: "none",
  columns: [],
  contract: "capture",
  start: { at: "earliest" },
  limits: { maxRows: 20_000, maxBytes: 16_777_216, maxWaitMs: 100, maxValueBytes: 1_048_576 },
  keepRaw: "on_drift",
  keyFormat: "text",
  eventTime: undefined,
  maxDlqRatio: 0.01,
  onDataLoss: "fail",
  onRecreate: "fail",
  retainMs: undefined,
  at: undefined,
  ...given,
});
