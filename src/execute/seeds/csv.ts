/**
 * Reads delimited text as Python's csv module reads it, which is what dbt reads seeds with, piece by piece, so that a file
 * need not fit into memory. Knows nothing of types.
 */

export interface CsvRecords {
  /** The first record of all is the header, if there is one. A blank line is a record without cells. */
  readonly records: readonly (readonly string[])[];
  /** The line of the text, counted from 1, on which each record begins. */
  readonly lines: readonly number[];
  /** The line of a quote that is never closed; at the text's end. */
  readonly openQuote: number | undefined;
}

const newline = 10;
const quote = 34;

/**
 * Splits text into records and cells. Any of the three line endings ends a record, and a quoted cell may hold line
 * breaks, delimiters and doubled quotes. A byte order mark is left out.
 * @param pieces of the text, cut anywhere
 * @param delimiter one character
 * @returns the records, as they become complete
 */
export function* readCsv(pieces: Iterable<string>, delimiter = ","): Iterable<CsvRecords> {
  let rest = "";
  let line = 1;
  let enough = 0;
  for (const { text, isLast } of plainPieces(pieces)) {
    rest += text;
    if (rest.length < enough && !isLast) continue;
    const reader = new CsvReader({ text: rest, delimiter, line, isLast });
    const read = reader.read();
    if (read.records.length > 0) yield read;
    rest = rest.slice(reader.at);
    line = reader.line;
    // A record that is longer than what came is begun anew, so that has to become twice as much first.
    enough = 2 * rest.length;
  }
}

/** Without the byte order mark, and with one kind of line ending. The last piece says so, and may be empty. */
function* plainPieces(pieces: Iterable<string>) {
  let held = "";
  let isFirst = true;
  for (const piece of pieces) {
    if (piece === "") continue;
    const text = held + (isFirst && piece.charCodeAt(0) === 0xfeff ? piece.slice(1) : piece);
    isFirst = false;
    held = text.endsWith("\r") ? "\r" : "";
    yield { text: withNewlines(text.slice(0, text.length - held.length)), isLast: false };
  }
  yield { text: withNewlines(held), isLast: true };
}

const withNewlines = (text: string): string =>
  text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;

interface CsvReaderOptions {
  readonly text: string;
  readonly delimiter: string;
  /** On which the text begins. */
  readonly line: number;
  /** Nothing follows, so the last record needs no line end. */
  readonly isLast: boolean;
}

/** A cursor over a piece of text; lives as long as one `read`. */
class CsvReader {
  readonly #text: string;
  readonly #delimiter: number;
  readonly #isLast: boolean;
  readonly #records: string[][] = [];
  readonly #lines: number[] = [];
  #at = 0;
  #line: number;
  #openQuote: number | undefined;

  constructor({ text, delimiter, line, isLast }: CsvReaderOptions) {
    this.#text = text;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#isLast = isLast;
    this.#line = line;
  }

  /** Where the first record begins that is not complete. */
  get at(): number {
    return this.#at;
  }

  /** The line of that place. */
  get line(): number {
    return this.#line;
  }

  read(): CsvRecords {
    while (this.#at < this.#text.length) {
      const { at, line } = this;
      const cells: string[] = [];
      const isComplete = this.#readRecord(cells);
      if (!isComplete && !this.#isLast) {
        this.#at = at;
        this.#line = line;
        this.#openQuote = undefined;
        break;
      }
      this.#records.push(cells);
      this.#lines.push(line);
    }
    return { records: this.#records, lines: this.#lines, openQuote: this.#openQuote };
  }

  /** Tells whether the record's line came to its end. */
  #readRecord(cells: string[]): boolean {
    if (this.#text.charCodeAt(this.#at) === newline) return this.#endLine();
    for (;;) {
      cells.push(this.#readCell());
      if (this.#at >= this.#text.length) return false;
      if (this.#text.charCodeAt(this.#at) === newline) return this.#endLine();
      this.#at += 1;
    }
  }

  #endLine(): true {
    this.#at += 1;
    this.#line += 1;
    return true;
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
