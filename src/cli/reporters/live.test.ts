import { expect, test } from "vitest";
import type { Event } from "../../core/events.ts";
import type { GraphNode } from "../../core/nodes.ts";
import { makeColors } from "./colors.ts";
import { makeLiveDisplay, timer } from "./live.ts";

function display() {
  let written = "";
  let tick = () => {};
  let now = 0;
  const live = makeLiveDisplay({
    terminal: { write: (text) => (written += text), columns: 40 },
    colors: makeColors(false),
    now: () => now,
    rows: 2,
    every: (callback) => {
      tick = callback;
      return () => {
        tick = () => {};
      };
    },
  });
  return {
    live,
    take: () => {
      const text = written;
      written = "";
      return text;
    },
    after(milliseconds: number) {
      now += milliseconds;
      tick();
    },
  };
}

const started = (name: string, at = 0): Event => ({
  type: "node-started",
  node: { name, unique_id: name } as GraphNode,
  index: 1,
  total: 4,
  thread: "",
  at,
});
const finished = (name: string) =>
  ({ type: "node-finished", node: { name, unique_id: name }, index: 1, total: 4 }) as Event;

test("what runs is shown with its time, and drawn over at the next tick", () => {
  const { live, take, after } = display();
  live.watch(started("orders"));
  after(1500);
  expect(take()).toBe("0 of 4 done in 1.5s\n   1.5s  orders\n");
  after(100);
  expect(take()).toBe("\u001b[2F\u001b[J0 of 4 done in 1.6s\n   1.6s  orders\n");
});

test("finished lines scroll above the display", () => {
  const { live, take, after } = display();
  live.watch(started("orders"));
  after(100);
  take();
  live.writeLine("1 of 4 OK");
  expect(take()).toBe("\u001b[2F\u001b[J1 of 4 OK\n");
});

test("more nodes than rows are counted", () => {
  const { live, take, after } = display();
  for (const name of ["a", "b", "c", "d"]) live.watch(started(name));
  after(100);
  expect(take()).toContain("and 2 more");
});

test("time left is told only when the work is long", () => {
  const { live, take, after } = display();
  live.watch(started("a"));
  live.watch(started("b"));
  live.watch(finished("a"));
  after(1000);
  expect(take()).not.toContain("left");
  after(9000);
  expect(take()).toContain("1 of 4 done in 10s, about 30s left");
});

test("nothing is left on the terminal at the end", () => {
  const { live, take, after } = display();
  live.watch(started("a"));
  after(100);
  take();
  live.stop();
  expect(take()).toBe("\u001b[2F\u001b[J");
  after(100);
  expect(take()).toBe("");
});

test("times are short to read", () => {
  expect([400, 12_300, 184_000, 3_720_000].map(timer)).toEqual(["0.4s", "12s", "3m 04s", "1h 02m"]);
});
