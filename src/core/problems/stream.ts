/** What can be wrong with the declaration of a stream: its source table, its connection. */
import type { Place } from "../place.ts";
import { Problem } from "../problem.ts";

const meant = (closest: string | undefined, otherwise: string): string =>
  closest === undefined ? otherwise : `Did you mean "${closest}"?`;

/**
 * A key under `config.load` of a source table is unknown, missing, or has a value of the wrong kind.
 *
 * @example
 * sources:
 *   - name: shop
 *     tables:
 *       - name: clicks
 *         config: {load: {connection: shop_kafka, topic: clicks, start: begining}}
 */
export const streamSettingInvalid = (
  stream: string,
  what: string,
  message: string,
  at: Place | undefined,
  closest?: string,
) =>
  new Problem("STREAM_SETTING_INVALID", `The stream ${stream}: ${what}: ${message}.`, {
    at,
    hint: meant(closest, "docs/streams.md lists what a stream may declare."),
  });

/**
 * A stream names a connection that profiles.yml does not have.
 *
 * @example
 * config: {load: {connection: shop_kafak, topic: clicks}}
 */
export const streamConnectionUnknown = (
  stream: string,
  connection: string,
  at: Place | undefined,
  closest: string | undefined,
) =>
  new Problem(
    "STREAM_CONNECTION_UNKNOWN",
    `The stream ${stream} is loaded by the connection "${connection}", which profiles.yml does not have.`,
    { at, hint: meant(closest, 'Add it to "connections:" in profiles.yml.') },
  );

/**
 * A column of a stream does not say its type, so there is no table to land rows in.
 *
 * @example
 * columns:
 *   - name: event_id
 */
export const streamColumnWithoutType = (stream: string, column: string, at: Place | undefined) =>
  new Problem(
    "STREAM_COLUMN_WITHOUT_TYPE",
    `The stream ${stream}: the column ${column} has no data_type.`,
    { at, hint: "Give it the type that the table shall have, such as varchar or bigint." },
  );

/**
 * A setting of a stream names a column that its source table does not declare.
 *
 * @example
 * config: {load: {connection: shop_kafka, topic: clicks, event_time: hapened_at}}
 * columns: [{name: happened_at, data_type: timestamp}]
 */
export const streamColumnUnknown = (
  stream: string,
  what: string,
  column: string,
  at: Place | undefined,
  closest: string | undefined,
) =>
  new Problem(
    "STREAM_COLUMN_UNKNOWN",
    `The stream ${stream}: ${what} names the column ${column}, which is not declared.`,
    { at, hint: meant(closest, 'Declare it under "columns:" with its data_type.') },
  );

/**
 * Two streams would write the same table.
 *
 * @example
 * tables:
 *   - {name: clicks, config: {load: {connection: a, topic: clicks}}}
 *   - {name: more_clicks, identifier: clicks, config: {load: {connection: b, topic: clicks}}}
 */
export const streamTableDouble = (
  stream: string,
  other: string,
  table: string,
  at: Place | undefined,
) =>
  new Problem(
    "STREAM_TABLE_DOUBLE",
    `The stream ${stream} lands in ${table}, and so does ${other}.`,
    { at, hint: "Give each stream a table of its own, and put them together in a model." },
  );

/**
 * A connection in profiles.yml has a key that is unknown or missing, or a value of the wrong kind.
 *
 * @example
 * connections:
 *   shop_kafka: {type: kafka, broker: localhost:9092}
 */
export const connectionInvalid = (
  connection: string,
  what: string,
  message: string,
  at: Place | undefined,
  closest?: string,
) =>
  new Problem("CONNECTION_INVALID", `The connection ${connection}: ${what}: ${message}.`, {
    at,
    hint: meant(closest, "docs/streams.md lists what a connection may hold."),
  });

/**
 * A certificate or key that a connection names cannot be read.
 *
 * @example
 * connections:
 *   shop_kafka: {type: kafka, brokers: [localhost:9093], ssl: {ca: certs/none.pem}}
 */
export const connectionFileUnreadable = (
  connection: string,
  file: string,
  reason: string,
  at: Place | undefined,
) =>
  new Problem(
    "CONNECTION_FILE_UNREADABLE",
    `The connection ${connection} needs the file ${file}, which cannot be read: ${reason}.`,
    { at, hint: "Paths start at the project's folder." },
  );

/**
 * A command of streams finds none: no source table has `config.load`, or none that has was selected.
 *
 * @example
 * tsdbt load
 */
export const noStreams = (selected: boolean) =>
  new Problem(
    "NO_STREAMS",
    selected
      ? "None of what is selected is a stream."
      : "No source of this project says how it is loaded.",
    { hint: 'Give a source table "config: {load: {connection: …}}"; see docs/streams.md.' },
  );

/**
 * The port for metrics and health is taken, perhaps by another `tsdbt stream`.
 *
 * @example
 * tsdbt stream --metrics-port 80
 */
export const portTaken = (port: number, reason: string) =>
  new Problem("STREAM_PORT_TAKEN", `Metrics cannot be served on port ${port}: ${reason}.`, {
    hint: "Choose another one with --metrics-port; 0 takes any that is free.",
  });

/**
 * `tsdbt stream replay` does not say where to go back to.
 *
 * @example
 * tsdbt stream replay
 */
export const replayPositionMissing = () =>
  new Problem("REPLAY_POSITION_MISSING", "There is no saying where to go back to.", {
    hint: "Give --from-timestamp 2026-11-01T00:00:00Z, or --from-offset 0:1200 for each partition.",
  });

/**
 * The position of `tsdbt stream replay` cannot be read, or the source no longer holds it.
 *
 * @example
 * tsdbt stream replay --from-offset 12
 */
export const replayOffsetInvalid = (position: string, stream?: string, earliest?: number) =>
  new Problem(
    "REPLAY_POSITION_INVALID",
    stream === undefined
      ? `"${position}" is neither a moment nor a partition with its offset.`
      : `The stream ${stream} cannot go back to ${position}: ${earliest === undefined ? "there is no such partition" : `its source begins at ${earliest}`}.`,
    { hint: "Write a moment such as 2026-11-01T00:00:00Z, or partition:offset such as 0:1200." },
  );

/**
 * `tsdbt stream produce` writes to one topic, and what is selected is none, several, or files.
 *
 * @example
 * tsdbt stream produce --select source:shop.clicks   # whose connection is of type file
 */
export const produceNeedsTopic = () =>
  new Problem("PRODUCE_NEEDS_TOPIC", "Records can be produced to one Kafka topic at a time.", {
    hint: "Select one stream whose connection is of type kafka: --select source:shop.clicks",
  });

/**
 * The file whose lines are to be produced cannot be read.
 *
 * @example
 * tsdbt stream produce --file none.ndjson
 */
export const fileNotReadable = (file: string, reason: string) =>
  new Problem("PRODUCE_FILE_UNREADABLE", `The file ${file} cannot be read: ${reason}.`, {
    hint: "Paths start where the command is given.",
  });
