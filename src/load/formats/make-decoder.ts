/** Chooses how a stream's values are decoded. Which database they go to makes no difference. */
import type { SourceRecord } from "../record-source.ts";
import type { Stream } from "../stream.ts";
import type { DecodedValue, ValueDecoder } from "../value-decoder.ts";
import { parseDelimited } from "./decode-delimited.ts";
import { type Parsed, parseJsonObject, reject } from "./decode-json.ts";
import { delimitedSyntax } from "./delimited.ts";
import { openerOf } from "./envelopes.ts";

/** The decoder of a stream's values. A null value is the end of its key's row; one above the stream's limit is refused. */
export function makeDecoder(stream: Stream): ValueDecoder {
  const { maxValueBytes } = stream.limits;
  const parse = parserOf(stream);
  const open = openerOf(stream);
  return {
    decode(record: SourceRecord): DecodedValue {
      const { value } = record;
      if (value === null) return open(null, record);
      if (value.length > maxValueBytes) {
        return reject("TOO_LARGE", `The value has ${value.length} bytes; ${maxValueBytes} may be.`);
      }
      const parsed = parse(value, record);
      return parsed.kind === "reject" ? parsed : open(parsed.fields, record);
    },
  };
}

type Parser = (value: Uint8Array, record: SourceRecord) => Parsed;

function parserOf({ format, columns }: Stream): Parser {
  if (format.type === "csv") {
    const syntax = delimitedSyntax(format);
    const names = Array.isArray(format.header) ? format.header : columns.map(({ name }) => name);
    return (value, record) => parseDelimited(value, record, syntax, names);
  }
  return parseJsonObject;
}
