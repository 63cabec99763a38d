import { expect, test } from "vitest";
import {
  bindArguments,
  Dict,
  equals,
  Float,
  Interpreter,
  makeFloat,
  nativeFunction,
  PySet,
  parseTemplate,
  repr,
  str,
  Tuple,
  toData,
  toValue,
  type Value,
} from "../index.ts";

test.each([
  [1e16, "1e+16"],
  [123456789012345680, "1.2345678901234568e+17"],
  [1e15, "1000000000000000.0"],
  [0.0001, "0.0001"],
  [0.00001, "1e-05"],
  [-0, "-0.0"],
  [1e300 * 1e10, "inf"],
  [0.1 + 0.2, "0.30000000000000004"],
])("the float %d prints as in Python", (number, text) => {
  expect(str(new Float(number))).toBe(text);
});

test("keys that Python holds equal are one key, in its first spelling", () => {
  const dict = Dict.of([
    [1, "int"],
    [true, "bool"],
    [makeFloat(1), "float"],
    ["1", "str"],
    [new Tuple([1, "a"]), "tuple"],
  ]);
  expect(repr(dict)).toBe("{1: 'float', '1': 'str', (1, 'a'): 'tuple'}");
  expect(dict.get(new Tuple([makeFloat(1), "a"]))).toBe("tuple");
});

test("unhashable keys are a TypeError", () => {
  expect(() => new Dict().set([], 1)).toThrow("unhashable type: 'list'");
  expect(() => new PySet([new Dict()])).toThrow("unhashable type: 'dict'");
});

test("plain objects become dicts that are converted when looked into", () => {
  let reads = 0;
  const data = {
    get deep() {
      reads++;
      return { x: [1] };
    },
  };
  const value = toValue({ outer: data }) as Dict;
  expect(value.size).toBe(1);
  const outer = value.get("outer") as Dict;
  expect(reads).toBe(0);
  expect(repr(outer.get("deep") as Value)).toBe("{'x': [1]}");
  expect(reads).toBe(1);
});

test("values come back as plain data", () => {
  const value = toValue({ a: [1, null, { b: true }], c: "x" });
  expect(toData(value)).toEqual({ a: [1, null, { b: true }], c: "x" });
  expect(toData(new Tuple([makeFloat(2), new PySet([1])]))).toEqual([2, [1]]);
});

test("equality crosses number types but not text", () => {
  expect(equals(1, true)).toBe(true);
  expect(equals(1, makeFloat(1))).toBe(true);
  expect(equals(2n ** 70n, makeFloat(2 ** 70))).toBe(true);
  expect(equals(1, "1")).toBe(false);
  expect(equals([1, [2]], [1, [makeFloat(2)]])).toBe(true);
});

const interpreter = new Interpreter({ globals: new Map() });
const call = (args: Value[], kwargs: [string, Value][] = []) => ({
  args,
  kwargs: new Map(kwargs),
  interpreter,
  suspends: false,
});

test("arguments are bound by Python's rules, with Python's messages", () => {
  const parameters = ["a", "b", "c?"];
  expect(bindArguments(call([1], [["b", 2]]), "f", parameters)).toEqual({ a: 1, b: 2 });
  const fails = (args: Value[], kwargs: [string, Value][], message: string) =>
    expect(() => bindArguments(call(args, kwargs), "f", parameters)).toThrow(message);
  fails([1], [], "f() missing 1 required positional argument: 'b'");
  fails([], [], "f() missing 2 required positional arguments: 'a' and 'b'");
  fails([1, 2, 3, 4], [], "f() takes from 2 to 3 positional arguments but 4 were given");
  fails([1, 2], [["a", 1]], "f() got multiple values for argument 'a'");
  fails([1, 2], [["z", 1]], "f() got an unexpected keyword argument 'z'");
});

test("a dict that changes size while it is gone through is an error", () => {
  const globals = new Map<string, Value>([["d", Dict.of([["a", 1]])]]);
  const template = parseTemplate(
    "{% for k in d %}{% do d.update({k ~ 'x': 1}) %}{% endfor %}",
    "a.sql",
  );
  expect(() => new Interpreter({ globals }).renderSync(template)).toThrow(
    "dictionary changed size during iteration",
  );
});

test("a function prints its name", () => {
  expect(repr(nativeFunction("ref", () => null))).toBe("<function ref>");
});
