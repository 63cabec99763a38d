/** PyYAML's `safe_dump` in block style, 80 columns wide: what templates know as `toyaml`. */
import {
  compare,
  Dict,
  Float,
  PyError,
  PySet,
  str,
  Tuple,
  typeName,
  type Value,
} from "../../../jinja/index.ts";
import { PyDate } from "../python-types/date.ts";
import { PyDateTime } from "../python-types/datetime.ts";
import { type Spot, scalarText } from "./yaml-scalar-text.ts";

type Collection = Dict | Tuple | PySet | Value[];

interface Dump {
  readonly sortsKeys: boolean;
  /** The names of what occurs more than once; PyYAML writes that once and refers to it afterwards. */
  readonly anchors: ReadonlyMap<Value, string>;
  readonly written: Set<Value>;
}

/** @throws PyError ValueError for a value that YAML has no form for */
export function dumpYaml(value: Value, sortsKeys: boolean): string {
  const dump: Dump = { sortsKeys, anchors: anchorsOf(value), written: new Set() };
  if (isCollection(value)) {
    const properties = propertiesOf(value, dump);
    const block = blockOf(value, 0, dump);
    if (properties === "") return block;
    return `${properties}${isEmpty(value) ? " " : "\n"}${block}`;
  }
  const text = scalar(value, { column: 0, indent: 2, isKey: false });
  // PyYAML ends a document that is one plain scalar, as the reader could not tell where it stops.
  return /^['"]/.test(text) ? `${text}\n` : `${text}\n...\n`;
}

const isCollection = (value: Value): value is Collection =>
  Array.isArray(value) || value instanceof Dict || value instanceof Tuple || value instanceof PySet;

const itemsOf = (value: Value[] | Tuple): readonly Value[] =>
  Array.isArray(value) ? value : value.items;

const isEmpty = (value: Collection): boolean =>
  value instanceof Dict || value instanceof PySet ? value.size === 0 : itemsOf(value).length === 0;

const isShareable = (value: Value): boolean =>
  isCollection(value)
    ? !(value instanceof Tuple && isEmpty(value))
    : value instanceof PyDate || value instanceof PyDateTime;

// Numbered in the order in which they are met for the second time.
function anchorsOf(root: Value): ReadonlyMap<Value, string> {
  const anchors = new Map<Value, string>();
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (!isShareable(value)) return;
    if (!seen.has(value)) {
      seen.add(value);
      for (const part of partsOf(value)) visit(part);
    } else if (!anchors.has(value)) {
      anchors.set(value, `id${String(anchors.size + 1).padStart(3, "0")}`);
    }
  };
  visit(root);
  return anchors;
}

function partsOf(value: Value): Iterable<Value> {
  if (value instanceof Dict) return [...value.entries()].flat();
  if (value instanceof PySet) return value.values();
  return Array.isArray(value) || value instanceof Tuple ? itemsOf(value) : [];
}

/** What stands before a value: `&id001` where it is written first, `!!set`. */
function propertiesOf(value: Value, dump: Dump): string {
  const anchor = dump.anchors.get(value);
  dump.written.add(value);
  const parts = [anchor && `&${anchor}`, value instanceof PySet && "!!set"];
  return parts.filter(Boolean).join(" ");
}

const aliasOf = (value: Value, { anchors, written }: Dump): string | undefined => {
  const anchor = anchors.get(value);
  return anchor !== undefined && written.has(value) ? `*${anchor}` : undefined;
};

function blockOf(value: Collection, indent: number, dump: Dump): string {
  const pad = " ".repeat(indent);
  if (value instanceof Dict) return mapping([...value.entries()], indent, dump);
  if (value instanceof PySet) {
    const entries = Array.from(value.values(), (member): [Value, Value] => [member, null]);
    return mapping(entries, indent, dump);
  }
  const items = itemsOf(value);
  if (items.length === 0) return `${pad}[]\n`;
  return items.map((item) => `${pad}- ${nested(item, indent + 2, dump)}`).join("");
}

