import { expect, test } from "vitest";
import { describeDatabases, testLanding, testNow } from "../../test/landing-fixture.ts";
import { type Move, movePositions, readState, writeStart } from "./positions.ts";

describeDatabases("positions", (type) => {
  test("of thousands of partitions begin and move together, or not at all", async () => {
    await using on = await testLanding(type);
    // More values than Postgres takes with one statement.
    const count = type === "postgres" ? 10_000 : 1_500;
    const partitions = Array.from({ length: count }, (_, partition) => partition);
    const positions = partitions.map((partition) => ({ partition, topic: "f", offset: 0 }));
    await writeStart(
      on.ledger,
      on.lease,
      { incarnation: 0, sourceIncarnation: null, positions },
      testNow,
    );
    const moveAll = async (from: (partition: number) => number) => {
      const moves = partitions.map(
        (partition): Move => ({
          ...{ partition, from: from(partition), to: 5 },
          ...{ last: undefined, maxEventTime: undefined },
        }),
      );
      await on.session.begin();
      try {
        await movePositions(
          on.ledger,
          on.lease,
          { batchId: 1, incarnation: 0, now: testNow },
          moves,
        );
        await on.session.commit();
      } catch (thrown) {
        await on.session.rollback();
        throw thrown;
      }
    };
    await expect(moveAll((partition) => (partition === count - 1 ? 1 : 0))).rejects.toMatchObject({
      code: "POSITIONS_MOVED",
    });
    await moveAll(() => 0);
    const { positions: known } = await readState(on.ledger, on.stream.name);
    expect([...(known?.values() ?? [])].filter((next) => next === 5)).toHaveLength(count);
  });
});
