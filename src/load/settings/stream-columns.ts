/** The columns of a stream, and the settings that name some of them. */
import { closestName } from "../../core/closest.ts";
import type { Column } from "../../core/nodes.ts";
import {
  streamColumnUnknown,
  streamColumnWithoutType,
  streamSettingInvalid,
} from "../../core/problems/stream.ts";
import type { YamlPath } from "../../project/settings/yaml.ts";
import type { Dedupe, EventTime, StreamColumn } from "../stream.ts";
import { eventTimeDefaults, type LoadConfig } from "./load-schema.ts";
import { loadPath, nameOf, type Reading } from "./reading.ts";

/** The loader's own columns begin with an underscore and are not the record's. */
export function columnsOf(load: LoadConfig, reading: Reading): StreamColumn[] {
  const { source, problems, at } = reading;
  const declared = Object.values(source.columns).filter(({ name }) => !name.startsWith("_"));
  const names = namesOf(declared);
  for (const name of Object.keys(load.columns))
    checkColumn(name, names, "columns", ["columns", name], reading);
  return declared.map((column) => {
    const { name, data_type: dataType } = column;
    if (dataType === null || dataType === "")
      problems.push(streamColumnWithoutType(nameOf(source), name, at(["columns", name])));
    return {
      name,
      dataType: dataType ?? "",
      nullable: !isRequired(column),
      contract: load.columns[name]?.contract ?? load.contract,
    };
  });
}

const isRequired = ({ constraints }: Column): boolean =>
  constraints.some(({ type }) => type === "not_null" || type === "primary_key");

/** @param columns of the record and of its envelope */
export function eventTimeOf(
  load: LoadConfig,
  columns: readonly StreamColumn[],
  reading: Reading,
): EventTime | undefined {
  const { source, problems, at } = reading;
  const configured: unknown = source.config.event_time;
  const fallback = typeof configured === "string" ? configured : undefined;
  if (load.event_time === undefined && fallback === undefined) return undefined;
  const given = { ...eventTimeDefaults, ...load.event_time };
  const column = given.column ?? fallback;
  if (column === undefined) {
    const place = at([...loadPath, "event_time"]);
    problems.push(streamSettingInvalid(nameOf(source), "event_time", "say its column", place));
    return undefined;
  }
  checkColumn(column, namesOf(columns), "event_time", ["event_time"], reading);
  return {
    column,
    allowedLatenessMs: given.allowed_lateness,
    maxSkewMs: given.max_skew,
    idleTimeoutMs: given.idle_timeout,
  };
}

/** @param columns of the record and of its envelope */
export function dedupeOf(
  { dedupe }: LoadConfig,
  columns: readonly StreamColumn[],
  reading: Reading,
): Dedupe | undefined {
  if (dedupe === undefined) return undefined;
  for (const name of dedupe.columns)
    checkColumn(name, namesOf(columns), "dedupe", ["dedupe"], reading);
  const within = "within" in dedupe ? dedupe.within : undefined;
  return { columns: dedupe.columns, withinMs: within };
}

const namesOf = (columns: readonly { readonly name: string }[]): readonly string[] =>
  columns.map(({ name }) => name);

/** @param path of what names the column, below the declaration */
function checkColumn(
  name: string,
  names: readonly string[],
  setting: "columns" | "event_time" | "dedupe",
  path: YamlPath,
  { source, problems, at }: Reading,
): void {
  if (names.includes(name)) return;
  const place = at([...loadPath, ...path]);
  problems.push(
    streamColumnUnknown(nameOf(source), setting, name, place, closestName(name, names)),
  );
}
