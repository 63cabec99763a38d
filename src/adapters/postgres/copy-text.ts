/** Writes values in the text format of `copy` (PostgreSQL's documentation, "COPY", "File Formats"), as bytes. */

const backslash = 0x5c;
const tab = 0x09;
const newline = 0x0a;
const letterN = 0x4e;
const zero = 0x30;
const colon = 0x3a;
const point = 0x2e;
const firstPrintable = 0x20;

/** By character code, the letter that stands for it behind a backslash; 0 where it stands for itself. */
const letters = new Uint8Array(backslash + 1);
for (const [character, letter] of ["\bb", "\tt", "\nn", "\vv", "\ff", "\rr", "\\\\"])
  letters[character!.charCodeAt(0)] = letter!.charCodeAt(0);

const special = /[\\\b\t\n\v\f\r]/;
const specials = /[\\\b\t\n\v\f\r]/g;

/** Rows being written; each value is followed by `next` or `end`. */
export class CopyText {
  #bytes: Buffer;
  #used = 0;

  /** @param size in bytes, about as much as is taken at once */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  /** In bytes, of what can be taken. */
  get size(): number {
    return this.#used;
  }

  /** What was written since it was taken last. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#used);
    // Whoever sends it may still hold it when the next rows are written.
    this.#bytes = Buffer.allocUnsafe(this.#bytes.length);
    this.#used = 0;
    return taken;
  }

  /** The row goes on. */
  next(): void {
    this.#room(1);
    this.#bytes[this.#used++] = tab;
  }

  /** The row is complete. */
  end(): void {
    this.#room(1);
    this.#bytes[this.#used++] = newline;
  }

  nothing(): void {
    this.#room(2);
    this.#bytes[this.#used++] = backslash;
    this.#bytes[this.#used++] = letterN;
  }

  /** ASCII in which nothing is to be escaped. */
  plain(text: string): void {
    this.#room(text.length);
    const bytes = this.#bytes;
    let at = this.#used;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.#used = at;
  }

  text(text: string): void {
    const escaped = special.test(text)
      ? text.replace(specials, (each) => `\\${String.fromCharCode(letters[each.charCodeAt(0)]!)}`)
      : text;
    // A UTF-16 unit takes three bytes at most.
    this.#room(escaped.length * 3);
    this.#used += this.#bytes.write(escaped, this.#used);
  }

  /** Text that lies in bytes, in UTF-8. */
  utf8(source: Uint8Array, start: number, length: number): void {
    this.#room(length * 2);
    const bytes = this.#bytes;
    let at = this.#used;
    for (let index = start; index < start + length; index++) {
      const byte = source[index]!;
      const letter = byte < firstPrintable || byte === backslash ? letters[byte]! : 0;
      if (letter !== 0) bytes[at++] = backslash;
      bytes[at++] = letter === 0 ? byte : letter;
    }
    this.#used = at;
  }

  bytea(value: Uint8Array): void {
    this.plain("\\\\x");
    this.plain(Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("hex"));
  }

  /** @param micros microseconds of a day */
  time(micros: number): void {
    this.#room(15);
    const seconds = Math.floor(micros / 1e6);
    const rest = micros - seconds * 1e6;
    const minutes = Math.floor(seconds / 60);
    const hours = Math.floor(minutes / 60);
    this.#digits(hours, 2);
    this.#bytes[this.#used++] = colon;
    this.#digits(minutes - hours * 60, 2);
    this.#bytes[this.#used++] = colon;
    this.#digits(seconds - minutes * 60, 2);
    if (rest === 0) return;
    this.#bytes[this.#used++] = point;
    this.#digits(rest, 6);
  }

  #digits(value: number, count: number): void {
    let rest = value;
    for (let at = this.#used + count - 1; at >= this.#used; at--) {
      const tens = Math.floor(rest / 10);
      this.#bytes[at] = zero + rest - tens * 10;
      rest = tens;
    }
    this.#used += count;
  }

  #room(size: number): void {
    if (this.#used + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#used + size, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
