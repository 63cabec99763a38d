/** Puts values for `%s` into a statement, as dbt-postgres's driver does before it sends the text. */
import type { Cell } from "../../../adapters/adapter.ts";
import { adapterArgument } from "../../../core/problems/context.ts";

/**
 * @param literal writes a text as SQL
 * @throws Problem when there are more or fewer values than places
 */
export function withValues(
  sql: string,
  values: readonly Cell[],
  literal: (text: string) => string,
): string {
  let used = 0;
  const text = sql.replaceAll(/%(s|%)/g, (_, kind: string) => {
    if (kind === "%") return "%";
    const value = values[used++];
    return value === undefined ? "" : sqlOf(value, literal);
  });
  if (used === values.length) return text;
  throw adapterArgument("add_query", `${values.length} values were given for ${used} places.`);
}

function sqlOf(value: Cell, literal: (text: string) => string): string {
  switch (typeof value) {
    case "string":
      return literal(value);
    case "boolean":
    case "number":
    case "bigint":
      return String(value);
    default:
      return value === null ? "null" : literal(JSON.stringify(value));
  }
}
