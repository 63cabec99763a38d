/** Makes the cells of one row of a record's fields, as the contract of each column says. */
import type { AppendCell } from "../../adapters/append.ts";
import type { ContractMode, Stream } from "../stream.ts";
import type { Fields, FieldValue, RejectCode, RowOp } from "../value-decoder.ts";
import type { Rest } from "./batch-columns.ts";
import { misfit } from "./casts.ts";
import type { Wishes } from "./evolve.ts";
import type { LandingColumn, Shape } from "./shape.ts";

/** Why a record does not become a row. */
export interface Refusal {
  readonly code: RejectCode;
  readonly message: string;
}

/** The cells, one for each column of the shape, in an array that the next row uses again. */
export type FillRow = (fields: Fields, op: RowOp, rest: Rest) => readonly AppendCell[] | Refusal;

/** What filling a row needs, and the row being filled. */
interface Filling {
  readonly contract: ContractMode;
  readonly columns: readonly LandingColumn[];
  /** How many columns, the first ones, take a field of their own. */
  readonly own: number;
  readonly names: ReadonlySet<string>;
  /** By field, the places of columns that take what does not fit its own. */
  readonly sides: ReadonlyMap<string, readonly number[]>;
  readonly wishes: Wishes | undefined;
  readonly cells: AppendCell[];
}

/** @param wishes collects what `contract: evolve` would change */
export function rowFiller(
  { contract }: Stream,
  { columns }: Shape,
  wishes: Wishes | undefined,
): FillRow {
  const own = columns.filter(({ sideOf }) => sideOf === null);
  const cells = new Array<AppendCell>(columns.length).fill(null);
  const names = new Set(own.map(({ name }) => name));
  const filling: Filling = {
    contract,
    columns,
    own: own.length,
    names,
    sides: sidesOf(columns),
    wishes,
    cells,
  };
  return (fields, op, rest) => {
    let known = 0;
    for (let index = own.length; index < columns.length; index++) cells[index] = null;
    for (let index = 0; index < own.length; index++) {
      const value = ownField(fields, columns[index]!.name);
      if (value !== undefined) known++;
      const refusal = fillCell(filling, index, value ?? null, { op, rest });
      if (refusal !== undefined) return refusal;
    }
    if (known === Object.keys(fields).length) return cells;
    return placeUnknown(filling, fields, rest) ?? cells;
  };
}

/** By field, where among the columns those are that take what does not fit its own. */
function sidesOf(columns: readonly LandingColumn[]): ReadonlyMap<string, readonly number[]> {
  const sides = new Map<string, number[]>();
  for (const [index, { sideOf }] of columns.entries())
    if (sideOf !== null) sides.set(sideOf, [...(sides.get(sideOf) ?? []), index]);
  return sides;
}

/** The value of a field, and nothing that objects inherit. */
function ownField(fields: Fields, name: string): FieldValue | undefined {
  const value = fields[name];
  return value === undefined || Object.hasOwn(fields, name) ? value : undefined;
}

function fillCell(
  filling: Filling,
  index: number,
  value: FieldValue,
  { op, rest }: { readonly op: RowOp; readonly rest: Rest },
): Refusal | undefined {
  const column = filling.columns[index]!;
  const cell = value === null ? null : column.cast(value);
  filling.cells[index] = cell === misfit ? null : cell;
  if (cell === misfit) return placeMisfit(filling, column, value!, rest);
  if (cell !== null || column.nullable || op !== "u") return undefined;
  return { code: "NOT_NULL", message: `The field ${column.name} is null.` };
}

function placeMisfit(
  filling: Filling,
  column: LandingColumn,
  value: NonNullable<FieldValue>,
  rest: Rest,
): Refusal | undefined {
  const { name, contract, nullable, type } = column;
  const refusal = { code: "BAD_CAST", message: `The field ${name} is no ${type.sql}.` } as const;
  if (contract === "strict") return refusal;
  if (nullable && placeBeside(filling, name, value)) return undefined;
  if (contract === "evolve" && filling.wishes?.misfit(column, value)) return undefined;
  if (!nullable) return refusal;
  rest.extra = { ...rest.extra, [name]: value };
  rest.flags = [...(rest.flags ?? []), `BAD_CAST:${name}`];
  return undefined;
}

function placeBeside(
  { columns, sides, cells }: Filling,
  field: string,
  value: NonNullable<FieldValue>,
): boolean {
  for (const index of sides.get(field) ?? []) {
    const cell = columns[index]!.cast(value);
    if (cell === misfit) continue;
    cells[index] = cell;
    return true;
  }
  return false;
}

function placeUnknown(
  { contract, names, wishes }: Filling,
  fields: Fields,
  rest: Rest,
): Refusal | undefined {
  for (const [name, value] of Object.entries(fields)) {
    if (names.has(name)) continue;
    if (contract === "strict")
      return { code: "NEW_FIELD", message: `The field ${name} is not declared.` };
    // A null says nothing of the column's type, and is what the new column would hold.
    const isPlaced =
      contract === "evolve" && (value === null || wishes?.newField(name, value) === true);
    if (!isPlaced) rest.extra = { ...rest.extra, [name]: value };
  }
  return undefined;
}
