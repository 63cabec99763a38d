/** A column of a relation, as `adapter.get_columns_in_relation` and `api.Column` give it to templates. */
import type { ColumnInfo } from "../../adapters/adapter.ts";
import type { Dialect } from "../../adapters/dialect.ts";
import { columnTypeInvalid } from "../../core/problems/relations.ts";
import {
  bindArguments,
  type Call,
  equals,
  PyError,
  type PyObject,
  repr,
  str,
  type Value,
} from "../../jinja/index.ts";
import { type Members, memberOf } from "./native.ts";
import { structParts } from "./struct-type.ts";

const stringTypes = ["text", "character varying", "character", "varchar"];
const numericTypes = ["numeric", "decimal"];
/** What `string_size()` says where the database names no size. */
const defaultStringSize = 256;

export class DatabaseColumn implements PyObject {
  readonly pyType: string;
  readonly info: ColumnInfo;
  readonly dialect: Dialect;

  constructor(info: ColumnInfo, dialect: Dialect) {
    this.info = info;
    this.dialect = dialect;
    this.pyType = dialect.column.className;
  }

  get isString(): boolean {
    return stringTypes.includes(this.info.type.toLowerCase());
  }

  get isNumeric(): boolean {
    return numericTypes.includes(this.info.type.toLowerCase());
  }

  get isInteger(): boolean {
    return this.dialect.column.integerTypes.includes(this.info.type.toLowerCase());
  }

  get isFloat(): boolean {
    return this.dialect.column.floatTypes.includes(this.info.type.toLowerCase());
  }

  /** @throws PyError when the column holds no strings */
  get stringSize(): number {
    const { type, charSize } = this.info;
    if (!this.isString)
      throw new PyError("DbtRuntimeError", "Called string_size() on non-string field!");
    return type === "text" || charSize === null ? defaultStringSize : charSize;
  }

  /** The type as it is written in SQL. */
  get dataType(): string {
    const { type, charSize, numericPrecision, numericScale } = this.info;
    if (this.isString) {
      const isUnsized = this.dialect.column.unsizedText.includes(type.toLowerCase());
      const keepsType = isUnsized && (charSize === null || type.toLowerCase() === "text");
      return keepsType ? type : stringType(this.stringSize);
    }
    return this.isNumeric ? numericType(type, numericPrecision, numericScale) : type;
  }

  canExpandTo(other: DatabaseColumn): boolean {
    return this.isString && other.isString && other.stringSize > this.stringSize;
  }

  pyGetAttr(name: string): Value | undefined {
    return memberOf(columnMembers, this, name);
  }

  pyRepr(): string {
    const { name, type, charSize, numericPrecision, numericScale } = this.info;
    const fields = this.dialect.column.structs ? { fields: [...structFields(this)] } : {};
    const parts: Record<string, Value> = {
      column: name,
      dtype: type,
      char_size: charSize,
      numeric_precision: numericPrecision,
      numeric_scale: numericScale,
      ...fields,
    };
    const shown = Object.entries(parts).map(([part, value]) => `${part}=${repr(value)}`);
    return `${this.pyType}(${shown.join(", ")})`;
  }

  pyEquals(other: Value): boolean {
    return (
      other instanceof DatabaseColumn &&
      this.pyType === other.pyType &&
      (Object.keys(this.info) as (keyof ColumnInfo)[]).every((key) =>
        equals(this.info[key], other.info[key]),
      )
    );
  }

  pyHash(): string {
    throw new PyError("TypeError", `unhashable type: '${this.pyType}'`);
  }
}

export const stringType = (size: number): string => `character varying(${size})`;

const numericType = (type: string, precision: number | null, scale: number | null): string =>
  precision === null || scale === null ? type : `${type}(${precision},${scale})`;

const typeLabels: Readonly<Record<string, string>> = { STRING: "TEXT" };

/** The type that a name in a contract stands for. */
const translateType = (type: string): string => typeLabels[type.toUpperCase()] ?? type;

/** A column of that name and type, without sizes. */
export const columnOf = (name: string, type: string, dialect: Dialect): DatabaseColumn =>
  new DatabaseColumn(
    { name, type, charSize: null, numericPrecision: null, numericScale: null },
    dialect,
  );

