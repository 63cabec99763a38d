/** Reads delimited text as Python's csv module reads it, which is what dbt reads seeds with. Knows nothing of types. */

export interface CsvText {
  /** The first record is the header, if there is one. A blank line is a record without cells. */
  readonly records: readonly (readonly string[])[];
  /** The line, counted from 1, on which each record begins. */
  readonly lines: readonly number[];
  /** The line of a quote that is never closed. */
  readonly openQuote: number | undefined;
}

const newline = 10;
const quote = 34;

/**
 * Splits text into records and cells. Any of the three line endings ends a record, and a quoted cell may hold line
 * breaks, delimiters and doubled quotes. A byte order mark is left out.
 * @param delimiter one character
 */
export function readCsv(text: string, delimiter = ","): CsvText {
  const reader = new CsvReader(plainText(text), delimiter.charCodeAt(0));
  return reader.read();
}

/** Without the byte order mark, and with one kind of line ending. */
const plainText = (text: string): string => {
  const body = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return body.includes("\r") ? body.replace(/\r\n?/g, "\n") : body;
};

/** A cursor over the text; lives as long as one `readCsv`. */
class CsvReader {
  readonly #text: string;
  readonly #delimiter: number;
  readonly #records: string[][] = [];
  readonly #lines: number[] = [];
  #at = 0;
  #line = 1;
  #openQuote: number | undefined;

  constructor(text: string, delimiter: number) {
    this.#text = text;
    this.#delimiter = delimiter;
  }

  read(): CsvText {
    while (this.#at < this.#text.length) this.#readRecord();
    return { records: this.#records, lines: this.#lines, openQuote: this.#openQuote };
  }

  #readRecord(): void {
    this.#lines.push(this.#line);
    const cells: string[] = [];
    this.#records.push(cells);
    if (this.#text.charCodeAt(this.#at) === newline) {
      this.#endLine();
      return;
    }
    for (;;) {
      cells.push(this.#readCell());
      if (this.#at >= this.#text.length) return;
      if (this.#text.charCodeAt(this.#at) === newline) {
        this.#endLine();
        return;
      }
      this.#at += 1;
    }
  }

  #endLine(): void {
    this.#at += 1;
    this.#line += 1;
  }

  /** Reads up to the delimiter, the line's end or the text's end, and stops before it. */
  #readCell(): string {
    const quoted = this.#text.charCodeAt(this.#at) === quote ? this.#readQuoted() : "";
    const start = this.#at;
    const text = this.#text;
    let at = start;
    for (; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code === this.#delimiter || code === newline) break;
    }
    this.#at = at;
    return quoted === "" ? text.slice(start, at) : quoted + text.slice(start, at);
  }

  #readQuoted(): string {
    const openedAt = this.#line;
    let cell = "";
    let from = this.#at + 1;
    for (;;) {
      const end = this.#text.indexOf('"', from);
      const stop = end === -1 ? this.#text.length : end;
      const part = this.#text.slice(from, stop);
      this.#countLines(part);
      cell += part;
      this.#at = stop + 1;
      if (end === -1) {
        this.#at = stop;
        this.#openQuote = openedAt;
        return cell;
      }
      if (this.#text.charCodeAt(end + 1) !== quote) return cell;
      cell += '"';
      from = end + 2;
    }
  }

  #countLines(text: string): void {
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) this.#line += 1;
  }
}
