/** Turns the text in which Postgres sends values into cells. */
import type { Cell } from "../adapter.ts";

export type ReadCell = (text: string) => Cell;

export const readText: ReadCell = (text) => text;

export const readBoolean: ReadCell = (text) => text === "t";

export const readFloat: ReadCell = (text) => Number(text);

/** A number where it is exact, a bigint beyond. */
export const readInteger: ReadCell = (text) => {
  const number = Number(text);
  return Number.isSafeInteger(number) ? number : BigInt(text);
};

/** From the hex form, `\x00ff`. */
export const readBytes: ReadCell = (text) => new Uint8Array(Buffer.from(text.slice(2), "hex"));

/**
 * Reads arrays: `{1,NULL,"a b",{…}}`, possibly with bounds in front.
 * @param item reads the elements
 */
export const arrayReader =
  (item: ReadCell): ReadCell =>
  (text) =>
    new ArrayText(text, item).read();

class ArrayText {
  private position: number;
  private readonly text: string;
  private readonly item: ReadCell;

  constructor(text: string, item: ReadCell) {
    this.text = text;
    this.item = item;
    this.position = text.indexOf("{");
  }

  read(): Cell[] {
    const cells: Cell[] = [];
    this.position++;
    while (this.text[this.position] !== "}") {
      cells.push(this.element());
      if (this.text[this.position] === ",") this.position++;
    }
    this.position++;
    return cells;
  }

  private element(): Cell {
    const first = this.text[this.position];
    if (first === "{") return this.read();
    if (first === '"') return this.item(this.quoted());
    const end = this.text.slice(this.position).search(/[,}]/) + this.position;
    const word = this.text.slice(this.position, end);
    this.position = end;
    return word === "NULL" ? null : this.item(word);
  }

  private quoted(): string {
    const [whole, inner] = /^"((?:[^"\\]|\\.)*)"/s.exec(this.text.slice(this.position)) ?? ["", ""];
    this.position += whole.length;
    return (inner ?? "").replaceAll(/\\(.)/gs, "$1");
  }
}
