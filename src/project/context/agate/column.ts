/** One column of a table, with its values. */
import { compare, Tuple, type Value } from "../../../jinja/index.ts";
import { type Members, memberOf } from "../native.ts";
import { distinctValues } from "./distinct-values.ts";
import { MappedSequence } from "./mapped-sequence.ts";
import type { ColumnType } from "./types.ts";

export interface ColumnInput {
  readonly index: number;
  readonly name: string;
  readonly type: ColumnType;
  readonly values: () => readonly Value[];
  /** Of a column of numbers, where it is known without its values: the most digits behind the point. */
  readonly decimalPlaces?: number | undefined;
}

export class Column extends MappedSequence {
  override readonly pyType = "Column";
  readonly index: number;
  readonly name: string;
  readonly type: ColumnType;
  readonly decimalPlaces: number | undefined;

  constructor({ index, name, type, values, decimalPlaces }: ColumnInput) {
    super(values, null);
    this.index = index;
    this.name = name;
    this.type = type;
    this.decimalPlaces = decimalPlaces;
  }

  override pyGetAttr(name: string): Value | undefined {
    return memberOf(members, this, name) ?? super.pyGetAttr(name);
  }
}

const members: Members<Column> = {
  attributes: {
    index: ({ index }) => index,
    name: ({ name }) => name,
    data_type: ({ type }) => type,
  },
  methods: {
    values_distinct: ({ values }) => new Tuple(distinctValues(values)),
    values_without_nulls: ({ values }) => new Tuple(withoutNulls(values)),
    values_sorted: ({ values }) => [
      ...sorted(withoutNulls(values)),
      ...values.filter((value) => value === null),
    ],
    values_without_nulls_sorted: ({ values }) => sorted(withoutNulls(values)),
  },
};

const withoutNulls = (values: readonly Value[]): Value[] =>
  values.filter((value) => value !== null);

const sorted = (values: readonly Value[]): Value[] => values.toSorted(compare);
