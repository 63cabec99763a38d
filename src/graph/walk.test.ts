import { expect, test } from "vitest";
import { walkGraph } from "./walk.ts";

const dependsOn = new Map<string, readonly string[]>([
  ["single", []],
  ["start", []],
  ["middle", ["start"]],
  ["end", ["middle", "single"]],
]);

async function orderOf(options: Partial<Parameters<typeof walkGraph>[0]> = {}): Promise<string[]> {
  const order: string[] = [];
  await walkGraph({
    dependsOn,
    workers: 1,
    visit: async (id) => void order.push(id),
    ...options,
  });
  return order;
}

test("every node is visited after what it depends on", async () => {
  const order = await orderOf({ workers: 3 });
  expect(order).toHaveLength(4);
  expect(order.at(-1)).toBe("end");
  expect(order.indexOf("start")).toBeLessThan(order.indexOf("middle"));
});

test("the node at the head of the longest chain goes first", async () => {
  expect(await orderOf()).toEqual(["start", "single", "middle", "end"]);
});

test("known durations decide which chain is longest", async () => {
  const cost = (id: string) => (id === "single" ? 100 : 1);
  expect(await orderOf({ cost })).toEqual(["single", "start", "middle", "end"]);
});

test("nodes of the same weight keep the order that they were given in", async () => {
  const independent = new Map(["c", "a", "b"].map((id) => [id, []]));
  expect(await orderOf({ dependsOn: independent })).toEqual(["c", "a", "b"]);
});

test("at most so many visits run at once, each under a number of its own", async () => {
  const many = new Map(Array.from({ length: 20 }, (_, index) => [`n${index}`, []]));
  const busy = new Set<number>();
  let most = 0;
  await walkGraph({
    dependsOn: many,
    workers: 4,
    visit: async (_, worker) => {
      expect(busy.has(worker)).toBe(false);
      busy.add(worker);
      most = Math.max(most, busy.size);
      await Promise.resolve();
      busy.delete(worker);
    },
  });
  expect(most).toBe(4);
});

test("no visit begins after the signal, and the rest is given back", async () => {
  const stop = new AbortController();
  const visited: string[] = [];
  const left = await walkGraph({
    dependsOn,
    workers: 1,
    signal: stop.signal,
    visit: async (id) => {
      visited.push(id);
      stop.abort();
    },
  });
  expect(visited).toEqual(["start"]);
  expect(left).toEqual(["single", "middle", "end"]);
});

test("what a visit throws is thrown once the others are through", async () => {
  const ended: string[] = [];
  const independent = new Map(["bad", "good"].map((id) => [id, []]));
  const walk = walkGraph({
    dependsOn: independent,
    workers: 2,
    visit: async (id) => {
      if (id === "bad") throw new Error("bug");
      await Promise.resolve();
      ended.push(id);
    },
  });
  await expect(walk).rejects.toThrow("bug");
  expect(ended).toEqual(["good"]);
});

test("an empty graph is walked at once", async () => {
  expect(await orderOf({ dependsOn: new Map() })).toEqual([]);
});

test("a walk over 25,000 nodes takes seconds at most", async () => {
  const large = new Map(
    Array.from({ length: 25_000 }, (_, index) => [
      `n${index}`,
      [1, 40].filter((back) => index >= back).map((back) => `n${index - back}`),
    ]),
  );
  const begun = performance.now();
  expect(await orderOf({ dependsOn: large, workers: 8 })).toHaveLength(25_000);
  expect(performance.now() - begun).toBeLessThan(5000);
});

test("a visit borrows the workers that have nothing to do, and nodes that become ready get them first", async () => {
  const workers: string[] = [];
  let endFirst = (): void => undefined;
  const first = new Promise<void>((resolve) => {
    endFirst = resolve;
  });
  await walkGraph({
    dependsOn: new Map([
      ["first", []],
      ["batches", []],
      ["second", ["first"]],
    ]),
    workers: 3,
    visit: async (id, worker, borrow) => {
      if (id === "first") await first;
      workers.push(`${id} ${worker}`);
      if (id !== "batches") return;
      const helper = borrow();
      expect(helper).toMatchObject({ worker: 2 });
      expect(borrow()).toBeUndefined();
      endFirst();
      helper?.giveBack();
    },
  });
  expect(workers).toHaveLength(3);
});
