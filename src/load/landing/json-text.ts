/** Writes field values as JSON: exact integers, bytes as base64, and only what every database can keep. */
import type { FieldValue } from "../value-decoder.ts";

/** Deeper values are refused: databases and models that read them recurse. */
const deepest = 64;

/** Why a value has no JSON text. */
export class Unwritable extends Error {
  override readonly name = "Unwritable";
  readonly code: "TOO_DEEP" | "UNSTORABLE";

  constructor(code: Unwritable["code"], message: string) {
    super(message);
    this.code = code;
  }
}

/** @throws Unwritable for values that are too deep, and texts that no database keeps */
export function jsonText(value: FieldValue, depth = 1): string {
  switch (typeof value) {
    case "string":
      return quoted(value);
    case "number":
      // JSON has no NaN and no infinities.
      return Number.isFinite(value) ? String(value) : `"${value}"`;
    case "bigint":
    case "boolean":
      return String(value);
    default:
      return value === null ? "null" : nestedText(value, depth);
  }
}

function nestedText(value: FieldValue & object, depth: number): string {
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString("base64")}"`;
  if (depth > deepest) throw new Unwritable("TOO_DEEP", `nested deeper than ${deepest} levels`);
  if (isList(value)) return `[${value.map((each) => jsonText(each, depth + 1)).join(",")}]`;
  const parts: string[] = [];
  for (const [name, each] of Object.entries(value))
    parts.push(`${quoted(name)}:${jsonText(each, depth + 1)}`);
  return `{${parts.join(",")}}`;
}

const isList = (value: object): value is readonly FieldValue[] => Array.isArray(value);

function quoted(text: string): string {
  if (!isStorable(text)) throw new Unwritable("UNSTORABLE", unstorable);
  return JSON.stringify(text);
}

export const unstorable = "a text holds the character U+0000 or half of a surrogate pair";

const suspicious = /[\0\ud800-\udfff]/;
const never = /[\0\p{Surrogate}]/u;

/** Postgres keeps no U+0000, and neither database half of a surrogate pair. */
export const isStorable = (text: string): boolean => !suspicious.test(text) || !never.test(text);
