/** Makes streams of the source tables that say how they are loaded. Tells all mistakes at once, each with its place. */
import { resolve } from "node:path";
import { closestName } from "../../core/closest.ts";
import type { Manifest } from "../../core/manifest.ts";
import type { Source } from "../../core/nodes.ts";
import { type Problem, throwAll } from "../../core/problem.ts";
import {
  streamConnectionUnknown,
  streamSettingInvalid,
  streamTableDouble,
} from "../../core/problems/stream.ts";
import type { Project } from "../../project/load.ts";
import type { Connection } from "../connection.ts";
import { envelopeColumns } from "../formats/envelope-columns.ts";
import type { Stream, StreamFormat } from "../stream.ts";
import { openConnections } from "./connections.ts";
import { mistakesOf } from "./issues.ts";
import { type LoadConfig, loadKeys, loadSchema } from "./load-schema.ts";
import { placesIn } from "./places.ts";
import { loadPath, nameOf, type Reading } from "./reading.ts";
import { columnsOf, dedupeOf, eventTimeOf } from "./stream-columns.ts";

/** A stream with what it is read from. */
export interface ConnectedStream {
  readonly stream: Stream;
  readonly connection: Connection;
}

export interface StreamSettings {
  readonly streams: readonly ConnectedStream[];
  /** What must never be shown. */
  readonly secrets: readonly string[];
}

/** Whether the source table says how it is loaded. */
export const isStream = ({ config }: Source): boolean =>
  config.load !== undefined && config.load !== null;

/** Unique ids of the source tables that are streams. */
export const streamSources = ({ sources }: Manifest): readonly string[] =>
  Object.values(sources)
    .filter(isStream)
    .map(({ unique_id }) => unique_id);

/**
 * @param sourceIds unique ids of source tables that are streams
 * @throws Problems with everything that is wrong in their declarations and connections
 */
export function readStreams(project: Project, sourceIds: Iterable<string>): StreamSettings {
  const connections = openConnections({
    file: project.profile.file,
    projectDir: project.settings.dir,
    env: project.env,
    vars: project.flags.vars,
  });
  const problems: Problem[] = [];
  const streams: ConnectedStream[] = [];
  for (const id of sourceIds) {
    const source = project.manifest.sources[id];
    if (source === undefined) throw new Error(`Bug: ${id} is no source`);
    const made = readStream({
      project,
      source,
      connections,
      problems,
      at: placesIn(project, source),
    });
    if (made !== undefined) streams.push(made);
  }
  checkTables(streams, problems);
  throwAll([...connections.problems, ...problems]);
  return { streams, secrets: connections.secrets };
}

function readStream(reading: Reading): ConnectedStream | undefined {
  const { source, connections, problems, at } = reading;
  const stream = nameOf(source);
  const load: unknown = JSON.parse(JSON.stringify(source.config.load));
  const parsed = loadSchema.safeParse(load);
  if (!parsed.success) {
    for (const { path, message, unknownKey } of mistakesOf(parsed.error)) {
      const closest = unknownKey && closestName(unknownKey, loadKeys);
      const place = at([...loadPath, ...path]);
      problems.push(
        streamSettingInvalid(stream, path.join(".") || "load", message, place, closest),
      );
    }
    return undefined;
  }
  const { data } = parsed;
  if (!connections.names.includes(data.connection)) {
    const closest = closestName(data.connection, connections.names);
    const place = at([...loadPath, "connection"]);
    problems.push(streamConnectionUnknown(stream, data.connection, place, closest));
  }
  const before = problems.length;
  const connection = connections.connection(data.connection);
  const made = streamOf(data, connection, reading);
  if (connection === undefined || problems.length > before) return undefined;
  return { stream: made, connection };
}

function streamOf(load: LoadConfig, connection: Connection | undefined, reading: Reading): Stream {
  const { project, source, at } = reading;
  const { envelope, contract } = load;
  const declared = columnsOf(load, reading);
  const columns = [...declared, ...envelopeColumns({ envelope, contract, columns: declared })];
  return {
    name: nameOf(source),
    sourceId: source.unique_id,
    table: {
      database: source.database === project.profile.database ? null : source.database,
      schema: source.schema,
      identifier: source.identifier,
    },
    connection: load.connection,
    topic: topicOf(load, connection, reading),
    format: formatOf(load, connection, reading),
    envelope,
    columns,
    contract,
    start: load.start,
    limits: {
      maxRows: load.max_rows,
      maxBytes: load.max_bytes,
      maxWaitMs: load.max_wait,
      maxValueBytes: load.max_value_bytes,
    },
    keepRaw: load.keep_raw,
    keyFormat: load.key,
    eventTime: eventTimeOf(load, columns, reading),
    dedupe: dedupeOf(load, columns, reading),
    maxDlqRatio: load.max_dlq_ratio,
    onDataLoss: load.on_data_loss,
    onRecreate: load.on_recreate,
    retainMs: load.retain,
    at: at(loadPath),
  };
}

/** The path of a schema starts at the project's folder. What is no text has no lines, and files are read by lines. */
function formatOf(
  { format }: LoadConfig,
  connection: Connection | undefined,
  { project, source, problems, at }: Reading,
): StreamFormat {
  const given = format as StreamFormat;
  if (connection?.type === "file" && given.type !== "json" && given.type !== "csv") {
    const message = `files are read as json or csv, and ${given.type} comes from topics only`;
    problems.push(
      streamSettingInvalid(nameOf(source), "format", message, at([...loadPath, "format"])),
    );
  }
  if (given.schema === undefined) return given;
  return { ...given, schema: resolve(project.settings.dir, given.schema) };
}

/** A topic for Kafka, a path for files. Both may stand there, so that a project can switch by the connection alone. */
function topicOf(
  { topic, path }: LoadConfig,
  connection: Connection | undefined,
  { source, problems, at }: Reading,
): string {
  if (connection === undefined) return topic ?? path ?? "";
  const [wanted, key] = connection.type === "kafka" ? [topic, "topic"] : [path, "path"];
  if (wanted === undefined) {
    const message = `it is missing, and the connection ${connection.name} is of type ${connection.type}`;
    problems.push(streamSettingInvalid(nameOf(source), key, message, at(loadPath)));
  }
  return wanted ?? "";
}

function checkTables(streams: readonly ConnectedStream[], problems: Problem[]): void {
  const taken = new Map<string, string>();
  for (const { stream } of streams) {
    const { database, schema, identifier } = stream.table;
    const table = `${schema}.${identifier}`;
    const key = `${database}.${table}`.toLowerCase();
    const other = taken.get(key);
    if (other !== undefined) problems.push(streamTableDouble(stream.name, other, table, stream.at));
    taken.set(key, stream.name);
  }
}
