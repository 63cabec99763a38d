/** The adapter methods about columns. */

import type { Interpreter } from "../../../jinja/index.ts";
import { bindArguments, str } from "../../../jinja/index.ts";
import {
  columnOf,
  DatabaseColumn,
  flattened,
  stringType,
} from "../../../project/context/column.ts";
import { makeRelation, type Relation } from "../../../project/context/relation.ts";
import { relationArgument, relationPair, textOrNull } from "./arguments.ts";
import { callMacro } from "./macros.ts";
import type { AdapterWork, DatabaseMethods } from "./work.ts";

export const columnMethods: DatabaseMethods = {
  get_columns_in_relation: async (work, call) => {
    const relation = relationArgument(call, "get_columns_in_relation", "relation");
    return [...(await columnsIn(work, call.interpreter, relation))];
  },
  get_columns_in_table: async (work, call) => {
    const given = bindArguments(call, "get_columns_in_table", ["schema", "identifier"]);
    const { dialect, quoting, project } = work.run;
    const relation = makeRelation(
      {
        database: project.profile.database,
        schema: textOrNull(given.schema),
        identifier: textOrNull(given.identifier),
        quotePolicy: quoting,
      },
      dialect,
    );
    return [...(await columnsIn(work, call.interpreter, relation))];
  },
  get_column_schema_from_query: async (work, call) => {
    const { sql } = bindArguments(call, "get_column_schema_from_query", ["sql"]);
    const { dialect } = work.run;
    if (dialect.name === "duckdb") {
      const described = await work.statements.execute(`describe (${str(sql ?? null)})`, {
        fetch: true,
      });
      return described.rows.flatMap(([name, type]) => [
        ...flattened(columnOf(String(name), String(type), dialect)),
      ]);
    }
    const result = await work.statements.execute(str(sql ?? null), { fetch: true });
    const { families } = dialect.column;
    return result.columns.map(({ name, type }) =>
      columnOf(name, familyOf(type, families), dialect),
    );
  },
  get_missing_columns: async (work, call) => {
    const [from, to] = relationPair(call, "get_missing_columns");
    const there = new Set((await columnsIn(work, call.interpreter, to)).map(nameOf));
    const columns = await columnsIn(work, call.interpreter, from);
    return columns.filter((column) => !there.has(nameOf(column)));
  },
  expand_target_column_types: async (work, call) => {
    const [from, to] = relationPair(call, "expand_target_column_types");
    // DuckDB's strings have no size, so there is nothing to widen.
    if (work.run.dialect.name === "duckdb") return null;
    await expandColumns(work, call.interpreter, from, to);
    return null;
  },
};

/** `varchar(10)` as `STRING`, `integer[]` as `INTEGERARRAY`. */
function familyOf(type: string, families: Readonly<Record<string, string>> = {}): string {
  const isArray = type.endsWith("[]");
  const plain = type.replace(/\(\d+(?:,-?\d+)?\)/, "").replace(/\[\]$/, "");
  const family = families[plain];
  return family === undefined ? type : `${family}${isArray ? "ARRAY" : ""}`;
}

const nameOf = ({ info }: DatabaseColumn): string => info.name;

/** The columns of a relation; none when it does not exist. */
export async function columnsIn(
  work: AdapterWork,
  interpreter: Interpreter,
  relation: Relation,
): Promise<readonly DatabaseColumn[]> {
  const { run, session } = work;
  if (relation.parts.external !== null || run.overridden("get_columns_in_relation")) {
    const value = await callMacro(work, interpreter, "get_columns_in_relation", { relation });
    return Array.isArray(value) ? value.filter((each) => each instanceof DatabaseColumn) : [];
  }
  const infos = await run.adapter.columnsOf(session, relation.name);
  return infos.map((info) => new DatabaseColumn(info, run.dialect));
}

/** Widens the target's text columns to the sizes of the new rows. */
async function expandColumns(
  work: AdapterWork,
  interpreter: Interpreter,
  from: Relation,
  to: Relation,
): Promise<void> {
  const target = new Map(
    (await columnsIn(work, interpreter, to)).map((column) => [nameOf(column), column]),
  );
  for (const column of await columnsIn(work, interpreter, from)) {
    if (!target.get(nameOf(column))?.canExpandTo(column)) continue;
    await callMacro(work, interpreter, "alter_column_type", {
      relation: to,
      column_name: nameOf(column),
      new_column_type: stringType(column.stringSize),
    });
  }
}
