/** Compares an entry of a properties file with its shape and reports every difference. Changes nothing. */

import { closestName } from "../../core/closest.ts";
import type { Data, DataObject } from "../../core/data.ts";
import type { Problem } from "../../core/problem.ts";
import {
  missingProperty,
  mistypedProperty,
  unknownProperty,
  wrongPropertyType,
} from "../../core/problems/properties.ts";
import { isDataObject } from "../settings/data-object.ts";
import type { PropertiesFile } from "./properties.ts";
import type { Kind, Shape } from "./property-shapes.ts";
import type { Warned } from "./workspace.ts";

export interface ShapeReport {
  readonly problems: Problem[];
  readonly warnings: Warned[];
}

type Path = readonly (string | number)[];

/** True when the entry can be used. */
export function checkShape(
  entry: Data,
  expected: Shape,
  path: Path,
  file: PropertiesFile,
  report: ShapeReport,
): boolean {
  if (!isDataObject(entry)) {
    report.problems.push(
      wrongPropertyType(
        expected.title,
        "a mapping of keys to values",
        described(entry),
        file.locate(path),
      ),
    );
    return false;
  }
  let fits = checkRequired(entry, expected, path, file, report);
  for (const key of Object.keys(entry)) {
    const kind = Object.hasOwn(expected.keys, key) ? expected.keys[key] : undefined;
    // Most values are right, and need no path.
    if (typeof kind === "string" && matches(entry[key] as Data, kind)) continue;
    const good =
      kind === undefined
        ? checkUnknown(key, expected, path.concat(key), file, report)
        : checkValue(entry[key] as Data, kind, path.concat(key), file, report);
    fits &&= good;
  }
  return fits;
}

function checkRequired(
  entry: DataObject,
  expected: Shape,
  path: Path,
  file: PropertiesFile,
  report: ShapeReport,
): boolean {
  const missing = expected.required.filter((key) => !Object.hasOwn(entry, key));
  for (const key of missing)
    report.problems.push(missingProperty(expected.title, key, file.locate(path)));
  return missing.length === 0;
}

/** Other keys are an error where dbt's class is closed; elsewhere only one that looks like a slip is worth a word. */
function checkUnknown(
  key: string,
  expected: Shape,
  path: Path,
  file: PropertiesFile,
  report: ShapeReport,
): boolean {
  const meant = closestName(key, Object.keys(expected.keys));
  if (expected.closed) {
    report.problems.push(unknownProperty(expected.title, key, meant, file.locate(path)));
    return false;
  }
  if (meant !== undefined)
    report.warnings.push({
      name: "CustomKeyInObjectDeprecation",
      problem: mistypedProperty(expected.title, key, meant, file.locate(path)),
    });
  return true;
}

function checkValue(
  value: Data,
  kind: Kind,
  path: Path,
  file: PropertiesFile,
  report: ShapeReport,
): boolean {
  if (typeof kind === "string") {
    if (matches(value, kind)) return true;
    const title = String(path.at(-1));
    report.problems.push(
      wrongPropertyType(title, expectation(kind), described(value), file.locate(path)),
    );
    return false;
  }
  if (!("title" in kind)) return checkList(value, kind[0], path, file, report);
  // Freshness and the like: null means "none".
  return value === null || checkShape(value, kind, path, file, report);
}

function checkList(
  value: Data,
  item: Shape,
  path: Path,
  file: PropertiesFile,
  report: ShapeReport,
): boolean {
  if (!Array.isArray(value)) return checkValue(value, "list", path, file, report);
  let fits = true;
  (value as readonly Data[]).forEach((entry, index) => {
    fits = checkShape(entry, item, path.concat(index), file, report) && fits;
  });
  return fits;
}

const periods: readonly string[] = ["minute", "hour", "day"];

const matchers: Readonly<Record<Extract<Kind, string>, (value: Data) => boolean>> = {
  any: () => true,
  string: (value) => typeof value === "string",
  "string?": (value) => value === null || typeof value === "string",
  "boolean?": (value) => value === null || typeof value === "boolean",
  "integer?": (value) => value === null || Number.isInteger(value),
  "period?": (value) => value === null || periods.includes(value as string),
  dict: isDataObject,
  "dict?": (value) => value === null || isDataObject(value),
  list: Array.isArray,
  "list?": (value) => value === null || Array.isArray(value),
  strings: (value) => Array.isArray(value) && value.every((item) => typeof item === "string"),
};

const matches = (value: Data, kind: Extract<Kind, string>): boolean => matchers[kind](value);

const expectations: Readonly<Record<string, string>> = {
  string: "text",
  boolean: "true or false",
  integer: "a whole number",
  period: "minute, hour or day",
  dict: "a mapping of keys to values",
  list: "a list",
  strings: "a list of text",
};

const expectation = (kind: string): string =>
  expectations[kind.replace("?", "")] ?? "something else";

/** What a value is, in a reader's words. */
function described(value: Data): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (isDataObject(value)) return "a mapping";
  return typeof value === "string" ? "text" : `${JSON.stringify(value)}`;
}
