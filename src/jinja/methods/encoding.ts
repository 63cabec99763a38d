/** `encode` of text and the methods of bytes. */
import { Bytes } from "../values/bytes.ts";
import { PyError } from "../values/error.ts";
import { bindArguments } from "../values/native-function.ts";
import { str } from "../values/text.ts";
import type { Call, Value } from "../values/value.ts";
import type { MethodTable } from "./method.ts";

const unicode = new Set(["utf8", "utf-8", "u8", "utf_8"]);
const narrow: Readonly<Record<string, number>> = {
  ascii: 0x7f,
  "us-ascii": 0x7f,
  latin1: 0xff,
  "latin-1": 0xff,
  "iso-8859-1": 0xff,
};

function encodingOf(call: Call, name: string): string {
  const { encoding = "utf-8" } = bindArguments(call, name, ["encoding?", "errors?"]);
  const wanted = str(encoding).toLowerCase();
  if (unicode.has(wanted) || wanted in narrow) return wanted;
  throw new PyError("LookupError", `unknown encoding: ${str(encoding)}`);
}

/** `text.encode(encoding)`: UTF-8, ASCII or Latin-1. */
export function encode(self: string, call: Call): Value {
  const encoding = encodingOf(call, "encode");
  if (unicode.has(encoding)) return new Bytes(new TextEncoder().encode(self));
  const most = narrow[encoding] ?? 0;
  const codes = Array.from(self, (char) => char.codePointAt(0) ?? 0);
  const wrong = codes.findIndex((code) => code > most);
  if (wrong < 0) return new Bytes(Uint8Array.from(codes));
  throw new PyError(
    "UnicodeEncodeError",
    `'${encoding}' codec can't encode character at position ${wrong}: ordinal not in range(${most + 1})`,
  );
}

function decode(self: Bytes, call: Call): Value {
  const encoding = encodingOf(call, "decode");
  const label = unicode.has(encoding) ? "utf-8" : "latin1";
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(self.bytes);
  } catch {
    throw new PyError("UnicodeDecodeError", `'${encoding}' codec can't decode the bytes`);
  }
}

const hex = (self: Bytes): Value =>
  Array.from(self.bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const bytesMethods: MethodTable<Bytes> = new Map([
  ["decode", decode],
  ["hex", hex],
]);
