/** What is written in a format comes out as it went in, whatever it is. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { delimitedFraming } from "../files/delimited-framing.ts";
import { splitFields } from "./delimited.ts";
import { parseExactly } from "./exact-json.ts";

test("exact JSON is JSON, and big integers besides", () => {
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { depthSize: "small" },
      ...[fc.string({ unit: "binary" }), fc.boolean(), fc.constant(null), fc.bigInt()],
      ...[fc.double({ noNaN: true, noDefaultInfinity: true }), fc.array(tie("tree"))],
      fc.dictionary(fc.string(), tie("tree")),
    ),
  }));
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 2), (value, indent) => {
      // What is no safe integer is written with a mark, to be taken off in the text.
      const marked = JSON.stringify(
        value,
        (_, part) => (typeof part === "bigint" ? `\u0001${part}\u0001` : part),
        indent,
      );
      const text = marked.replaceAll(/"\\u0001(-?\d+)\\u0001"/g, "$1");
      expect(parseExactly(text)).toEqual(plain(value));
    }),
    { numRuns: 50 },
  );
});

/** Bigints that a number holds are numbers; minus zero is written as zero. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (typeof value === "number") return numberOf(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

/** Whole numbers without an exponent are integers in JSON. */
function numberOf(value: number): unknown {
  const text = JSON.stringify(value);
  if (!/^-?\d+$/.test(text) || Number.isSafeInteger(value)) return value + 0;
  return BigInt(text);
}

test("delimited records come apart where they were joined, whatever their fields hold", () => {
  const field = fc.oneof(fc.constant(null), fc.string(), fc.stringMatching(/^[",;\n\r|a]*$/));
  const records = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { minLength: 1 });
  fc.assert(
    fc.property(records, fc.constantFrom(",", ";", "|", "\t"), (rows, delimiter) => {
      const syntax = { delimiter, quote: '"' };
      const written = rows.map((row) => row.map(cell).join(delimiter));
      const bytes = Buffer.from(written.map((row) => `${row}\n`).join(""));
      const framing = delimitedFraming(syntax);
      const found: unknown[] = [];
      for (let at = 0; at < bytes.length; ) {
        const frame = framing.frame(bytes, at);
        if (frame === undefined) throw new Error("a record does not end");
        found.push(splitFields(bytes.toString("utf8", frame.start, frame.end), syntax));
        at = frame.next;
      }
      expect(found).toEqual(rows);
    }),
  );
});

const cell = (value: string | null): string =>
  value === null ? "" : `"${value.replaceAll('"', '""')}"`;
