/** The attributes and methods that templates find on a table. */
import {
  bindArguments,
  type Call,
  compare,
  Dict,
  isTrue,
  PyError,
  str,
  Tuple,
  type Value,
} from "../../../jinja/index.ts";
import type { Members } from "../native.ts";
import { csvText } from "./csv.ts";
import { derivedTable } from "./derived-table.ts";
import { MappedSequence } from "./mapped-sequence.ts";
import { jsonText, printedStructure, printedTable } from "./print.ts";
import type { Row } from "./row.ts";
import type { Table } from "./table.ts";

export const tableMembers: Members<Table> = {
  attributes: {
    columns: (table) => new MappedSequence(() => table.columns, table.columnNames),
    rows: (table) => new MappedSequence(() => table.rows, null),
    column_names: ({ columnNames }) => new Tuple(columnNames),
    column_types: ({ columnTypes }) => new Tuple(columnTypes),
    row_names: () => null,
    original_abspath: ({ originalPath }) => originalPath ?? null,
  },
  methods: {
    select: (table, call) => {
      const names = namesFrom(argument(call, "select", "key"));
      return derivedTable(
        table,
        names.map((name) => table.column(name)),
      );
    },
    exclude: (table, call) => {
      const names = namesFrom(argument(call, "exclude", "key"));
      return derivedTable(
        table,
        table.columns.filter((column) => !names.includes(column.name)),
      );
    },
    rename: (table, call) => rename(table, call),
    where: (table, call) => {
      const test = argument(call, "where", "test");
      return table.withRows(table.rows.filter((row) => isTrue(ask(call, test, row))));
    },
    find: (table, call) => {
      const test = argument(call, "find", "test");
      return table.rows.find((row) => isTrue(ask(call, test, row))) ?? null;
    },
    order_by: (table, call) => orderBy(table, call),
    limit: (table, call) => limit(table, call),
    distinct: (table, call) => {
      const { key } = bindArguments(call, "distinct", ["key?"]);
      // agate makes a generator of each row's values then, and no two generators are equal.
      if (isNameSequence(key ?? null)) return table.withRows(table.rows);
      const seen = new Dict();
      const first = table.rows.filter((row) => {
        const value = keyOf(call, row, key ?? null);
        const isNew = !seen.has(value);
        seen.set(value, true);
        return isNew;
      });
      return table.withRows(first);
    },
    group_by: (table, call) => groupBy(table, call),
    print_table: (table, call) => {
      const given = bindArguments(call, "print_table", printParameters);
      return printText(call, printedTable(table, optionsFrom(given)));
    },
    print_csv: (table, call) => printText(call, csvText(table)),
    print_json: (table, call) => printText(call, jsonText(table)),
    print_structure: (table, call) => printText(call, printedStructure(table)),
    to_csv: (_, call) => noFiles(call, "to_csv"),
    to_json: (_, call) => noFiles(call, "to_json"),
  },
};

const printParameters = [
  ...["max_rows?", "max_columns?", "output?", "max_column_width?", "locale?", "max_precision?"],
];

function argument(call: Call, method: string, name: string): Value {
  return bindArguments(call, method, [name])[name] ?? null;
}

const isNameSequence = (key: Value): boolean =>
  Array.isArray(key) || key instanceof Tuple || key instanceof MappedSequence;

/** One name, or a sequence of them. */
function namesFrom(value: Value): string[] {
  if (Array.isArray(value)) return value.map(str);
  if (value instanceof Tuple) return value.items.map(str);
  if (value instanceof MappedSequence) return value.values.map(str);
  return [str(value)];
}

const ask = (call: Call, callee: Value, row: Row): Value =>
  call.interpreter.callSync(callee, [row]);

/** What a row is sorted or grouped by: a column, several, a function of the row, or the whole row. */
function keyOf(call: Call, row: Row, key: Value): Value {
  if (key === null) return new Tuple(row.values);
  if (typeof key === "string" || typeof key === "number") return itemOf(row, key);
  if (typeof key === "object" && "pyCall" in key) return ask(call, key, row);
  return new Tuple(namesFrom(key).map((name) => itemOf(row, name)));
}

