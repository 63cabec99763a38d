import { describe, expect, test } from "vitest";
import { diffRows } from "./table-diff.ts";

const diff = diffRows.bind(undefined, ["a", "b"]);
const one = [1, "x"];
const two = [2, "y"];
const three = [3, "z"];

describe("the difference between expected and actual rows", () => {
  test("there is none when the same rows come in another order", () => {
    expect(diff([one, two], [two, one])).toBeUndefined();
  });

  test("a changed cell shows what was expected, then what came", () => {
    expect(diff([one, two], [one, [2, "z"]])).toBe("@@,a,b\n  ,1,x\n→ ,2,y→z");
  });

  test("a row too many and a row that is missing are marked", () => {
    expect(diff([one], [one, two])).toBe("@@ ,a,b\n   ,1,x\n+++,2,y");
    expect(diff([one, two], [one])).toBe("@@ ,a,b\n   ,1,x\n---,2,y");
  });

  test("the same row twice is not the same row once", () => {
    expect(diff([one, one], [one])).toBe("@@ ,a,b\n   ,1,x\n---,1,x");
  });

  test("equal rows far from any difference are left out, and null is no empty text", () => {
    const expected = "@@ ,a  ,b\n...,...,...\n   ,3  ,z\n→  ,4  ,NULL→";
    expect(diff([one, two, three, [4, null]], [one, two, three, [4, ""]])).toBe(expected);
  });
});
