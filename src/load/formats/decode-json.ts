/**
 * One record's value from JSON (RFC 8259). Integers that a double cannot hold come out exact; of a field named twice
 * the last counts. What one of the databases could not store is refused for all of them.
 */
import { isUtf8 } from "node:buffer";
import type { DecodedValue, Fields, FieldValue, RejectCode } from "../value-decoder.ts";
import { mayHoldLongNumbers, parseExactly } from "./exact-json.ts";
import { isFields } from "./field-values.ts";
import { isDeeperThan, maxDepth, unstorableText } from "./unstorable.ts";

export type Reject = Extract<DecodedValue, { kind: "reject" }>;

export const reject = (code: RejectCode, message: string): Reject => ({
  kind: "reject",
  code,
  message,
});

export type Parsed = { readonly kind: "fields"; readonly fields: Fields } | Reject;

/** The object that the bytes hold, or why the record is refused. */
export function parseJsonObject(bytes: Uint8Array): Parsed {
  if (!isUtf8(bytes)) return reject("BAD_UTF8", "The value is not text in UTF-8.");
  const text = textOf(bytes);
  let value: FieldValue;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return reject("BAD_JSON", error instanceof Error ? error.message : String(error));
  }
  if (!isFields(value)) return reject("NOT_OBJECT", `The value is ${describe(value)}.`);
  if (isDeeperThan(value, maxDepth)) {
    return reject("TOO_DEEP", `Objects and lists lie deeper in each other than ${maxDepth}.`);
  }
  if (mayHoldLongNumbers(text)) value = parseExactly(text) as Fields;
  // Written out, neither of the two is valid: NUL is no JSON, and half a pair no UTF-8.
  const bad = text.includes("\\u") ? unstorableText(value) : undefined;
  return bad === undefined
    ? { kind: "fields", fields: value }
    : reject("UNSTORABLE", `In the value ${bad}.`);
}

export const textOf = (bytes: Uint8Array): string => {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString("utf8");
};

function describe(value: FieldValue): string {
  if (value === null) return "null, not an object";
  if (Array.isArray(value)) return "a list, not an object";
  return `a ${typeof value}, not an object`;
}
