/** Mistakes in functions that users define in SQL. */
import type { Files, Mistake } from "./mistake.ts";

const told = (code: string, place: string, properties: string, files: Files = {}): Mistake => ({
  code,
  place,
  files: {
    "functions/cents.sql": "select price * 100",
    "functions/cents.yml": `functions:\n${properties}\n`,
    ...files,
  },
});

const cents = "  - {name: cents, returns: {data_type: integer}";

export const functionMistakes: readonly Mistake[] = [
  told("FUNCTION_WITHOUT_RETURNS", "functions/cents.sql:1:1", "  []"),
  told("MISSING_PROPERTY", "functions/cents.yml:2:5", "  - {name: cents}"),
  told(
    "OVERLOAD_NOT_FOUND",
    "functions/cents.yml:2:62",
    `${cents}, overloads: [{defined_in: text_cents}]}`,
  ),
  told(
    "OVERLOAD_IS_ITSELF",
    "functions/cents.yml:2:62",
    `${cents}, overloads: [{defined_in: cents}]}`,
  ),
  told(
    "ARGUMENT_WITHOUT_DEFAULT",
    "functions/cents.sql:1:1",
    `${cents}, arguments: [{name: a, data_type: integer, default_value: 1}, {name: b, data_type: integer}]}`,
  ),
  told("FUNCTION_LANGUAGE", "functions/other.py:1:1", `${cents}}`, {
    "functions/other.py": "def main(price):\n    return price\n",
  }),
  told("FUNCTION_NOT_FOUND", "models/a.sql:1:11", `${cents}}`, {
    "models/a.sql": "select {{ function('cent') }}(1) as price",
  }),
];
