/** Lays out JSON text over several lines without reading its numbers, which may be longer than JavaScript can hold. */

/** JSON text with two spaces per level, as `JSON.stringify(value, null, 2)` writes it. */
export function indentJson(json: string): string {
  let depth = 0;
  const newLine = () => `\n${"  ".repeat(depth)}`;
  return json.replace(/"(?:[^"\\]|\\.)*"|[[{]\s*[\]}]|[[\]{},:]|\s+/g, (token) => {
    switch (token[0]) {
      case '"':
        return token;
      case "{":
      case "[":
        if (token.length > 1) return `${token[0]}${token.at(-1)}`;
        depth += 1;
        return `${token}${newLine()}`;
      case "}":
      case "]":
        depth -= 1;
        return `${newLine()}${token}`;
      case ",":
        return `,${newLine()}`;
      case ":":
        return ": ";
      default:
        return "";
    }
  });
}
