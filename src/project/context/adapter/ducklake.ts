/** Which databases of a profile are DuckLakes. */
import type { Data, DataObject } from "../../../core/data.ts";
import type { Value } from "../../../jinja/index.ts";
import { Relation } from "../relation.ts";

/** Whether the relation stands in a database that the profile opens or attaches as a DuckLake. */
export function isDucklake(credentials: DataObject, relation: Value): boolean {
  if (!(relation instanceof Relation)) return false;
  const { database } = relation.parts;
  return database !== null && ducklakes(credentials).includes(database);
}

function ducklakes(credentials: DataObject): readonly string[] {
  const attached = credentials.attach;
  const entries = [credentials, ...((Array.isArray(attached) ? attached : []) as DataObject[])];
  return entries
    .filter(({ is_ducklake: flag, path }) => flag === true || /ducklake:/i.test(text(path)))
    .map(({ alias, path }) => (alias ? text(alias) : nameIn(text(path))));
}

const text = (value: Data | undefined): string => (typeof value === "string" ? value : "");

const nameIn = (path: string): string =>
  (
    path
      .replace(/^ducklake:/i, "")
      .split("/")
      .at(-1) ?? ""
  ).split(".")[0] ?? "";
