/** Python's numbers in JavaScript: which are ints, which are floats, and how floats print. */
import { PyError, valueError } from "./error.ts";
import type { PyObject, Value } from "./value.ts";

/** A float that is a whole number, told apart from the int: `4 / 2` prints `2.0`. */
export class Float implements PyObject {
  readonly pyType = "float";
  readonly float: number;

  constructor(float: number) {
    this.float = float;
  }

  pyStr(): string {
    return floatText(this.float);
  }

  pyRepr(): string {
    return floatText(this.float);
  }

  pyBool(): boolean {
    return this.float !== 0;
  }

  toJSON(): number {
    return this.float;
  }
}

/** A Python float: boxed when it is whole. */
export function makeFloat(x: number): number | Float {
  return Number.isInteger(x) ? new Float(x) : x;
}

/** A Python int: a bigint outside JavaScript's safe range. */
export function makeInt(x: bigint): number | bigint {
  return x >= BigInt(Number.MIN_SAFE_INTEGER) && x <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(x)
    : x;
}

/**
 * Python's `int(x)` of a float.
 * @throws PyError ValueError or OverflowError when it is no number
 */
export function wholeOf(x: number): bigint {
  if (Number.isNaN(x)) throw valueError("cannot convert float NaN to integer");
  if (Number.isFinite(x)) return BigInt(Math.trunc(x));
  throw new PyError("OverflowError", "cannot convert float infinity to integer");
}

/** True for ints and floats, not for booleans. */
export function isNumber(value: Value): value is number | bigint | Float {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Float;
}

/** True for ints, not for booleans. */
export function isInt(value: Value): value is number | bigint {
  return typeof value === "number" ? Number.isInteger(value) : typeof value === "bigint";
}

/** True for floats, whole or not. */
export function isFloat(value: Value): value is number | Float {
  return typeof value === "number" ? !Number.isInteger(value) : value instanceof Float;
}

/** The number behind an int, float or boolean (Python counts booleans as ints); undefined for all else. */
export function asNumber(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Float ? value.float : undefined;
}

/** Python's `repr` of a float: the shortest digits that read back, with an exponent from 1e16 and below 1e-4. */
export function floatText(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0.0" : "0.0";
  const magnitude = Math.abs(x);
  if (magnitude >= 1e16 || magnitude < 1e-4) return exponentText(x);
  return Number.isInteger(x) ? `${x}.0` : String(x);
}

function exponentText(x: number): string {
  const [digits = "", exponent = "0"] = x.toExponential().split("e");
  const power = Number(exponent);
  const size = String(Math.abs(power)).padStart(2, "0");
  return `${digits}e${power < 0 ? "-" : "+"}${size}`;
}
