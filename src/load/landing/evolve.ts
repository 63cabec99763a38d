/**
 * What `contract: evolve` makes of values that have no place: a new column for a new field, a wider type, or a column
 * beside the one they do not fit. Pure: it proposes, and says what type takes both the old and the new.
 */
import type { FieldValue } from "../value-decoder.ts";
import { castTo, misfit } from "./casts.ts";
import type { ColumnType } from "./column-types.ts";
import { readTimestamp } from "./moments.ts";
import { hasColumn, type LandingColumn, type Shape } from "./shape.ts";

/** Types of new columns, from which one is chosen by the values. */
export type InferredType = "boolean" | "bigint" | "double" | "decimal(38,0)" | "varchar" | "json";

/** One change that the records of a batch ask for. */
export interface Wish {
  /** The field. */
  readonly field: string;
  /** What a new column for the field, or beside it, would be; of all values that have no place. */
  readonly type: InferredType;
  /** The column's type if it can be widened so that all values fit. */
  readonly wider: string | undefined;
}

/** Most columns that a table gets by evolving: a topic of random names must not fill it. */
const mostEvolved = 500;

/** Longest name that every database keeps whole. */
const longestName = 63;

/** Collects what the records of a batch ask for. */
export class Wishes {
  readonly byField = new Map<string, Wish>();
  private readonly shape: Shape;
  private readonly room: number;

  constructor(shape: Shape) {
    this.shape = shape;
    this.room = mostEvolved - shape.columns.filter(({ isEvolved }) => isEvolved).length;
  }

  /** Notes a field without a column; false where it cannot have one. */
  newField(field: string, value: NonNullable<FieldValue>): boolean {
    const known = this.byField.get(field);
    if (known === undefined && !this.mayAdd(field)) return false;
    const type = inferredType(value);
    this.byField.set(field, {
      field,
      type: known === undefined ? type : joined(known.type, type),
      wider: undefined,
    });
    return true;
  }

  /** Notes a value that does not fit its column; false where nothing can be done. */
  misfit(column: LandingColumn, value: NonNullable<FieldValue>): boolean {
    const known = this.byField.get(column.name);
    const type = inferredType(value);
    const side = known === undefined ? type : joined(known.type, type);
    const base = known === undefined ? column.dataType : known.wider;
    const wider = base === undefined ? undefined : widened(column.type, base, value);
    // A column that may not be null needs the value itself.
    const mayStandBeside = column.nullable && this.mayAdd(sideName(column.name, side));
    if (wider === undefined && !mayStandBeside) return false;
    this.byField.set(column.name, { field: column.name, type: side, wider });
    return true;
  }

  private mayAdd(name: string): boolean {
    const fits = name !== "" && Buffer.byteLength(name) <= longestName;
    const isTaken = hasColumn(this.shape.tableColumns, name);
    const lower = name.toLowerCase();
    const isWished = [...this.byField.keys()].some((each) => each.toLowerCase() === lower);
    return fits && !isTaken && !isWished && this.byField.size < this.room;
  }
}

/** The column for values that do not fit the field's own. */
export const sideName = (field: string, type: InferredType): string =>
  `${field}__${type.startsWith("decimal") ? "decimal" : type}`;

function inferredType(value: NonNullable<FieldValue>): InferredType {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
      return Number.isSafeInteger(value) ? "bigint" : "double";
    case "bigint":
      return integerType(value);
    case "string":
      return "varchar";
    default:
      return value instanceof Uint8Array ? "varchar" : "json";
  }
}

function integerType(value: bigint): InferredType {
  if (BigInt.asIntN(64, value) === value) return "bigint";
  return String(value).replace("-", "").length <= 38 ? "decimal(38,0)" : "varchar";
}

/** The type that takes values of both. */
function joined(one: InferredType, other: InferredType): InferredType {
  if (one === other) return one;
  const isEither = (type: InferredType): boolean => one === type || other === type;
  if (isEither("json")) return "json";
  if (isEither("boolean") || isEither("varchar")) return "varchar";
  return isEither("double") ? "double" : "decimal(38,0)";
}

/**
 * The type that takes the value too, and everything that the column may hold already, without loss.
 * @param dataType what it was widened to so far
 */
function widened(
  type: ColumnType,
  dataType: string,
  value: NonNullable<FieldValue>,
): string | undefined {
  switch (type.kind) {
    case "integer":
      return widerInteger(type, dataType, value);
    case "float":
      return type.isSingle && fits({ kind: "float", sql: "" }, value) ? "double" : undefined;
    case "decimal":
      return widerDecimal(dataType, value);
    case "date":
      return typeof value === "string" && readTimestamp(value) !== undefined
        ? "timestamp"
        : undefined;
    case "text":
      return typeof value === "string" ? "varchar" : undefined;
    default:
      return undefined;
  }
}

const fits = (type: ColumnType, value: NonNullable<FieldValue>): boolean =>
  castTo(type, { isStrict: false, isTextual: false })(value) !== misfit;

const int64: ColumnType = { kind: "integer", sql: "", range: [-(2n ** 63n), 2n ** 63n - 1n] };
const wholes: ColumnType = { kind: "decimal", sql: "", digits: [38, 0] };

/** From `integer` to `bigint` to `decimal(38,0)`; fractions fit a double only if all that is there does. */
function widerInteger(
  { range }: ColumnType,
  dataType: string,
  value: NonNullable<FieldValue>,
): string | undefined {
  const isSmall = range !== undefined && range[1] < 2n ** 53n;
  if (dataType === "double") return fits({ kind: "float", sql: "" }, value) ? "double" : undefined;
  if (dataType !== "decimal(38,0)" && fits(int64, value)) return "bigint";
  if (fits(wholes, value)) return "decimal(38,0)";
  const isFirst = dataType !== "bigint" && dataType !== "decimal(38,0)";
  return isSmall && isFirst && typeof value === "number" ? "double" : undefined;
}

const longestDecimal = 38;

function widerDecimal(dataType: string, value: NonNullable<FieldValue>): string | undefined {
  const digits = /\((\d+)(?:, ?(\d+))?\)/.exec(dataType);
  const plain = castTo({ kind: "decimal", sql: "" }, { isStrict: false, isTextual: false })(value);
  if (digits === null || plain === misfit || /e/i.test(String(plain))) return undefined;
  const [precision, scale] = [Number(digits[1]), Number(digits[2] ?? 0)];
  const [left = "", right = ""] = String(plain).replace("-", "").split(".");
  const wholeDigits = Math.max(precision - scale, left.replace(/^0+/, "").length);
  const fraction = Math.max(scale, right.length);
  return wholeDigits + fraction <= longestDecimal
    ? `decimal(${wholeDigits + fraction},${fraction})`
    : undefined;
}
