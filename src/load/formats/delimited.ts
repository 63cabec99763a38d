/**
 * Records of fields between delimiters: CSV as RFC 4180 has it, with any one character in the comma's place. A quote
 * opens a quoted field only where the field begins; an empty field is null, an empty quoted one the empty text.
 */
import type { StreamFormat } from "../stream.ts";

export interface Delimited {
  /** One character. */
  readonly delimiter: string;
  /** One character; undefined where quotes mean nothing. */
  readonly quote: string | undefined;
}

export const delimitedSyntax = ({ delimiter, quote }: StreamFormat): Delimited => ({
  delimiter: delimiter ?? ",",
  quote: quote === null ? undefined : (quote ?? '"'),
});

/** The fields of one record, or undefined where a quoted field does not end or goes on behind its end. */
export function splitFields(text: string, syntax: Delimited): (string | null)[] | undefined {
  const { delimiter, quote } = syntax;
  if (quote === undefined || !text.includes(quote)) return text.split(delimiter).map(textOrNull);
  const fields: (string | null)[] = [];
  for (let at = 0; ; ) {
    const isQuoted = text.startsWith(quote, at);
    const end = isQuoted ? endOfQuoted(text, at, quote) : endOfPlain(text, at, delimiter);
    if (end === undefined || (end < text.length && !text.startsWith(delimiter, end))) return;
    const field = text.slice(at, end);
    fields.push(isQuoted ? unquoted(field, quote) : textOrNull(field));
    if (end >= text.length) return fields;
    at = end + delimiter.length;
  }
}

const textOrNull = (field: string): string | null => (field === "" ? null : field);

const unquoted = (field: string, quote: string): string =>
  field.slice(quote.length, -quote.length).replaceAll(quote + quote, quote);

function endOfPlain(text: string, start: number, delimiter: string): number {
  const end = text.indexOf(delimiter, start);
  return end < 0 ? text.length : end;
}

/** Behind the quote that closes; two quotes are one within. */
function endOfQuoted(text: string, start: number, quote: string): number | undefined {
  for (let from = start + quote.length; ; from += 2 * quote.length) {
    from = text.indexOf(quote, from);
    if (from < 0) return undefined;
    if (!text.startsWith(quote, from + quote.length)) return from + quote.length;
  }
}
