/**
 * Writes values in the binary format of `copy` (PostgreSQL's documentation, "COPY", "File Formats"): each is its length
 * in bytes and what the type's receive function reads, most significant byte first.
 */

/** Reads a byte of −1 each: the length of null. */
const nothing = 0xff;
const wordSize = 2 ** 32;
/** Shorter texts are copied faster byte by byte. */
const shortText = 128;

/** Microseconds and days from 1970, where rows count from, to 2000, where Postgres does. */
const epochMicros = 946_684_800_000_000;
const epochDays = 10_957;

/** Rows being written: `row`, then each of its values. */
export class CopyBinary {
  #bytes: Buffer;
  #used = 0;

  /** @param size in bytes, about as much as is taken at once */
  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafeSlow(size);
  }

  /** In bytes, of what can be taken. */
  get size(): number {
    return this.#used;
  }

  /** What was written since it was taken last. */
  take(): Buffer {
    const taken = this.#bytes.subarray(0, this.#used);
    // Whoever sends it may still hold it when the next rows are written.
    this.#bytes = Buffer.allocUnsafeSlow(this.#bytes.length);
    this.#used = 0;
    return taken;
  }

  /** What stands before the first row. */
  header(): void {
    this.raw(Buffer.from("PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0", "latin1"));
  }

  /** What stands behind the last row. */
  trailer(): void {
    this.short(-1);
  }

  /** @param columns how many values follow */
  row(columns: number): void {
    this.short(columns);
  }

  nothing(): void {
    this.#room(4);
    for (let count = 0; count < 4; count++) this.#bytes[this.#used++] = nothing;
  }

  /** Bytes in this format. */
  raw(bytes: Uint8Array): void {
    this.#room(bytes.length);
    const to = this.#bytes;
    let at = this.#used;
    for (let index = 0; index < bytes.length; index++) to[at++] = bytes[index]!;
    this.#used = at;
  }

  /** A number of two bytes, without a length. */
  short(value: number): void {
    this.#room(2);
    this.#bytes[this.#used++] = value >>> 8;
    this.#bytes[this.#used++] = value;
  }

  boolean(value: boolean): void {
    this.#length(1);
    this.#bytes[this.#used++] = value ? 1 : 0;
  }

  int16(value: number): void {
    this.#length(2);
    this.short(value);
  }

  int32(value: number): void {
    this.#length(4);
    this.#word(value);
  }

  int64(value: number | bigint): void {
    this.#length(8);
    if (typeof value === "bigint") {
      this.#used = this.#bytes.writeBigInt64BE(value, this.#used);
      return;
    }
    const high = Math.floor(value / wordSize);
    this.#word(high);
    this.#word(value - high * wordSize);
  }

  float64(value: number): void {
    this.#length(8);
    this.#used = this.#bytes.writeDoubleBE(value, this.#used);
  }

  /** @param days since 1970 */
  date(days: number): void {
    this.int32(days - epochDays);
  }

  /** @param micros microseconds since 1970, in UTC where the type has a zone */
  timestamp(micros: number | bigint): void {
    this.int64(typeof micros === "bigint" ? micros - BigInt(epochMicros) : micros - epochMicros);
  }

  /**
   * `numeric`: digits to the base of ten thousand.
   * @param weight the power of ten thousand of the first
   * @param scale decimals behind the point, to be shown
   */
  numeric(digits: readonly number[], weight: number, isNegative: boolean, scale: number): void {
    this.#length(8 + digits.length * 2);
    this.short(digits.length);
    this.short(weight);
    this.short(isNegative ? 0x4000 : 0);
    this.short(scale);
    for (const digit of digits) this.short(digit);
  }

  text(text: string): void {
    // A UTF-16 unit takes three bytes at most.
    this.#room(4 + text.length * 3);
    const start = this.#used;
    this.#used += 4;
    const length = this.#bytes.write(text, this.#used);
    this.#used = start;
    this.#word(length);
    this.#used += length;
  }

  /** Text in UTF-8, or bytes of `bytea`. */
  bytes(source: Uint8Array, start: number, length: number): void {
    this.#length(length);
    const to = this.#bytes;
    let at = this.#used;
    if (length > shortText) {
      to.set(source.subarray(start, start + length), at);
      this.#used = at + length;
      return;
    }
    const end = start + length;
    for (let index = start; index < end; index++) to[at++] = source[index]!;
    this.#used = at;
  }

  /** `jsonb`: a version, then the text. */
  jsonb(text: Uint8Array): void {
    this.#length(text.length + 1);
    this.#bytes[this.#used++] = 1;
    this.#bytes.set(text, this.#used);
    this.#used += text.length;
  }

  /** Makes room for a value, and writes how long it is. */
  #length(size: number): void {
    this.#room(4 + size);
    this.#word(size);
  }

  #word(value: number): void {
    const bytes = this.#bytes;
    const at = this.#used;
    bytes[at] = value >>> 24;
    bytes[at + 1] = value >>> 16;
    bytes[at + 2] = value >>> 8;
    bytes[at + 3] = value;
    this.#used = at + 4;
  }

  #room(size: number): void {
    if (this.#used + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(this.#used + size, this.#bytes.length * 2));
    this.#bytes.copy(larger, 0, 0, this.#used);
    this.#bytes = larger;
  }
}
