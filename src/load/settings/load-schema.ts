/** What `config.load` of a source table may hold, with its defaults. Data only. */
import { z } from "zod";
import { duration, size } from "./quantities.ts";

const contract = z.enum(["strict", "capture", "evolve"], "use strict, capture or evolve");

const formatTypes = ["json", "csv", "avro", "protobuf", "json_schema"] as const;
const formatName = z.enum([...formatTypes, "ndjson"]);

const format = z.union(
  [
    formatName.transform((type) => ({ type: type === "ndjson" ? ("json" as const) : type })),
    z.strictObject({
      type: formatName.transform((type) => (type === "ndjson" ? ("json" as const) : type)),
      delimiter: z.string().length(1).optional(),
      quote: z.string().length(1).nullable().optional(),
      header: z.union([z.boolean(), z.array(z.string()).min(1)]).optional(),
      schema: z.string().optional(),
      message: z.string().optional(),
    }),
  ],
  `use one of ${formatTypes.join(", ")}, or a mapping with such a type and, where it needs them, delimiter, quote, header, schema, message`,
);

/** A moment: ISO 8601, or milliseconds since 1970. */
const moment = z.union(
  [
    z.number().int().nonnegative(),
    z
      .string()
      .refine((text) => !Number.isNaN(Date.parse(text)))
      .transform((text) => Date.parse(text)),
  ],
  "write a moment such as 2026-11-01T00:00:00Z",
);

const start = z.union(
  [
    z.enum(["earliest", "latest"]).transform((at) => ({ at })),
    z
      .strictObject({ timestamp: moment })
      .transform(({ timestamp }) => ({ at: "timestamp" as const, timestamp })),
    z
      .strictObject({
        offsets: z.record(z.string().regex(/^\d+$/), z.number().int().nonnegative()),
      })
      .transform(({ offsets }) => ({ at: "offsets" as const, offsets })),
  ],
  "use earliest, latest, {timestamp: 2026-11-01T00:00:00Z} or {offsets: {0: 1200}}",
);

const eventTime = z.strictObject({
  column: z.string().optional(),
  allowed_lateness: duration.default(0),
  max_skew: duration.default(3_600_000),
  idle_timeout: duration.default(300_000),
});

const columnNames = z.union([
  z.string().transform((column) => [column]),
  z.array(z.string()).min(1, "name a column"),
]);

const dedupe = z.union(
  [
    columnNames.transform((columns) => ({ columns })),
    z.strictObject({ columns: columnNames, within: duration.optional() }),
  ],
  "name the columns that are equal, or use a mapping with columns and within",
);

export const loadSchema = z.strictObject({
  connection: z.string(),
  topic: z.string().min(1).optional(),
  path: z.string().min(1).optional(),
  format: format.default({ type: "json" }),
  envelope: z.enum(["none", "upsert", "debezium"]).default("none"),
  start: start.default({ at: "earliest" }),
  contract: contract.default("capture"),
  /** By column: a contract of its own. */
  columns: z.record(z.string(), z.strictObject({ contract })).default({}),
  key: z.enum(["text", "bytes"]).default("text"),
  keep_raw: z.enum(["always", "on_drift", "never"]).default("on_drift"),
  event_time: z.union([z.string().transform((column) => ({ column })), eventTime]).optional(),
  dedupe: dedupe.optional(),
  max_rows: z.number().int().positive().default(122_880),
  max_bytes: size.default(64 * 1024 ** 2),
  max_wait: duration.default(100),
  max_value_bytes: size.default(10 * 1024 ** 2),
  max_dlq_ratio: z.number().min(0).max(1).default(0.01),
  on_data_loss: z.enum(["fail", "continue"]).default("fail"),
  on_recreate: z.enum(["fail", "new_incarnation"]).default("fail"),
  retain: duration.optional(),
});

export type LoadConfig = z.infer<typeof loadSchema>;

/** For hints about keys that are not known. */
export const loadKeys: readonly string[] = Object.keys(loadSchema.shape);

export const eventTimeDefaults = eventTime.parse({});