/** What follows a dash, `?` or `:`; a collection begins on the same line unless something stands before it. */
function nested(item: Value, indent: number, dump: Dump): string {
  const alias = aliasOf(item, dump);
  if (alias !== undefined) return `${alias}\n`;
  const properties = propertiesOf(item, dump);
  const before = properties && `${properties} `;
  if (!isCollection(item)) {
    const spot = { column: indent + before.length, indent, isKey: false };
    return `${before}${scalar(item, spot)}\n`;
  }
  const block = blockOf(item, indent, dump);
  return properties === "" || isEmpty(item)
    ? before + block.trimStart()
    : `${properties}\n${block}`;
}

function mapping(entries: [Value, Value][], indent: number, dump: Dump): string {
  const pad = " ".repeat(indent);
  if (entries.length === 0) return `${pad}{}\n`;
  const sorted = dump.sortsKeys ? sortedByKey(entries) : entries;
  return sorted.map(([key, value]) => entryText(key, value, indent, dump)).join("");
}

// Keys that Python cannot order stay as they are.
function sortedByKey(entries: readonly [Value, Value][]): [Value, Value][] {
  try {
    return [...entries].sort(([a], [b]) => compare(a, b));
  } catch (thrown) {
    if (thrown instanceof PyError) return [...entries];
    throw thrown;
  }
}

function entryText(key: Value, value: Value, indent: number, dump: Dump): string {
  const pad = " ".repeat(indent);
  if (!isSimpleKey(key)) {
    const first = `${pad}? ${nested(key, indent + 2, dump)}`;
    // A list that has something before it is not indented, as below a key.
    const isNamed = dump.anchors.has(value) && !dump.written.has(value) && isList(value);
    const inner = isNamed && !isEmpty(value) ? indent : indent + 2;
    return `${first}${pad}: ${nested(value, inner, dump)}`;
  }
  const spotOfKey = { column: indent, indent: indent + 2, isKey: true };
  const name = `${pad}${isCollection(key) ? emptyText(key) : scalar(key, spotOfKey)}:`;
  const alias = aliasOf(value, dump);
  if (alias !== undefined) return `${name} ${alias}\n`;
  const properties = propertiesOf(value, dump);
  const before = properties === "" ? name : `${name} ${properties}`;
  if (!isCollection(value)) {
    const spot = { column: before.length + 1, indent: indent + 2, isKey: false };
    return `${before} ${scalar(value, spot)}\n`;
  }
  if (isEmpty(value)) return `${before} ${emptyText(value)}\n`;
  // PyYAML does not indent a list below its key.
  return `${before}\n${blockOf(value, isList(value) ? indent : indent + 2, dump)}`;
}

const isList = (value: Value): value is Value[] | Tuple =>
  Array.isArray(value) || value instanceof Tuple;

const emptyText = (value: Collection): string => (isList(value) ? "[]" : "{}");

/** Whether a key may stand before its colon on one line. */
function isSimpleKey(key: Value): boolean {
  if (isCollection(key)) return isEmpty(key);
  const text = typeof key === "string" ? key : "key";
  // Together with the tag `!!str`, less than 128 characters.
  return text !== "" && text.length < 123 && !/[\n\x85\u2028\u2029]/.test(text);
}

function scalar(value: Value, spot: Spot): string {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return String(value);
  if (typeof value === "number" || value instanceof Float) return number(value);
  if (value instanceof PyDate || value instanceof PyDateTime) return value.pyStr();
  if (typeof value === "string") return scalarText(value, spot);
  throw new PyError("ValueError", `cannot represent an object: ${typeName(value)}`);
}

function number(value: number | Float): string {
  const written = str(value);
  const special: Record<string, string> = { nan: ".nan", inf: ".inf", "-inf": "-.inf" };
  // YAML 1.1 wants a dot before the exponent.
  return special[written] ?? written.replace(/^(-?\d+)e/, "$1.0e");
}
