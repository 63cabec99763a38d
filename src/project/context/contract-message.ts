/** Says how a model's columns differ from its contract. */
import { Dict, type Value } from "../../jinja/index.ts";
import { printedTable } from "./agate/print.ts";
import { Table } from "./agate/table.ts";
import { ColumnType } from "./agate/types.ts";
import { attributeText } from "./attribute-text.ts";

interface ContractColumn {
  readonly name: string;
  readonly type: string;
}

const titles = ["column_name", "definition_type", "contract_type", "mismatch_reason"];

/**
 * @param yamlColumns the contract's, as dicts with `name` and `data_type`
 * @param sqlColumns the query's
 */
export function contractMessage(yamlColumns: Value, sqlColumns: Value): string {
  const contract = columnsIn(yamlColumns);
  if (contract.length === 0)
    return "This model's contract is enforced, but its properties list no columns.";
  const rows = mismatches(contract, columnsIn(sqlColumns));
  const types = titles.map((_, index) =>
    rows.every((row) => row[index] === "") ? ColumnType.integer : ColumnType.text,
  );
  const everything = Number.POSITIVE_INFINITY;
  const table = printedTable(new Table(titles, types, () => rows), {
    maxRows: everything,
    maxColumns: 6,
    maxColumnWidth: 50,
    maxPrecision: 3,
  });
  return `The columns of this model do not match its contract, which is enforced.\n\n${table}`;
}

function mismatches(
  contract: readonly ContractColumn[],
  actual: readonly ContractColumn[],
): readonly (readonly string[])[] {
  const rows: string[][] = [];
  for (const { name, type } of actual) {
    const promised = contract.find((column) => column.name === name);
    if (promised === undefined) rows.push([name, type, "", "missing in contract"]);
    else if (promised.type !== type) rows.push([name, type, promised.type, "data type mismatch"]);
  }
  const names = new Set(actual.map(({ name }) => name));
  for (const { name, type } of contract)
    if (!names.has(name)) rows.push([name, "", type, "missing in definition"]);
  return rows.toSorted(([left], [right]) => (left! < right! ? -1 : Number(left! > right!)));
}

function columnsIn(value: Value): readonly ContractColumn[] {
  const items = value instanceof Dict ? value.values() : Array.isArray(value) ? value : [];
  return [...items].map((item) => ({
    name: attributeText(item, "name"),
    type: attributeText(item, "data_type"),
  }));
}
