/** One record's value from CSV and its kin. Every field is a text or null; the landing casts it to its column. */
import { isUtf8 } from "node:buffer";
import type { SourceRecord } from "../record-source.ts";
import type { Fields, FieldValue } from "../value-decoder.ts";
import { type Parsed, reject, textOf } from "./decode-json.ts";
import { type Delimited, splitFields } from "./delimited.ts";

/**
 * @param columns the fields' names in order, for records that do not come with names of their own
 * @returns the record's fields by name; as many as there are names, or the record is refused
 */
export function parseDelimited(
  value: Uint8Array,
  record: Pick<SourceRecord, "columns">,
  syntax: Delimited,
  columns: readonly string[],
): Parsed {
  if (!isUtf8(value)) return reject("BAD_UTF8", "The value is not text in UTF-8.");
  const text = textOf(value).replace(/[\r\n]+$/, "");
  if (text.includes("\u0000"))
    return reject("UNSTORABLE", "In the value a text holds the character U+0000.");
  const found = splitFields(text, syntax);
  if (found === undefined) {
    return reject(
      "BAD_CSV",
      "A quoted field does not end, or goes on behind the quote that ends it.",
    );
  }
  const names = record.columns ?? columns;
  if (found.length !== names.length) {
    return reject("BAD_CSV", `The record has ${found.length} fields; ${names.length} are named.`);
  }
  const fields: Record<string, FieldValue> = {};
  for (const [index, name] of names.entries()) fields[name] = found[index] ?? null;
  return { kind: "fields", fields: fields satisfies Fields };
}
