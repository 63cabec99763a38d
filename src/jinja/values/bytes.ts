/** Python's bytes, as far as templates meet them: what `encode` gives and `decode` takes. */
import type { PyObject, Value } from "./value.ts";

export class Bytes implements PyObject {
  readonly pyType = "bytes";
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  pyRepr(): string {
    const text = Array.from(this.bytes, byteText).join("");
    return text.includes("'") && !text.includes('"')
      ? `b"${text}"`
      : `b'${text.replaceAll("'", "\\'")}'`;
  }

  *pyIter(): Iterable<Value> {
    yield* this.bytes;
  }

  pyLen(): number {
    return this.bytes.length;
  }

  pyGetItem(key: Value): Value | undefined {
    return typeof key === "number" ? this.bytes.at(key) : undefined;
  }

  pyEquals(other: Value): boolean {
    return other instanceof Bytes && other.pyHash() === this.pyHash();
  }

  pyHash(): string {
    return `b${this.bytes.join(",")}`;
  }
}

const named: Readonly<Record<number, string>> = { 9: "\\t", 10: "\\n", 13: "\\r", 92: "\\\\" };

function byteText(byte: number): string {
  const name = named[byte];
  if (name !== undefined) return name;
  if (byte >= 32 && byte < 127) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
