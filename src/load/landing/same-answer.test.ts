/** Whatever a record holds, both databases get the same rows and the same dead letters. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Cell } from "../../adapters/adapter.ts";
import type { AdapterType } from "../../adapters/dialects.ts";
import { column, recordOf, type TestLanding, testLanding } from "../../test/landing-fixture.ts";
import { hasPostgres } from "../../test/postgres-database.ts";
import type { ContractMode } from "../stream.ts";
import type { FieldValue, ValueDecoder } from "../value-decoder.ts";

const types = [
  ...["boolean", "smallint", "integer", "bigint", "hugeint", "real", "double"],
  ...["decimal(5,2)", "decimal(18,6)", "decimal(38,10)", "varchar", "varchar(3)", "uuid", "json"],
  ...["blob", "date", "time", "timestamp", "timestamptz"],
];

/** Texts that some type reads, at the borders of what it reads. */
const telling = [
  ...["", "true", "F", "0", "-0", "+7", "007", "1.50", "-1.005", "1e3", "1e-2", "12345.67", "NaN"],
  ...["9223372036854775807", "9223372036854775808", "99999999999999999999999999999999999999"],
  ...["abc", "abcd", "aé€😀", "tab\tnew\nline\\", "\\N", "\u0000", "\ud800", "YWJj", "YWJ"],
  ...["2026-11-21", "2026-02-29", "0001-01-01", "9999-12-31", "10000-01-01", "2026-1-1"],
  ...["10:00", "23:59:59.999999", "24:00:00", "10:00:00.1234567", "10:00:60"],
  ...["2026-11-21T10:00:00Z", "2026-11-21 10:00", "2026-11-21T10:00:00.123456789+05:30"],
  ...["1969-12-31T23:59:59.999999Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"],
  ...["9999-12-31T23:59:59-01:00", "1600-01-01T00:00:00.000001Z", "2026-11-21T10:00:00+25:00"],
  ...["6F9619FF-8B86-D011-B42D-00C04FC964FF", "6f9619ff8b86d011b42d00c04fc964ff", "{}", "[1"],
];

const numbers = [
  ...[0, -0, 1, -1, 1.5, 0.1, 127, 32_768, 2_147_483_648, 2 ** 53, 1e15, 999.99, 999.995],
  ...[1e21, 1e38, 3.5e38, 1e308, 5e-324, 1e-7, 123_456_789.123_456, 1_763_719_200_000, -1],
];

const scalar = fc.oneof(
  fc.constantFrom<FieldValue>(...telling, ...numbers, true, false, null),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
);

const value: fc.Arbitrary<FieldValue> = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.string({ unit: "binary", maxLength: 4 }), scalar, { maxKeys: 3 }),
  },
);

const fields = fc.dictionary(
  fc.oneof(
    { weight: 9, arbitrary: fc.constantFrom(...types.map((_, index) => `c${index}`)) },
    { weight: 1, arbitrary: fc.constantFrom("new", "C0", "__proto__", "constructor", "") },
  ),
  value,
  { maxKeys: 12 },
);

const lists = { seed: 20_261_121, numRuns: 2 } as const;

/** What was landed, as texts that do not depend on how a database shows its types. */
async function landed(on: TestLanding): Promise<unknown> {
  const names = (await on.adapter.columnsOf(on.session, on.stream.table))
    .filter(({ name }) => !/^_(ingested_at|timestamp)$/.test(name))
    .map(({ name, type }) => {
      const column = on.adapter.quote(name);
      if (/with time zone/i.test(type)) return `${column} at time zone 'UTC'`;
      // Postgres shows as few digits of a float of four bytes as tell it from others.
      return /^(real|float)$/i.test(type) ? `cast(${column} as double precision)` : column;
    });
  const rows = await on.rows(`select ${names.join(", ")} from main.clicks order by _offset`);
  const letters = await on.rows(
    "select _offset, error_code, value, value_bytes, value_sha256 from _tsdbt.stream_dlq order by 1",
  );
  return { rows: rows.map((row) => row.map(shown)), letters };
}

function shown(cell: Cell): unknown {
  if (typeof cell === "bigint") return String(cell);
  return typeof cell === "number" ? String(cell) : cell;
}

async function landOn(
  type: AdapterType,
  contract: ContractMode,
  records: readonly Readonly<Record<string, FieldValue>>[],
): Promise<unknown> {
  const columns = types.map((dataType, index) => column(`c${index}`, dataType, { contract }));
  await using on = await testLanding(type, { columns, contract });
  const decoder: ValueDecoder = {
    decode: ({ offset }) => ({ kind: "row", op: "u", fields: records[offset]! }),
  };
  const half = Math.floor(records.length / 2);
  const blockOf = (from: number, to: number) => ({
    ...{ partition: 0, topic: "clicks", from, to, skipped: 0, bytes: 0 },
    records: records.slice(from, to).map((_, index) => recordOf("{}", from + index)),
  });
  await on.land([blockOf(0, half)], { decoder });
  await on.land([blockOf(half, records.length)], { decoder });
  return await landed(on);
}

describe.skipIf(!hasPostgres)("any records land alike on DuckDB and Postgres", () => {
  for (const contract of ["strict", "capture", "evolve"] as const)
    test(`in contract: ${contract}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fields, { minLength: 400, maxLength: 500 }), async (records) => {
          const duckdb = await landOn("duckdb", contract, records);
          const postgres = await landOn("postgres", contract, records);
          expect(duckdb).toEqual(postgres);
        }),
        { ...lists, endOnFailure: true },
      );
    });
});
