/** .dbtignore: the patterns of .gitignore, without the rule that an ignored folder cannot be looked into. Pure. */

export type Ignores = (path: string) => boolean;

interface Rule {
  readonly pattern: RegExp;
  readonly isNegated: boolean;
}

/** The last rule that fits a path decides. */
export function parseIgnoreFile(text: string): Ignores {
  const rules = text.split(/\r?\n/).flatMap((line) => ruleOf(line) ?? []);
  return (path) => {
    const rule = rules.findLast(({ pattern }) => pattern.test(path));
    return rule !== undefined && !rule.isNegated;
  };
}

function ruleOf(line: string): Rule | undefined {
  const written = line.replace(/(?<!\\)\s+$/, "");
  if (written === "" || written.startsWith("#") || written === "/") return undefined;
  const isNegated = written.startsWith("!");
  const body = written.slice(isNegated ? 1 : 0).replace(/^\\(?=[#!])/, "");
  return { pattern: patternOf(body), isNegated };
}

function patternOf(body: string): RegExp {
  const isFolder = body.endsWith("/");
  const path = body.replace(/\/$/, "");
  // A slash anywhere but at the end ties the pattern to the root; else it fits at any depth.
  const isRooted = path.includes("/");
  const source = path
    .replace(/^\//, "")
    .split(/(\/\*\*\/|^\*\*\/|\/\*\*$|\*\*?|\?|\[[^\]]+\]|\\.)/)
    .map(translatePart)
    .join("");
  return new RegExp(`^${isRooted ? "" : "(?:.*/)?"}${source}${isFolder ? "/.*" : "(?:/.*)?"}$`);
}

function translatePart(part: string): string {
  if (part === "/**/") return "/(?:.*/)?";
  if (part === "**/") return "(?:.*/)?";
  if (part === "/**") return "/.*";
  if (part === "*" || part === "**") return "[^/]*";
  if (part === "?") return "[^/]";
  if (/^\[.+\]$/.test(part)) return part.replace(/^\[!/, "[^");
  if (/^\\.$/.test(part)) return escapeText(part.slice(1));
  return escapeText(part);
}

const escapeText = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
