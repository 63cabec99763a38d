/** The replacements of `re.sub`: texts with `\1`, `\g<name>` and `\n` in them. */
import { PyError, repr } from "../../../jinja/index.ts";

export interface Groups {
  readonly count: number;
  readonly names: readonly string[];
}

type Part = string | ((found: RegExpExecArray) => string);

const letters: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  f: "\f",
  v: "\v",
  a: "\x07",
  b: "\b",
  "\\": "\\",
};

const escapes = /\\(?:g<([^>]*)>|(0[0-7]{0,2}|[1-3][0-7]{2})|([1-9]\d?)|([\s\S]?))/g;

/**
 * What puts the groups of a match into the template.
 * @throws PyError re.error for an escape or a group that there is not, IndexError for an unknown name
 */
export function readTemplate(template: string, groups: Groups): (found: RegExpExecArray) => string {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(escapes)) {
    parts.push(template.slice(end, match.index), partOf(match, groups));
    end = match.index + match[0].length;
  }
  parts.push(template.slice(end));
  return (found) => parts.map((part) => (typeof part === "string" ? part : part(found))).join("");
}

function partOf(match: RegExpExecArray, groups: Groups): Part {
  const [, name, octal, number, letter = ""] = match;
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (number !== undefined) return groupPart(Number(number), groups, match.index + 1);
  if (name !== undefined) return namedPart(name, groups, match.index + 3);
  if (letter === "") throw broken("bad escape (end of pattern)", match.index);
  const known = letters[letter];
  if (known !== undefined) return known;
  if (/[a-zA-Z]/.test(letter)) throw broken(`bad escape \\${letter}`, match.index);
  return `\\${letter}`;
}

function groupPart(number: number, { count }: Groups, position: number): Part {
  if (number > count) throw broken(`invalid group reference ${number}`, position);
  return (found) => found[number] ?? "";
}

function namedPart(name: string, groups: Groups, position: number): Part {
  if (/^\d+$/.test(name)) return groupPart(Number(name), groups, position);
  if (name === "") throw broken("missing group name", position);
  if (!groups.names.includes(name)) {
    throw new PyError("IndexError", `unknown group name ${repr(name)}`);
  }
  return (found) => found.groups?.[name] ?? "";
}

const broken = (message: string, position: number): PyError =>
  new PyError("re.error", `${message} at position ${position}`);
