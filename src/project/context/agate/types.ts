/** The column types that dbt's tables know. They print as Python would, and are told apart by name. */
import type { PyObject } from "../../../jinja/index.ts";

export type TypeName =
  | "Integer"
  | "Number"
  | "Date"
  | "DateTime"
  | "ISODateTime"
  | "Boolean"
  | "Text";

/** A column's type; `column.data_type` and `table.column_types` hold these. */
export class ColumnType implements PyObject {
  readonly pyType: TypeName;
  readonly #module: string;

  private constructor(name: TypeName, module: string) {
    this.pyType = name;
    this.#module = module;
  }

  static readonly integer = new ColumnType("Integer", "dbt_common.clients.agate_helper");
  static readonly number = new ColumnType("Number", "dbt_common.clients.agate_helper");
  static readonly date = new ColumnType("Date", "agate.data_types.date");
  static readonly dateTime = new ColumnType("DateTime", "agate.data_types.date_time");
  static readonly isoDateTime = new ColumnType("ISODateTime", "dbt_common.clients.agate_helper");
  static readonly boolean = new ColumnType("Boolean", "agate.data_types.boolean");
  static readonly text = new ColumnType("Text", "agate.data_types.text");

  pyStr(): string {
    return this.pyRepr();
  }

  pyRepr(): string {
    return `<${this.#module}.${this.pyType} object>`;
  }
}
