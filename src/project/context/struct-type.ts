/** What DuckDB's text of a struct's type says about its fields. */

/**
 * @param type `STRUCT(a INTEGER, b DECIMAL(10, 2))`, or a list of those
 * @returns the fields' names, as they are written, and their types; none for any other type
 */
export function structParts(type: string): [name: string, type: string][] {
  const inner = /^STRUCT\((.*)\)/is.exec(type)?.[1];
  return inner === undefined ? [] : splitFields(inner).map(nameAndType);
}

/** At the commas outside parentheses. */
function splitFields(text: string): string[] {
  const fields: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index++) {
    const character = text[index];
    if (character === "(") depth++;
    else if (character === ")") depth--;
    else if (character === undefined || (character === "," && depth === 0)) {
      fields.push(text.slice(start, index).trim());
      start = index + 1;
    }
  }
  return fields;
}

function nameAndType(field: string): [name: string, type: string] {
  const space = field.startsWith('"') ? field.indexOf('" ') + 1 : field.indexOf(" ");
  return [field.slice(0, space), field.slice(space + 1)];
}
