/** Puts common table expressions in front of a query as text; knows where a statement's own `with` stands, and no more SQL. */

export interface Cte {
  /** The ephemeral node that it holds. */
  readonly id: string;
  /** ` name as (\n…\n)`, as it goes into the query. */
  readonly sql: string;
}

const blank = /\s+/y;
const lineComment = /--[^\n]*/y;
const word = /[A-Za-z_]\w*/y;

/** dbt's name of the CTE that stands for an ephemeral model. */
export const cteName = (identifier: string): string => `__dbt__cte__${identifier}`;

/** The text of one CTE around a compiled query, with dbt's white space. */
export const cteText = (identifier: string, query: string): string =>
  ` ${cteName(identifier)} as (\n${query}\n)`;

/**
 * Inserts the CTEs before the query's own. Comments before `with`, and the word inside a string, do not count.
 * The white space is that of dbt, so that compiled files compare equal.
 */
export function injectCtes(sql: string, ctes: readonly Cte[]): string {
  if (ctes.length === 0) return sql;
  const injected = ctes.map((cte) => cte.sql).join(", ");
  const own = endOfWith(sql);
  if (own !== undefined) return `${sql.slice(0, own)}${injected}, ${sql.slice(own)}`;
  const start = skip(sql, 0, blank);
  return `${sql.slice(0, start)}with${injected} ${sql.slice(start)}`;
}

/** Where the first own CTE begins: behind `with` or `with recursive` and white space. */
function endOfWith(sql: string): number | undefined {
  const start = skipComments(sql, 0);
  const afterWith = skipWord(sql, start, "with");
  if (afterWith === undefined) return undefined;
  const afterRecursive = skipWord(sql, skipComments(sql, afterWith), "recursive");
  return skip(sql, afterRecursive ?? afterWith, blank);
}

function skipWord(sql: string, at: number, expected: string): number | undefined {
  const end = skip(sql, at, word);
  return sql.slice(at, end).toLowerCase() === expected ? end : undefined;
}

/** The first offset that is neither white space nor comment; block comments nest. */
function skipComments(sql: string, from: number): number {
  let at = from;
  for (;;) {
    const before = at;
    at = skip(sql, skip(sql, at, blank), lineComment);
    if (sql.startsWith("/*", at)) at = endOfBlockComment(sql, at);
    if (at === before) return at;
  }
}

function endOfBlockComment(sql: string, from: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = from;
  let depth = 0;
  for (let found = mark.exec(sql); found !== null; found = mark.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return sql.length;
}

function skip(sql: string, at: number, pattern: RegExp): number {
  pattern.lastIndex = at;
  return pattern.test(sql) ? pattern.lastIndex : at;
}
