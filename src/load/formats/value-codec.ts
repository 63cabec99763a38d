/** What one schema makes of a value's bytes. */
import type { FieldValue } from "../value-decoder.ts";
import { type Parsed, reject } from "./decode-json.ts";
import { isFields } from "./field-values.ts";
import { isDeeperThan, maxDepth } from "./unstorable.ts";

export interface ValueCodec {
  /**
   * @param payload without what names the schema
   * @param indexes Protobuf: which of the schema's messages it is, where the payload does not begin with that
   */
  decode(payload: Buffer, indexes?: Buffer): Parsed;
}

/** A schema's text as it is written. */
export interface SchemaText {
  readonly type: "avro" | "protobuf" | "json_schema";
  readonly text: string;
  /** The schemas it refers to, and those that they do: first what others need. */
  readonly references: readonly { readonly name: string; readonly text: string }[];
}

/** The fields of what a binary format decoded to, if a database could hold them. */
export function checkedFields(value: FieldValue, payload: Buffer): Parsed {
  if (!isFields(value)) return reject("NOT_OBJECT", "The value is no record.");
  if (isDeeperThan(value, maxDepth)) {
    return reject("TOO_DEEP", `Records and lists lie deeper in each other than ${maxDepth}.`);
  }
  const replaced = replacementsIn(value);
  if (replaced > 0 && replaced > occurrencesOf(replacementBytes, payload)) {
    return reject("BAD_UTF8", "A text of the value is not in UTF-8.");
  }
  return { kind: "fields", fields: value };
}

/** Decoders put this in the place of what is no UTF-8; it may also have been there. */
const replacement = "\ufffd";
const replacementBytes = Buffer.from(replacement);

function replacementsIn(value: FieldValue): number {
  if (typeof value === "string")
    return value.includes(replacement) ? value.split(replacement).length - 1 : 0;
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return 0;
  let found = 0;
  for (const [name, inner] of Object.entries(value))
    found += replacementsIn(name) + replacementsIn(inner);
  return found;
}

function occurrencesOf(bytes: Buffer, payload: Buffer): number {
  let found = 0;
  for (let at = payload.indexOf(bytes); at >= 0; at = payload.indexOf(bytes, at + 1)) found++;
  return found;
}
