/** What of a record is not its value: key and headers as cells. */
import { isUtf8 } from "node:buffer";
import type { FieldValue } from "../value-decoder.ts";
import { isStorable, jsonText } from "./json-text.ts";

/** The bytes as text, or undefined where they are none that a database keeps. */
export function textOf(bytes: Uint8Array): string | undefined {
  const text = asBuffer(bytes).toString("utf8");
  // What is no UTF-8 is read as U+FFFD, which may also be meant.
  if (text.includes("\ufffd") && !isUtf8(bytes)) return undefined;
  return isStorable(text) ? text : undefined;
}

const asBuffer = (bytes: Uint8Array): Buffer =>
  bytes instanceof Buffer ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Keys that are no text are written in hexadecimal digits behind `\x`. */
export const hexText = (bytes: Uint8Array): string => `\\x${asBuffer(bytes).toString("hex")}`;

type Headers = readonly (readonly [name: string, value: Uint8Array | null])[];

/** Headers as a JSON object; one that comes several times has a list of values, and bytes are `{"base64": …}`. */
export function headersText(headers: Headers): string | null {
  if (headers.length === 0) return null;
  const values = new Map<string, FieldValue[]>();
  for (const [name, value] of headers) {
    const key = isStorable(name) ? name : JSON.stringify(name);
    const known = values.get(key);
    if (known === undefined) values.set(key, [headerValue(value)]);
    else known.push(headerValue(value));
  }
  const entries = [...values].map(
    ([name, each]) => [name, each.length === 1 ? each[0]! : each] as const,
  );
  return jsonText(Object.fromEntries(entries));
}

function headerValue(value: Uint8Array | null): FieldValue {
  if (value === null) return null;
  return textOf(value) ?? { base64: Buffer.from(value).toString("base64") };
}
