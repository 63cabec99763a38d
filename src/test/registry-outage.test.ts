/** Row 38 of the fault matrix: a registry that is away, schemas that nobody knows, and versions that do not fit. */
import avro from "avsc";
import { expect, test } from "vitest";
import { exitCodeOf } from "../commands/streams/exit-codes.ts";
import { problemsIn } from "../core/problem.ts";
import { makeDecoder } from "../load/formats/make-decoder.ts";
import { readState } from "../load/ledger/positions.ts";
import { createSchemaStore } from "../load/ledger/registry-schemas.ts";
import { column, describeDatabases, type TestLanding, testLanding } from "./landing-fixture.ts";
import { type RegistryServer, startRegistry } from "./registry-server.ts";

const schemaOf = (...fields: readonly (readonly [name: string, type: unknown])[]) => ({
  type: "record",
  name: "Click",
  fields: fields.map(([name, type]) => ({ name, type })),
});
const first = schemaOf(["id", "long"], ["price", "double"]);
const wider = schemaOf(["id", "long"], ["price", "double"], ["device", "string"]);
const other = schemaOf(["id", "string"], ["price", "double"]);

const registered = (id: number, schema: unknown) => ({
  ...{ id, subject: "clicks-value", version: id, schema: JSON.stringify(schema) },
});

function framed(id: number, schema: object, value: object): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeInt32BE(id, 1);
  return Buffer.concat([prefix, avro.Type.forSchema(schema as never).toBuffer(value)]);
}

const columns = [column("id", "bigint"), column("price", "double")];
const format = { type: "avro" } as const;

/** As a process has it: what it keeps in the ledger, the next one finds. */
const decoderAt = ({ stream, adapter }: TestLanding, { url }: RegistryServer) => {
  const store = createSchemaStore({ connect: adapter.connect, now: Date.now });
  return makeDecoder(stream, {
    registry: { url, username: undefined, password: undefined, token: undefined, tls: undefined },
    registryOptions: { pausesMs: [1, 1], timeoutMs: 1000, store },
  });
};

const failure = async (work: Promise<unknown>) => {
  const problem = await work.then(
    () => undefined,
    (thrown) => problemsIn(thrown)?.[0],
  );
  return problem && [problem.code, exitCodeOf(problem)];
};

describeDatabases("a schema registry", (type) => {
  test("that is away stops nobody whose schemas are known, and lands nothing of a batch with another", async () => {
    const server = await startRegistry([registered(1, first)]);
    await using on = await testLanding(type, { columns, format });
    const decoder = decoderAt(on, server);
    const land = (...values: readonly Buffer[]) => on.landValues(values, { decoder });
    await land(framed(1, first, { id: 1, price: 0.5 }));
    await server[Symbol.asyncDispose]();
    await land(framed(1, first, { id: 2, price: 1.5 }));
    const unknown = framed(2, wider, { id: 4, price: 2, device: "tv" });
    expect(await failure(land(framed(1, first, { id: 3, price: 2 }), unknown))).toEqual([
      ...["REGISTRY_UNREACHABLE", 10],
    ]);
    expect(await on.rows("select id, price from main.clicks order by id")).toEqual([
      [1, 0.5],
      [2, 1.5],
    ]);
    expect((await readState(on.ledger, on.stream.name)).positions?.get(0)).toBe(2);
  });

  test("that is away when the loader starts again stops nobody whose schemas were kept", async () => {
    const server = await startRegistry([registered(1, first), registered(2, wider)]);
    await using on = await testLanding(type, { columns, format });
    await on.landValues([framed(1, first, { id: 1, price: 0.5 })], {
      decoder: decoderAt(on, server),
    });
    await server[Symbol.asyncDispose]();
    const restarted = decoderAt(on, server);
    await on.landValues([framed(1, first, { id: 2, price: 1.5 })], { decoder: restarted });
    expect(await on.rows("select id, price from main.clicks order by id")).toEqual([
      [1, 0.5],
      [2, 1.5],
    ]);
    const unknown = framed(2, wider, { id: 3, price: 2, device: "tv" });
    expect(await failure(on.landValues([unknown], { decoder: restarted }))).toEqual([
      ...["REGISTRY_UNREACHABLE", 10],
    ]);
  });
});

describeDatabases("a schema that no process has seen", (type) => {
  test("is asked for again while the registry does not know it, and the records wait", async () => {
    await using server = await startRegistry([]);
    await using on = await testLanding(type, { columns, format });
    const decoder = decoderAt(on, server);
    const value = framed(1, first, { id: 1, price: 0.5 });
    expect(await failure(on.landValues([value], { decoder }))).toEqual([
      ...["REGISTRY_SCHEMA_UNKNOWN", 10],
    ]);
    expect(server.asked).toHaveLength(3);
    server.schemas.push(registered(1, first));
    expect(await on.landValues([value], { decoder })).toMatchObject({ rows: 1, dlq: 0 });
  });

  test("may fit the columns no more: their contract says what becomes of the values", async () => {
    await using server = await startRegistry([
      ...[registered(1, first), registered(2, wider), registered(3, other)],
    ]);
    await using on = await testLanding(type, { columns, format });
    const values = [
      framed(1, first, { id: 1, price: 0.5 }),
      framed(2, wider, { id: 2, price: 1, device: "tv" }),
      framed(3, other, { id: "three", price: 2 }),
    ];
    await on.landValues(values, { decoder: decoderAt(on, server) });
    const rows = await on.rows(
      "select id, price, _extra, _flags from main.clicks order by _offset",
    );
    expect(rows.map((row) => row.map((cell) => String(cell).replaceAll(" ", "")))).toEqual([
      ["1", "0.5", "null", "null"],
      ["2", "1", '{"device":"tv"}', "null"],
      ["null", "2", '{"id":"three"}', "BAD_CAST:id"],
    ]);
  });
});
