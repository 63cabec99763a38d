/** What of a record is not its value: key and headers as cells. */
import { isUtf8 } from "node:buffer";
import type { FieldValue } from "../value-decoder.ts";
import { isStorable, jsonText } from "./json-text.ts";

/** The bytes as text, or undefined where they are none that a database keeps. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return isStorable(text) ? text : undefined;
}

/** Keys that are no text are written in hexadecimal digits behind `\x`. */
export const hexText = (bytes: Uint8Array): string =>
  `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;

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
