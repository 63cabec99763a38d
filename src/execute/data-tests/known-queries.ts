/**
 * Knows the queries of the commonest data tests by their text, whoever wrote them, so that what is true of the query may
 * be found out in another way. Text that is not wholly understood is not known.
 */

/** A test of one column of one relation, both as the query writes them. */
export interface ColumnTest {
  readonly column: string;
  readonly relation: string;
}

const column = String.raw`("(?:[^"]|"")+"|[a-z_]\w*)`;
const relation = String.raw`(?<relation>\S.*?)`;

const notNull = new RegExp(
  String.raw`^\s*select\s+${column}\s+from\s+${relation}\s+where\s+${column}\s+is\s+null\s*$`,
  "is",
);

const unique = new RegExp(
  String.raw`^\s*select\s+${column}\s+as\s+unique_field,\s+count\(\*\)\s+as\s+n_records\s+from\s+${relation}\s+` +
    String.raw`where\s+${column}\s+is\s+not\s+null\s+group\s+by\s+${column}\s+having\s+count\(\*\)\s+>\s+1\s*$`,
  "is",
);

/** `select column from relation where column is null`: a row for each null. */
export const notNullQuery = (sql: string): ColumnTest | undefined => columnTest(notNull.exec(sql));

/** The query of dbt's `unique`: a row for each value that occurs more than once. */
export const uniqueQuery = (sql: string): ColumnTest | undefined => columnTest(unique.exec(sql));

function columnTest(found: RegExpExecArray | null): ColumnTest | undefined {
  const read = found?.groups?.relation;
  if (found === null || read === undefined || !isOneRelation(read)) return undefined;
  const [name = "", ...others] = found.slice(1).filter((part) => part !== read);
  return others.every((other) => other === name) ? { column: name, relation: read } : undefined;
}

const quoted = /"(?:[^"]|"")*"|'(?:[^']|'')*'/g;
const hidden = /--|\/\*|["';$\\]/;
const innermost = /\([^()]*\)/g;

/**
 * A name with its dots, a function's call, or one query in parentheses with the name that dbt gives to what a test's
 * `where` leaves; nothing that could end the `from`.
 */
function isOneRelation(text: string): boolean {
  let rest = text.replaceAll(quoted, "x");
  if (hidden.test(rest)) return false;
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replaceAll(innermost, "");
  }
  return /^(?:[\w.]+| dbt_subquery)$/.test(rest);
}
