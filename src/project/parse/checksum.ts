/** The checksums that the manifest shows, taken as dbt takes them: of text without the white space around or between words. */
import { hash } from "node:crypto";
import type { FileHash } from "../../core/nodes.ts";

/** Python's idea of white space; JavaScript's differs in seven characters. */
const spaces =
  "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const space = new RegExp(`[${spaces}]`);
/** White space other than a single space: most of it is one already. */
const between = new RegExp(`\\x20[${spaces}]+|(?!\\x20)[${spaces}][${spaces}]*`, "g");

export const noChecksum: FileHash = { name: "none", checksum: "" };

export const md5 = (text: string): string => hash("md5", text);
export const sha256 = (text: string): string => hash("sha256", text);

/** Python's `str.strip()`. */
export function strip(text: string): string {
  let from = 0;
  let to = text.length;
  while (from < to && isSpace(text.charCodeAt(from))) from++;
  while (to > from && isSpace(text.charCodeAt(to - 1))) to--;
  return from === 0 && to === text.length ? text : text.slice(from, to);
}

const isSpace = (code: number): boolean =>
  code <= 0x20
    ? (code >= 9 && code <= 13) || (code >= 0x1c && code <= 0x20)
    : code >= 0x85 && space.test(String.fromCharCode(code));

/** Of a file's text, which only a change of words changes. */
export function textChecksum(text: string): FileHash {
  return { name: "sha256", checksum: sha256(strip(text).replace(between, " ")) };
}

/**
 * Of a seed. Line ends count as one character, as Python reads text; only the white space around the whole is left out.
 */
export function seedChecksum(text: string): FileHash {
  return { name: "sha256", checksum: sha256(strip(text.replace(/\r\n?/g, "\n"))) };
}

/** Of a seed too large to read: dbt takes its path. */
export const pathChecksum = (path: string): FileHash => ({ name: "path", checksum: path });
