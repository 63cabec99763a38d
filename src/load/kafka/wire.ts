/**
 * The primitive types of Kafka's protocol, read and written (kafka.apache.org/protocol, "Protocol Primitive Types").
 * Reading past the end throws `WireError`: bytes that come from outside are not trusted.
 */

/** The bytes are not what the protocol says. */
export class WireError extends Error {
  override readonly name = "WireError";
}

const two32 = 2 ** 32;

/** An INT64 as a number; beyond 2^53 it is no offset, length or time. */
export function int64At(bytes: Buffer, at: number): number {
  const value = bytes.readInt32BE(at) * two32 + bytes.readUInt32BE(at + 4);
  if (!Number.isSafeInteger(value)) throw new WireError(`the number ${value} is too large`);
  return value;
}

/** Reads a message from its first byte to its last. Flexible versions use the methods whose names say so. */
export class WireReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  int8(): number {
    return this.#bytes.readInt8(this.#step(1));
  }

  boolean(): boolean {
    return this.int8() !== 0;
  }

  int16(): number {
    return this.#bytes.readInt16BE(this.#step(2));
  }

  int32(): number {
    return this.#bytes.readInt32BE(this.#step(4));
  }

  int64(): number {
    return int64At(this.#bytes, this.#step(8));
  }

  /** For identifiers that use all 64 bits, such as a producer's. */
  bigInt64(): bigint {
    return this.#bytes.readBigInt64BE(this.#step(8));
  }

  unsignedVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.#bytes[this.#step(1)] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value >>> 0;
    }
    throw new WireError("a varint does not end");
  }

  /** A UUID as 32 hexadecimal digits; undefined for the zero UUID, by which Kafka says "none". */
  uuid(): string | undefined {
    const text = this.#slice(16).toString("hex");
    return /^0+$/.test(text) ? undefined : text;
  }

  nullableString(): string | undefined {
    const length = this.int16();
    return length < 0 ? undefined : this.#slice(length).toString("utf8");
  }

  string(): string {
    return this.nullableString() ?? "";
  }

  nullableBytes(): Buffer | undefined {
    const length = this.int32();
    return length < 0 ? undefined : this.#slice(length);
  }

  array<T>(item: () => T): T[] {
    return this.#items(this.int32(), item);
  }

  compactNullableString(): string | undefined {
    const length = this.unsignedVarint();
    return length === 0 ? undefined : this.#slice(length - 1).toString("utf8");
  }

  compactString(): string {
    return this.compactNullableString() ?? "";
  }

  compactNullableBytes(): Buffer | undefined {
    const length = this.unsignedVarint();
    return length === 0 ? undefined : this.#slice(length - 1);
  }

  compactArray<T>(item: () => T): T[] {
    return this.#items(this.unsignedVarint() - 1, item);
  }

  /** Tagged fields; those without a reader are passed over. */
  tags(readers: ReadonlyMap<number, (reader: WireReader) => void> = noReaders): void {
    for (let count = this.unsignedVarint(); count > 0; count--) {
      const tag = this.unsignedVarint();
      const field = new WireReader(this.#slice(this.unsignedVarint()));
      readers.get(tag)?.(field);
    }
  }

  #items<T>(count: number, item: () => T): T[] {
    if (count > this.left) throw new WireError(`an array of ${count} items has ${this.left} bytes`);
    const items: T[] = [];
    for (let index = 0; index < count; index++) items.push(item());
    return items;
  }

  #slice(length: number): Buffer {
    const start = this.#step(length);
    return this.#bytes.subarray(start, start + length);
  }

  #step(length: number): number {
    const start = this.#at;
    if (start + length > this.#bytes.length) {
      throw new WireError(`${length} bytes are missing after ${start}`);
    }
    this.#at = start + length;
    return start;
  }
}

const noReaders = new Map<number, (reader: WireReader) => void>();

/** Collects a message. */
export class WireWriter {
  #bytes = Buffer.alloc(256);
  #at = 0;

  /** What was written so far. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#at);
  }

  int8(value: number): this {
    this.#room(1).writeInt8(value, this.#step(1));
    return this;
  }

  boolean(value: boolean): this {
    return this.int8(value ? 1 : 0);
  }

  int16(value: number): this {
    this.#room(2).writeInt16BE(value, this.#step(2));
    return this;
  }

  int32(value: number): this {
    this.#room(4).writeInt32BE(value, this.#step(4));
    return this;
  }

  int64(value: number | bigint): this {
    this.#room(8).writeBigInt64BE(BigInt(value), this.#step(8));
    return this;
  }

  unsignedVarint(value: number): this {
    let rest = value >>> 0;
    while (rest >= 0x80) {
      this.int8(((rest & 0x7f) | 0x80) - 256);
      rest >>>= 7;
    }
    return this.int8(rest);
  }

  /** Of 32 hexadecimal digits; undefined is the zero UUID. */
  uuid(value: string | undefined): this {
    return this.raw(Buffer.from(value ?? "0".repeat(32), "hex"));
  }

  raw(value: Uint8Array): this {
    this.#room(value.length).set(value, this.#step(value.length));
    return this;
  }

  string(value: string | undefined): this {
    if (value === undefined) return this.int16(-1);
    const bytes = Buffer.from(value);
    return this.int16(bytes.length).raw(bytes);
  }

  nullableBytes(value: Uint8Array | undefined): this {
    return value === undefined ? this.int32(-1) : this.int32(value.length).raw(value);
  }

  array<T>(items: readonly T[], write: (item: T) => void): this {
    this.int32(items.length);
    for (const item of items) write(item);
    return this;
  }

  compactString(value: string | undefined): this {
    if (value === undefined) return this.unsignedVarint(0);
    const bytes = Buffer.from(value);
    return this.unsignedVarint(bytes.length + 1).raw(bytes);
  }

  compactNullableBytes(value: Uint8Array | undefined): this {
    if (value === undefined) return this.unsignedVarint(0);
    return this.unsignedVarint(value.length + 1).raw(value);
  }

  compactArray<T>(items: readonly T[], write: (item: T) => void): this {
    this.unsignedVarint(items.length + 1);
    for (const item of items) write(item);
    return this;
  }

  noTags(): this {
    return this.unsignedVarint(0);
  }

  /** The bytes, with room for so many more. */
  #room(length: number): Buffer {
    const end = this.#at + length;
    if (end > this.#bytes.length) {
      const larger = Buffer.alloc(Math.max(end, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#at);
      this.#bytes = larger;
    }
    return this.#bytes;
  }

  #step(length: number): number {
    const start = this.#at;
    this.#at += length;
    return start;
  }
}
