/**
 * Reads the cells of a row from the bytes of a JSON object, without making an object or texts of it: the way of records
 * that are as the stream declares them. Whatever else is in a value (a field without a column, a nested one, an escape,
 * a value that does not fit) is left to the decoder, so that there is one place which says what it means.
 */
import { isUtf8 } from "node:buffer";
import type { AppendCell } from "../../adapters/append.ts";
import type { FieldValue } from "../value-decoder.ts";
import { misfit } from "./casts.ts";
import { type ColumnCells, NumberCells, type TextCells, type TextStore } from "./column-cells.ts";
import { timestampAt } from "./moment-bytes.ts";
import type { LandingColumn } from "./shape.ts";

/** What a field of the row being read has said. */
type Found = "nothing" | "range" | "number" | "cell";

/** A column, and what the row being read has for it. */
interface Slot {
  readonly column: LandingColumn;
  readonly cells: ColumnCells;
  /** The name as it mostly stands there: in quotes, with its colon. */
  readonly token: Uint8Array;
  /** Texts up to so many bytes are taken as they are. */
  readonly plainLength: number;
  readonly isMoment: boolean;
  readonly takesNumbers: boolean;
  /** Which field followed this one in the last record. */
  next: Slot | undefined;
  found: Found;
  start: number;
  length: number;
  number: number;
  cell: AppendCell;
}

const quote = 0x22;
const backslash = 0x5c;
const zero = 0x30;
const firstPrintable = 0x20;
const colon = 0x3a;
const comma = 0x2c;
const opening = 0x7b;
const closing = 0x7d;
const minus = 0x2d;
const point = 0x2e;
/** Digits that a double holds whatever they are. */
const exactDigits = 15;
const powers = Array.from({ length: exactDigits + 1 }, (_, index) => 10 ** index);

export class JsonRows {
  readonly #store: TextStore;
  readonly #slots: readonly Slot[];
  readonly #byName: ReadonlyMap<string, Slot>;
  /** Columns that only take what does not fit another. */
  readonly #sides: readonly ColumnCells[];
  #first: Slot | undefined;
  /** Behind the colon of the field that was found last. */
  #at = 0;
  /** All bytes of texts, or-ed: whether some are not ASCII. */
  #high = 0;

