/**
 * The cells of a batch's columns while rows are added to them, as bytes and numbers in few large arrays: an object or a
 * string for each cell would cost more than reading and writing it.
 */
import type {
  AppendCell,
  AppendColumn,
  AppendKind,
  PackedNumbers,
  PackedTexts,
} from "../../adapters/append.ts";

/** A column that grows cell by cell. */
export interface ColumnCells {
  push(cell: AppendCell): void;
  /** What was pushed so far. */
  readonly cells: AppendColumn["cells"];
}

/** Bytes that the texts of a batch lie in, one behind the other. */
export class TextStore {
  bytes: Buffer;
  /** How many of them are used. */
  used = 0;
  #content: Uint8Array | undefined;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
  }

  /** The bytes that are used: the same object as long as none are added. */
  get content(): Uint8Array {
    if (this.#content?.length !== this.used) this.#content = this.bytes.subarray(0, this.used);
    return this.#content;
  }

  /**
   * Puts bytes behind the last ones, and a zero behind them, which whoever puts the next ones writes over.
   * @returns where they begin
   */
  put(bytes: Uint8Array): number {
    const start = this.used;
    const end = start + bytes.length;
    this.#makeRoom(end + 1);
    this.bytes.set(bytes, start);
    this.bytes[end] = 0;
    this.used = end;
    return start;
  }

  /** @returns where the text begins; it ends at `used` */
  putText(text: string): number {
    const start = this.used;
    // A UTF-16 unit takes three bytes at most.
    this.#makeRoom(start + text.length * 3);
    this.used = start + this.bytes.write(text, start);
    return start;
  }

  #makeRoom(size: number): void {
    if (size <= this.bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(size, this.bytes.length * 2));
    this.bytes.copy(larger, 0, 0, this.used);
    this.bytes = larger;
  }
}

const firstRows = 1024;

/** Texts, or bytes, in a store that several columns share. */
export class TextCells implements ColumnCells {
  readonly #store: TextStore;
  #starts = new Int32Array(firstRows);
  #lengths = new Int32Array(firstRows);
  #count = 0;

  constructor(store: TextStore) {
    this.#store = store;
  }

  /** The text lies in the store already; a length of −1 is null. */
  pushRange(start: number, length: number): void {
    if (this.#count === this.#starts.length) {
      this.#starts = grown(this.#starts, Int32Array);
      this.#lengths = grown(this.#lengths, Int32Array);
    }
    this.#starts[this.#count] = start;
    this.#lengths[this.#count++] = length;
  }

  push(cell: AppendCell): void {
    if (cell === null) {
      this.pushRange(0, -1);
      return;
    }
    const start =
      typeof cell === "string" ? this.#store.putText(cell) : this.#store.put(cell as Uint8Array);
    this.pushRange(start, this.#store.used - start);
  }

  /** Adds the bytes if they are ASCII without U+0000. */
  pushAscii(bytes: Uint8Array): boolean {
    const start = this.#store.put(bytes);
    for (let at = 0; at < bytes.length; at++) {
      const byte = bytes[at]!;
      if (byte > 0 && byte < 0x80) continue;
      this.#store.used = start;
      return false;
    }
    this.pushRange(start, bytes.length);
    return true;
  }

  get cells(): PackedTexts {
    return { bytes: this.#store.content, starts: this.#starts, lengths: this.#lengths };
  }
}

/** Numbers, and what is none among them. */
export class NumberCells implements ColumnCells {
  #numbers = new Float64Array(firstRows);
  #count = 0;
  readonly #others = new Map<number, AppendCell>();

  pushNumber(value: number): void {
    if (this.#count === this.#numbers.length) this.#numbers = grown(this.#numbers, Float64Array);
    this.#numbers[this.#count++] = value;
  }

  push(cell: AppendCell): void {
    if (typeof cell !== "number") this.#others.set(this.#count, cell);
    this.pushNumber(typeof cell === "number" ? cell : 0);
  }

  get cells(): PackedNumbers {
    return { numbers: this.#numbers, others: this.#others };
  }
}

class PlainCells implements ColumnCells {
  readonly cells: AppendCell[] = [];

  push(cell: AppendCell): void {
    this.cells.push(cell);
  }
}

/** @param store where texts are put */
export function cellsOf(kind: AppendKind, store: TextStore): ColumnCells {
  switch (kind) {
    case "text":
    case "json":
      return new TextCells(store);
    case "integer":
    case "float":
    case "decimal":
    case "date":
    case "time":
    case "timestamp":
    case "timestamptz":
      return new NumberCells();
    default:
      return new PlainCells();
  }
}

function grown<A extends Int32Array | Float64Array>(array: A, Kind: new (size: number) => A): A {
  const larger = new Kind(array.length * 2);
  larger.set(array);
  return larger;
}