/** Reads sizes out of a type's text: `varchar(20)`, `numeric(10, 2)`. @throws Problem when it cannot be read */
function columnFromDescription(name: string, text: string, dialect: Dialect): DatabaseColumn {
  const [, type, sizes] = /^([^(]+)(?:\(([^)]+)\))?/.exec(text) ?? [];
  if (type === undefined) throw columnTypeInvalid(text);
  const numbers = sizes?.split(",").map((part) => wholeNumber(part, text)) ?? [];
  const [first, second] = numbers;
  return new DatabaseColumn(
    {
      name,
      type,
      charSize: numbers.length === 1 ? first! : null,
      numericPrecision: numbers.length === 2 ? first! : null,
      numericScale: numbers.length === 2 ? second! : null,
    },
    dialect,
  );
}

function wholeNumber(part: string, text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(part)) throw columnTypeInvalid(text);
  return Number(part);
}

/** A struct's fields, and those of structs within it, as columns `a.b`; any other column itself. */
export function flattened(column: DatabaseColumn): readonly DatabaseColumn[] {
  if (!isStruct(column)) return [column];
  return structFields(column).flatMap(({ info, dialect }) =>
    flattened(columnOf(`${column.info.name}.${info.name}`, info.type, dialect)),
  );
}

const isStruct = ({ dialect, info }: DatabaseColumn): boolean =>
  dialect.column.structs && info.type.toLowerCase().startsWith("struct");

const structFields = ({ dialect, info }: DatabaseColumn): readonly DatabaseColumn[] =>
  (dialect.column.structs ? structParts(info.type) : []).map(([name, type]) =>
    columnOf(name, type, dialect),
  );

const columnMembers: Members<DatabaseColumn> = {
  attributes: {
    column: ({ info }) => info.name,
    name: ({ info }) => info.name,
    quoted: ({ info }) => `"${info.name}"`,
    dtype: ({ info }) => info.type,
    data_type: (column) => column.dataType,
    expanded_data_type: (column) => column.dataType,
    char_size: ({ info }) => info.charSize,
    numeric_precision: ({ info }) => info.numericPrecision,
    numeric_scale: ({ info }) => info.numericScale,
    fields: (column) => [...structFields(column)],
  },
  methods: {
    is_string: (column) => column.isString,
    is_number: (column) => column.isInteger || column.isNumeric || column.isFloat,
    is_float: (column) => column.isFloat,
    is_integer: (column) => column.isInteger,
    is_numeric: (column) => column.isNumeric,
    is_struct: ({ info }) => info.type.toLowerCase().startsWith("struct"),
    flatten: (column) => [...flattened(column)],
    string_size: (column) => column.stringSize,
    can_expand_to: (column, call) => {
      const { other_column: other } = bindArguments(call, "can_expand_to", ["other_column"]);
      return other instanceof DatabaseColumn && column.canExpandTo(other);
    },
    literal: (column, call) => `${str(call.args[0] ?? null)}::${column.dataType}`,
    ...staticMethods((column) => column.dialect),
  },
};

/** What the class and its objects share. */
export function staticMethods<Self>(dialectOf: (self: Self) => Dialect): Members<Self>["methods"] {
  return {
    translate_type: (_, call) =>
      translateType(text(bindArguments(call, "translate_type", ["dtype"]).dtype)),
    string_type: (_, call) => {
      const { size } = bindArguments(call, "string_type", ["size"]);
      return stringType(Number(size ?? 0));
    },
    numeric_type: (_, call) => {
      const given = bindArguments(call, "numeric_type", ["dtype", "precision", "scale"]);
      return numericType(text(given.dtype), numberOf(given.precision), numberOf(given.scale));
    },
    create: (self, call) => {
      const given = bindArguments(call, "create", ["name", "label_or_dtype"]);
      return columnOf(text(given.name), translateType(text(given.label_or_dtype)), dialectOf(self));
    },
    from_description: (self, call) => {
      const given = bindArguments(call, "from_description", ["name", "raw_data_type"]);
      return columnFromDescription(text(given.name), text(given.raw_data_type), dialectOf(self));
    },
  };
}

/** `api.Column(name, dtype, …)`. */
export function columnFromArguments(call: Call, dialect: Dialect): DatabaseColumn {
  const given = bindArguments(call, dialect.column.className, [
    "column",
    "dtype",
    "char_size?",
    "numeric_precision?",
    "numeric_scale?",
  ]);
  return new DatabaseColumn(
    {
      name: text(given.column),
      type: text(given.dtype),
      charSize: numberOf(given.char_size),
      numericPrecision: numberOf(given.numeric_precision),
      numericScale: numberOf(given.numeric_scale),
    },
    dialect,
  );
}

const text = (value: Value | undefined): string => str(value ?? null);

function numberOf(value: Value | undefined): number | null {
  if (value === undefined || value === null) return null;
  const number = Number(str(value));
  return Number.isNaN(number) ? null : number;
}
