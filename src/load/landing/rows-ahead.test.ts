/** Rows of a batch that were made while the one before it was being landed. */
import { expect, test } from "vitest";
import { blockOf, column, describeDatabases, testLanding } from "../../test/landing-fixture.ts";
import { makeDecoder } from "../formats/make-decoder.ts";
import { openLanding } from "./landing-table.ts";
import { makeRowsAhead } from "./prepare-batch.ts";

const columns = [column("id", "integer")];
const ids = "select id from main.clicks order by 1";

describeDatabases("rows made ahead", (type) => {
  test("are landed without another look at the records", async () => {
    await using on = await testLanding(type, { columns });
    const block = blockOf(['{"id": 1}', "broken", '{"id": 2}']);
    const ahead = await makeRowsAhead(on.landing, [block], makeDecoder(on.stream));
    const decode = () => {
      throw new Error("decoded again");
    };
    const batch = await on.land([block], { ahead, decoder: { decode } });
    expect(batch).toMatchObject({ fetched: 3, rows: 2, dlq: 1 });
    expect(await on.rows(ids)).toEqual([[1], [2]]);
  });

  test("are made again for a table that was opened anew", async () => {
    await using on = await testLanding(type, { columns });
    const other = await makeRowsAhead(on.landing, [blockOf(['{"id": 1}'])], makeDecoder(on.stream));
    const landing = await openLanding(on.ledger, on.stream, 0);
    await on.land([blockOf(['{"id": 2}'])], { landing, ahead: other });
    expect(await on.rows(ids)).toEqual([[2]]);
  });

  test("tell of no field that the batch before them brought", async () => {
    await using on = await testLanding(type, { columns });
    const next = blockOf(['{"id": 2, "new": 1}'], 1);
    const ahead = await makeRowsAhead(on.landing, [next], makeDecoder(on.stream));
    const first = await on.land([blockOf(['{"id": 1, "new": 1}'])]);
    const second = await on.land([next], { ahead });
    expect([first.schemaChanges, second.schemaChanges]).toEqual([["new field new"], []]);
  });
});

test("a stream whose records change its table makes no rows ahead", async () => {
  await using on = await testLanding("duckdb", { columns, contract: "evolve" });
  const block = blockOf(['{"id": 1}']);
  expect(await makeRowsAhead(on.landing, [block], makeDecoder(on.stream))).toBeUndefined();
});
