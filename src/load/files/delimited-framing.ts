/** Where records begin and end in a delimited file: a line feed within quotes belongs to its field. */
import type { Delimited } from "../formats/delimited.ts";
import { type Frame, type Framing, lineFrame } from "./line-framing.ts";

const lineFeed = 0x0a;

export function delimitedFraming({ delimiter, quote }: Delimited): Framing {
  const opening = quote === undefined ? undefined : lastByteOf(quote);
  const before = lastByteOf(delimiter);
  return {
    frame(bytes, start) {
      const line = lineFrame(bytes, start);
      const hasQuote =
        opening !== undefined &&
        bytes.subarray(start, line?.next ?? bytes.length).includes(opening);
      return hasQuote ? quotedFrame(bytes, start, opening, before) : line;
    },
    // What follows could always be more of the last field.
    isWhole: () => false,
    takesUnended: true,
  };
}

function quotedFrame(
  bytes: Buffer,
  start: number,
  quote: number,
  delimiter: number,
): Frame | undefined {
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at];
    if (byte === lineFeed) {
      const end = bytes[at - 1] === 0x0d && at > start ? at - 1 : at;
      return { start, end, next: at + 1 };
    }
    const opens = byte === quote && (at === start || bytes[at - 1] === delimiter);
    at = opens ? endOfQuoted(bytes, at + 1, quote) : at + 1;
  }
  return undefined;
}

/** Behind the quote that closes, or behind the bytes. */
function endOfQuoted(bytes: Buffer, start: number, quote: number): number {
  for (let from = start; ; from += 2) {
    from = bytes.indexOf(quote, from);
    if (from < 0) return bytes.length;
    if (bytes[from + 1] !== quote) return from + 1;
  }
}

const lastByteOf = (character: string): number => Buffer.from(character).at(-1) ?? 0;
