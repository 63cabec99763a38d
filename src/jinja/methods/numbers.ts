/** The methods and attributes of ints and floats. */
import { PyError } from "../values/error.ts";
import { asNumber, Float, makeFloat, makeInt } from "../values/float.ts";
import { Tuple } from "../values/tuple.ts";
import type { Value } from "../values/value.ts";
import { type Method, type MethodTable, requireArguments } from "./method.ts";

const numeric = (self: Value): number | bigint => asNumber(self) ?? 0;

function bitLength(self: Value): number {
  const value = BigInt(numeric(self));
  return value === 0n ? 0 : (value < 0n ? -value : value).toString(2).length;
}

function bitCount(self: Value): number {
  const value = BigInt(numeric(self));
  return (value < 0n ? -value : value).toString(2).replaceAll("0", "").length;
}

function integerRatio(self: Value): Value {
  let numerator = Number(numeric(self));
  if (!Number.isFinite(numerator)) {
    throw new PyError("OverflowError", "cannot convert Infinity to integer ratio");
  }
  let denominator = 1n;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return new Tuple([makeInt(BigInt(numerator)), makeInt(denominator)]);
}

function plain(name: string, run: (self: Value) => Value): [string, Method<Value>] {
  const [, method = name] = name.split(".");
  return [
    method,
    (self, call) => {
      requireArguments(call, name, 0, 0);
      return run(self);
    },
  ];
}

const asInt = (self: Value): Value => (typeof self === "boolean" ? Number(self) : self);

export const intMethods: MethodTable<Value> = new Map([
  plain("int.bit_length", bitLength),
  plain("int.bit_count", bitCount),
  plain("int.conjugate", asInt),
  plain("int.as_integer_ratio", (self) => new Tuple([asInt(self), 1])),
]);

export const floatMethods: MethodTable<Value> = new Map([
  plain("float.is_integer", (self) => self instanceof Float),
  plain("float.conjugate", (self) => self),
  plain("float.as_integer_ratio", integerRatio),
  plain("float.hex", (self) => `0x${Number(numeric(self)).toString(16)}`),
]);

/** The plain attributes that every number has. */
export function numberAttribute(self: Value, name: string): Value | undefined {
  const isFloatValue =
    self instanceof Float || (typeof self === "number" && !Number.isInteger(self));
  switch (name) {
    case "real":
      return asInt(self);
    case "imag":
      return isFloatValue ? makeFloat(0) : 0;
    case "numerator":
      return isFloatValue ? undefined : asInt(self);
    case "denominator":
      return isFloatValue ? undefined : 1;
    default:
      return undefined;
  }
}
