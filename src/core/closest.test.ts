import { expect, test } from "vitest";
import { closestName, closestNames } from "./closest.ts";

test("a swap, a missing and a wrong letter are near", () => {
  expect(closestNames("biuld", ["build", "clean"])).toEqual(["build"]);
  expect(closestNames("oders", ["orders", "items"])).toEqual(["orders"]);
  expect(closestNames("ordors", ["orders", "items"])).toEqual(["orders"]);
});

test("nothing is near that shares little", () => {
  expect(closestNames("frobnicate", ["build", "clean"])).toEqual([]);
});

test("the nearest comes first", () => {
  expect(closestNames("stg_order", ["stg_odders", "stg_orders"])).toEqual([
    "stg_orders",
    "stg_odders",
  ]);
});

test("of names that are equally near the first of the alphabet is meant", () => {
  expect(closestName("orders_c", ["orders_b", "orders_a"])).toBe("orders_a");
  expect(closestName("orders_c", ["customers"])).toBeUndefined();
});