function itemOf(row: Row, key: string | number): Value {
  const value = row.pyGetItem(key);
  if (value === undefined) throw new PyError("KeyError", `'${key}'`);
  return value;
}

function orderBy(table: Table, call: Call): Table {
  const { key, reverse } = bindArguments(call, "order_by", ["key", "reverse?"]);
  const keyed = table.rows.map((row) => ({ row, key: keyOf(call, row, key ?? null) }));
  const direction = reverse !== undefined && isTrue(reverse) ? -1 : 1;
  keyed.sort((left, right) => direction * compareNullsLast(left.key, right.key));
  return table.withRows(keyed.map(({ row }) => row));
}

function compareNullsLast(left: Value, right: Value): number {
  if (left instanceof Tuple && right instanceof Tuple) {
    for (const [index, item] of left.items.entries()) {
      const order = compareNullsLast(item, right.items[index] ?? null);
      if (order !== 0) return order;
    }
    return 0;
  }
  if (left === null || right === null) return Number(left === null) - Number(right === null);
  return compare(left, right);
}

function limit(table: Table, call: Call): Table {
  const given = bindArguments(call, "limit", ["start_or_stop?", "stop?", "step?"]);
  const first = numberOr(given.start_or_stop, undefined);
  const stop = numberOr(given.stop, undefined);
  const step = numberOr(given.step, 1) ?? 1;
  const isRange = stop !== undefined || given.step !== undefined;
  const rows = isRange ? table.rows.slice(first ?? 0, stop) : table.rows.slice(0, first);
  return table.withRows(rows.filter((_, index) => index % step === 0));
}

const numberOr = (value: Value | undefined, fallback: number | undefined): number | undefined =>
  typeof value === "number" ? value : fallback;

function rename(table: Table, call: Call): Table {
  const given = bindArguments(call, "rename", [
    "column_names?",
    "row_names?",
    "slug_columns?",
    "slug_rows?",
  ]);
  const names = given.column_names ?? null;
  const renamed =
    names instanceof Dict
      ? table.columnNames.map((name) => str(names.get(name) ?? name))
      : names === null
        ? table.columnNames
        : namesFrom(names);
  return derivedTable(table, table.columns, renamed);
}

/** A TableSet: tables by the value that their rows have in common, which leaves the column. */
function groupBy(table: Table, call: Call): Value {
  const given = bindArguments(call, "group_by", ["key", "key_name?", "key_type?"]);
  const key = given.key ?? null;
  const groups = new Dict();
  const rowsOf = new Map<Value, Row[]>();
  for (const row of table.rows) {
    const value = keyOf(call, row, key);
    const known = groups.get(value);
    if (known === undefined) {
      groups.set(value, value);
      rowsOf.set(value, [row]);
    } else rowsOf.get(known)?.push(row);
  }
  const tables = [...rowsOf.values()].map((rows) => table.withRows(rows));
  return new MappedSequence(() => tables, [...groups.keys()]);
}

/** Prints as the `print` function does, which the interpreter's context has. */
function printText(call: Call, text: string): Value {
  const print = call.interpreter.options.globals.get("print");
  if (print !== undefined) call.interpreter.callSync(print, [text.replace(/\n$/, "")]);
  return null;
}

function optionsFrom(given: Record<string, Value | undefined>) {
  const option = (name: string, standard: number): number =>
    given[name] === null ? Number.POSITIVE_INFINITY : (numberOr(given[name], standard) ?? standard);
  return {
    maxRows: option("max_rows", 20),
    maxColumns: option("max_columns", 6),
    maxColumnWidth: option("max_column_width", 20),
    maxPrecision: option("max_precision", 3),
  };
}

function noFiles(_call: Call, method: string): Value {
  throw new PyError(
    "NotImplementedError",
    `${method}() writes files, which templates cannot do here`,
    "Use print_csv() or print_json(), or write the rows with a model.",
  );
}