  /** @param cells of the columns, in the same order; texts in the store */
  constructor(columns: readonly LandingColumn[], cells: readonly ColumnCells[], store: TextStore) {
    this.#store = store;
    const slots = columns.map((column, index) => slotOf(column, cells[index]!));
    this.#slots = slots.filter(({ column }) => column.sideOf === null);
    this.#sides = slots.filter(({ column }) => column.sideOf !== null).map((slot) => slot.cells);
    this.#byName = new Map(this.#slots.map((slot) => [slot.column.name, slot]));
    for (const [index, slot] of this.#slots.entries()) slot.next = this.#slots[index + 1];
    this.#first = this.#slots[0];
  }

  /** @returns whether the value was read; else nothing was kept of it */
  read(value: Uint8Array): boolean {
    const start = this.#store.put(value);
    for (const slot of this.#slots) slot.found = "nothing";
    this.#high = 0;
    const isRead =
      this.#object(start) === start + value.length &&
      this.#slots.every(({ found, column }) => found !== "nothing" || column.nullable) &&
      (this.#high < 0x80 || isUtf8(value));
    if (!isRead) this.#store.used = start;
    return isRead;
  }

  /** Adds what was read last to the columns. */
  add(): void {
    for (const slot of this.#slots) {
      const { cells } = slot;
      if (slot.found === "range") (cells as TextCells).pushRange(slot.start, slot.length);
      else if (slot.found === "number") (cells as NumberCells).pushNumber(slot.number);
      else cells.push(slot.found === "cell" ? slot.cell : null);
    }
    for (const cells of this.#sides) cells.push(null);
  }

  /** Behind the object and blanks, or −1. */
  #object(start: number): number {
    const { bytes } = this.#store;
    let at = behindBlanks(bytes, start);
    if (bytes[at] !== opening) return -1;
    at = behindBlanks(bytes, at + 1);
    if (bytes[at] === closing) return behindBlanks(bytes, at + 1);
    let before: Slot | undefined;
    for (;;) {
      const slot = this.#field(at, before);
      if (slot === undefined) return -1;
      before = slot;
      at = this.#value(slot, behindBlanks(bytes, this.#at));
      if (at < 0) return -1;
      at = behindBlanks(bytes, at);
      if (bytes[at] === closing) return behindBlanks(bytes, at + 1);
      if (bytes[at] !== comma) return -1;
      at = behindBlanks(bytes, at + 1);
    }
  }

  /** The column whose name stands there; fields mostly come in the order of the record before. */
  #field(at: number, before: Slot | undefined): Slot | undefined {
    const { bytes } = this.#store;
    const guess = before === undefined ? this.#first : before.next;
    if (guess !== undefined && standsAt(bytes, at, guess.token)) {
      this.#at = at + guess.token.length;
      return guess;
    }
    if (bytes[at] !== quote) return undefined;
    const end = this.#textEnd(at + 1);
    if (end < 0) return undefined;
    const behind = behindBlanks(bytes, end + 1);
    const slot = this.#byName.get(bytes.toString("utf8", at + 1, end));
    if (slot === undefined || bytes[behind] !== colon) return undefined;
    if (before === undefined) this.#first = slot;
    else before.next = slot;
    this.#at = behind + 1;
    return slot;
  }

  /** Where the text's closing quote is; −1 where it holds an escape or what may not be there. */
  #textEnd(start: number): number {
    const { bytes } = this.#store;
    let high = 0;
    let at = start;
    let byte = bytes[at]!;
    while (byte !== quote) {
      // The zero behind the value ends it too.
      if (byte < firstPrintable || byte === backslash) return -1;
      high |= byte;
      byte = bytes[++at]!;
    }
    this.#high |= high;
    return at;
  }

  /** Behind the value, or −1 where it is not a plain one that fits. */
  #value(slot: Slot, at: number): number {
    const byte = this.#store.bytes[at]!;
    if (byte === quote) return this.#text(slot, at + 1);
    if (byte === minus || isDigit(byte)) return this.#number(slot, at);
    for (const [word, value] of words)
      if (standsAt(this.#store.bytes, at, word))
        return this.#cast(slot, value) ? at + word.length : -1;
    return -1;
  }

  #text(slot: Slot, start: number): number {
    const end = this.#textEnd(start);
    if (end < 0) return -1;
    if (end - start <= slot.plainLength) {
      slot.found = "range";
      slot.start = start;
      slot.length = end - start;
      return end + 1;
    }
    const { bytes } = this.#store;
    const micros = slot.isMoment ? timestampAt(bytes, start, end) : Number.NaN;
    if (!Number.isNaN(micros)) {
      slot.found = "number";
      slot.number = micros;
      return end + 1;
    }
    return this.#cast(slot, bytes.toString("utf8", start, end)) ? end + 1 : -1;
  }

  /** Up to fifteen digits, of which quotients with powers of ten are rounded as the number itself would be. */
  #number(slot: Slot, start: number): number {
    const { bytes } = this.#store;
    const first = bytes[start] === minus ? start + 1 : start;
    const whole = digitsEnd(bytes, first);
    // No number begins with a zero that says nothing.
    if (whole === first || (whole > first + 1 && bytes[first] === zero)) return -1;
    let end = whole;
    let value = digitsOf(bytes, first, whole, 0);
    if (bytes[whole] === point) {
      end = digitsEnd(bytes, whole + 1);
      if (end === whole + 1 || end - first - 1 > exactDigits) return -1;
      value = digitsOf(bytes, whole + 1, end, value) / powers[end - whole - 1]!;
    }
    if (whole - first > exactDigits) return -1;
    return this.#cast(slot, first === start ? value : -value) ? end : -1;
  }

  #cast(slot: Slot, value: FieldValue): boolean {
    if (value === null) {
      slot.found = "nothing";
      return true;
    }
    const cell = slot.column.cast(value);
    if (cell === misfit) return false;
    if (typeof cell === "number" && slot.takesNumbers) {
      slot.found = "number";
      slot.number = cell;
    } else {
      slot.found = "cell";
      slot.cell = cell;
    }
    return true;
  }
}

function slotOf(column: LandingColumn, cells: ColumnCells): Slot {
  const { kind, length } = column.type;
  return {
    column,
    cells,
    token: Buffer.from(`"${column.name}":`),
    next: undefined,
    plainLength: kind === "text" ? (length ?? Number.POSITIVE_INFINITY) : -1,
    isMoment: kind === "timestamp" || kind === "timestamptz",
    takesNumbers: cells instanceof NumberCells,
    found: "nothing",
    start: 0,
    length: 0,
    number: 0,
    cell: null,
  };
}

const words: readonly (readonly [word: Uint8Array, value: FieldValue])[] = [
  [Buffer.from("null"), null],
  [Buffer.from("true"), true],
  [Buffer.from("false"), false],
];

const isDigit = (byte: number): boolean => byte >= zero && byte <= 0x39;

function digitsEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (isDigit(bytes[end]!)) end++;
  return end;
}

/** The number that the digits are behind those of `before`. */
function digitsOf(bytes: Uint8Array, start: number, end: number, before: number): number {
  let value = before;
  for (let at = start; at < end; at++) value = value * 10 + bytes[at]! - zero;
  return value;
}

function standsAt(bytes: Uint8Array, at: number, token: Uint8Array): boolean {
  for (let index = 0; index < token.length; index++)
    if (bytes[at + index] !== token[index]) return false;
  return true;
}

/** JSON's blanks: space, tab, line feed, carriage return. */
function behindBlanks(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}
