/** PyYAML's `safe_dump` in block style, 80 columns wide: what templates know as `toyaml`. */
import {
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

/** @throws PyError ValueError for a value that YAML has no form for */
export function dumpYaml(value: Value, sortKeys: boolean): string {
  if (isCollection(value)) return blockOf(value, 0, sortKeys);
  const text = scalar(value, { column: 0, indent: 2, isKey: false });
  // PyYAML ends a document that is one plain scalar, as the reader could not tell where it stops.
  return /^['"]/.test(text) ? `${text}\n` : `${text}\n...\n`;
}

const isCollection = (value: Value): value is Dict | Tuple | PySet | Value[] =>
  Array.isArray(value) || value instanceof Dict || value instanceof Tuple || value instanceof PySet;

const itemsOf = (value: Value[] | Tuple): readonly Value[] =>
  Array.isArray(value) ? value : value.items;

function blockOf(value: Dict | Tuple | PySet | Value[], indent: number, sortKeys: boolean): string {
  const pad = " ".repeat(indent);
  if (value instanceof PySet) {
    const entries = [...value.values()].map((member): [Value, Value] => [member, null]);
    return `${pad}!!set\n${blockOf(Dict.of(entries), indent, sortKeys)}`;
  }
  if (value instanceof Dict) return mapping(value, indent, sortKeys);
  const items = itemsOf(value);
  if (items.length === 0) return `${pad}[]\n`;
  return items.map((item) => `${pad}- ${nested(item, indent + 2, sortKeys)}`).join("");
}

/** An item after its dash: its own first line joins the dash's line. */
function nested(item: Value, indent: number, sortKeys: boolean): string {
  if (!isCollection(item)) return `${scalar(item, { column: indent, indent, isKey: false })}\n`;
  return blockOf(item, indent, sortKeys).trimStart();
}

function mapping(dict: Dict, indent: number, sortKeys: boolean): string {
  const pad = " ".repeat(indent);
  const entries = [...dict.entries()];
  if (entries.length === 0) return `${pad}{}\n`;
  if (sortKeys) entries.sort(([a], [b]) => (str(a) < str(b) ? -1 : 1));
  return entries
    .map(([key, value]) => {
      // PyYAML writes an empty key in the long form.
      if (key === "") return `${pad}? ''\n${pad}: ${nested(value, indent + 2, sortKeys)}`;
      const name = `${pad}${scalar(key, { column: indent, indent: indent + 2, isKey: true })}:`;
      if (!isCollection(value)) {
        const spot = { column: name.length + 1, indent: indent + 2, isKey: false };
        return `${name} ${scalar(value, spot)}\n`;
      }
      if (isEmpty(value)) return `${name} ${blockOf(value, 0, sortKeys)}`;
      // PyYAML does not indent a list below its key.
      const isList = !(value instanceof Dict || value instanceof PySet);
      return `${name}\n${blockOf(value, isList ? indent : indent + 2, sortKeys)}`;
    })
    .join("");
}

const isEmpty = (value: Dict | Tuple | PySet | Value[]): boolean =>
  value instanceof Dict || value instanceof PySet ? value.size === 0 : itemsOf(value).length === 0;

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
