/** Shell wildcards as Python's `fnmatch` and `glob` read them, since that is what selectors mean by `*`, `?` and `[…]`. */

export const hasWildcards = (pattern: string): boolean => /[*?[\]]/.test(pattern);

/**
 * A test of texts against a pattern: `*` is any text, dots and slashes included; `?` one character; `[ab]`, `[a-z]`,
 * `[!a]` one of a set. Case counts.
 */
export function wildcardTest(pattern: string): (text: string) => boolean {
  if (pattern === "*") return () => true;
  if (!hasWildcards(pattern)) return (text) => text === pattern;
  const expression = new RegExp(`^(?:${translate(pattern, ".*", ".")})$`, "su");
  return (text) => expression.test(text);
}

/** A test of paths: `*` and `?` stay within one part of the path, `**` is any number of folders. */
export function pathTest(pattern: string): (path: string) => boolean {
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  if (!hasWildcards(pattern)) {
    const plain = parts.join("/");
    return (path) => path === plain;
  }
  const expressions = parts.map((part) =>
    part === "**" ? undefined : new RegExp(`^(?:${translate(part, "[^/]*", "[^/]")})$`, "su"),
  );
  return (path) => matchesParts(path.split("/"), expressions);
}

function matchesParts(
  path: readonly string[],
  expressions: readonly (RegExp | undefined)[],
): boolean {
  const [first, ...others] = expressions;
  if (expressions.length === 0) return path.length === 0;
  if (first === undefined) {
    return (
      path.some((_, skipped) => matchesParts(path.slice(skipped), others)) || others.length === 0
    );
  }
  const [part, ...rest] = path;
  return part !== undefined && first.test(part) && matchesParts(rest, others);
}

function translate(pattern: string, any: string, one: string): string {
  let expression = "";
  for (let index = 0; index < pattern.length; index++) {
    const character = pattern[index] ?? "";
    if (character === "*") expression += any;
    else if (character === "?") expression += one;
    else if (character === "[") {
      const end = endOfSet(pattern, index);
      if (end === undefined) expression += "\\[";
      else {
        expression += setExpression(pattern.slice(index + 1, end));
        index = end;
      }
    } else expression += escaped(character);
  }
  return expression;
}

/** The bracket that closes a set; one directly after the opening (or `!`) is a member of it. */
function endOfSet(pattern: string, start: number): number | undefined {
  const first = pattern[start + 1] === "!" ? start + 2 : start + 1;
  const end = pattern.indexOf("]", first + 1);
  return end < 0 ? undefined : end;
}

function setExpression(members: string): string {
  const negated = members.startsWith("!");
  const plain = (negated ? members.slice(1) : members).replace(/[\\\]^[&|~]/g, "\\$&");
  return `[${negated ? "^" : ""}${plain}]`;
}

const escaped = (character: string): string => character.replace(/[\\^$.|+(){}\]/-]/g, "\\$&");
