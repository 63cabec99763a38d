/** `encode` of text and the methods of bytes. */
import { Bytes } from "../values/bytes.ts";
import { PyError } from "../values/error.ts";
import { bindArguments } from "../values/native-function.ts";
import { asciiText, str } from "../values/text.ts";
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

interface Coding {
  readonly encoding: string;
  readonly errors: string;
}

function codingOf(call: Call, name: string): Coding {
  const bound = bindArguments(call, name, ["encoding?", "errors?"]);
  const encoding = str(bound.encoding ?? "utf-8").toLowerCase();
  const errors = str(bound.errors ?? "strict");
  if (unicode.has(encoding) || encoding in narrow) return { encoding, errors };
  throw new PyError("LookupError", `unknown encoding: ${str(bound.encoding ?? null)}`);
}

/** What stands in for a character that the encoding lacks, by Python's name of the way. */
const replacements: Readonly<Record<string, (code: number) => string>> = {
  ignore: () => "",
  replace: () => "?",
  xmlcharrefreplace: (code) => `&#${code};`,
  backslashreplace: (code) => asciiText(String.fromCodePoint(code)),
};

/** `text.encode(encoding, errors)`: UTF-8, ASCII or Latin-1. */
export function encode(self: string, call: Call): Value {
  const { encoding, errors } = codingOf(call, "encode");
  if (unicode.has(encoding)) return new Bytes(new TextEncoder().encode(self));
  const most = narrow[encoding] ?? 0;
  const codes = Array.from(self, (char) => char.codePointAt(0) ?? 0);
  const wrong = codes.findIndex((code) => code > most);
  if (wrong < 0) return new Bytes(Uint8Array.from(codes));
  if (errors === "strict") throw cannotEncode(encoding, wrong, most);
  const stand = replacements[errors];
  if (stand === undefined) throw unknownHandler(errors);
  const written = codes.map((code) => (code > most ? stand(code) : String.fromCodePoint(code)));
  return new Bytes(Uint8Array.from(written.join(""), (char) => char.charCodeAt(0)));
}

const cannotEncode = (encoding: string, at: number, most: number): PyError =>
  new PyError(
    "UnicodeEncodeError",
    `'${encoding}' codec can't encode character at position ${at}: ordinal not in range(${most + 1})`,
  );

const unknownHandler = (errors: string): PyError =>
  new PyError("LookupError", `unknown error handler name '${errors}'`);

function decode(self: Bytes, call: Call): Value {
  const { encoding, errors } = codingOf(call, "decode");
  if (unicode.has(encoding)) return decodeUtf8(self.bytes, encoding, errors);
  const most = narrow[encoding] ?? 0;
  let text = "";
  for (const byte of self.bytes) {
    text += byte > most ? undecodable(byte, encoding, errors) : String.fromCharCode(byte);
  }
  return text;
}

function undecodable(byte: number, encoding: string, errors: string): string {
  if (errors === "ignore") return "";
  if (errors === "replace") return "\ufffd";
  if (errors === "backslashreplace") return `\\x${byte.toString(16)}`;
  throw cannotDecode(encoding);
}

const cannotDecode = (encoding: string): PyError =>
  new PyError("UnicodeDecodeError", `'${encoding}' codec can't decode the bytes`);

function decodeUtf8(bytes: Uint8Array, encoding: string, errors: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    if (errors === "replace") return text;
    if (errors === "ignore") return text.replaceAll("\ufffd", "");
    throw cannotDecode(encoding);
  }
}

const hex = (self: Bytes): Value =>
  Array.from(self.bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

export const bytesMethods: MethodTable<Bytes> = new Map([
  ["decode", decode],
  ["hex", hex],
]);
