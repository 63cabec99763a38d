/** The names and ids of generic tests, byte for byte dbt's: saved state, selections and histories hang on them. */
import type { Data, DataObject } from "../../core/data.ts";
import type { TestMetadata } from "../../core/nodes.ts";
import { repr, str, toValue } from "../../jinja/index.ts";
import { isDataObject } from "../settings/data-object.ts";
import { md5 } from "./checksum.ts";
import { inOrder } from "./in-order.ts";

export interface TestNames {
  /** The whole name: of the node, and in its id and fqn. */
  readonly full: string;
  /** The same when it has fewer than 64 characters; a hash otherwise. Of the file and the alias. */
  readonly short: string;
}

/**
 * The name of a test that was not given one.
 * @param testType the test's name, with its namespace and `source_` before it
 * @param targetName what is tested
 */
export function synthesizeNames(testType: string, targetName: string, args: DataObject): TestNames {
  const parts: string[] = [];
  for (const name of inOrder(Object.keys(args))) {
    if (name !== "model") parts.push(...partsOf(args[name] as Data));
  }
  const identifier = `${testType}_${targetName}`;
  const full = `${identifier}_${parts.map(clean).join("__")}`;
  const short = full.length >= 64 ? `${identifier.slice(0, 30)}_${md5(full)}` : full;
  return { full, short };
}

const clean = (part: string): string => part.replace(/[^0-9a-zA-Z_]+/g, "_");

function partsOf(value: Data): readonly string[] {
  if (Array.isArray(value)) return value.map(pythonText);
  if (isDataObject(value)) return Object.values(value).map(pythonText);
  return [pythonText(value)];
}

/** Python's `str()`. */
export const pythonText = (value: Data): string =>
  typeof value === "string" ? value : str(toValue(value));

/** The arguments of a call, each as it would be written in Python: text as it is, all else as `repr()` has it. */
export function pythonTexts(call: DataObject): DataObject {
  const texts: Record<string, string> = {};
  for (const name of Object.keys(call)) texts[name] = pythonText(call[name] as Data);
  return texts;
}

/** The last part of a test's id: of its name and of what it checks, as Python would print it. */
export function testHash(name: string, { name: test, kwargs, namespace }: TestMetadata): string {
  const ofNamespace = quoted(namespace === null ? "None" : namespace);
  const metadata = `{'kwargs': ${sortedRepr(kwargs)}, 'name': ${quoted(test)}, 'namespace': ${ofNamespace}}`;
  return md5(name + metadata).slice(-10);
}

/** `repr()` of the data with its keys sorted and every scalar turned into text. */
function sortedRepr(value: Data): string {
  if (typeof value === "string") return quoted(value);
  if (Array.isArray(value)) return `[${value.map(sortedRepr).join(", ")}]`;
  if (!isDataObject(value)) return quoted(pythonText(value));
  let entries = "";
  for (const key of inOrder(Object.keys(value))) {
    if (entries !== "") entries += ", ";
    entries += `${quoted(key)}: ${sortedRepr(value[key] as Data)}`;
  }
  return `{${entries}}`;
}

/** Text whose `repr()` only has quotes around it: all of ASCII that is visible, but for backslashes and one of the quotes. */
const withoutSingleQuotes = /^[ -&(-[\]-~]*$/;
const withoutDoubleQuotes = /^[ !#-[\]-~]*$/;

/** Python's `repr()` of text. */
function quoted(text: string): string {
  if (withoutSingleQuotes.test(text)) return `'${text}'`;
  return withoutDoubleQuotes.test(text) ? `"${text}"` : repr(text);
}
