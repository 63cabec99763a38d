/** Arithmetic on numbers, with Python's division, modulo and power. */
import { PyError } from "./error.ts";
import { makeFloat, makeInt } from "./float.ts";
import { nearestQuotient } from "./nearest.ts";
import { power } from "./power.ts";
import type { BinaryOperator, Value } from "./value.ts";

const zeroDivision = (message: string): PyError => new PyError("ZeroDivisionError", message);

/**
 * An operator on two ints.
 * @throws PyError ZeroDivisionError
 */
export function intBinary(
  operator: BinaryOperator,
  left: number | bigint,
  right: number | bigint,
): Value {
  if (typeof left === "number" && typeof right === "number") {
    const quick = safeBinary(operator, left, right);
    if (quick !== undefined) return quick;
  }
  return bigBinary(operator, BigInt(left), BigInt(right));
}

// Undefined when the result may not be exact in a number.
function safeBinary(operator: BinaryOperator, left: number, right: number): Value | undefined {
  switch (operator) {
    case "+":
      return exact(left + right);
    case "-":
      return exact(left - right);
    case "*":
      return exact(left * right);
    case "/":
      if (right === 0) throw zeroDivision("division by zero");
      return makeFloat(left / right);
    case "//":
      if (right === 0) throw zeroDivision("integer division or modulo by zero");
      return (left - floorMod(left, right)) / right + 0;
    case "%":
      if (right === 0) throw zeroDivision("integer modulo by zero");
      return floorMod(left, right) + 0;
    default:
      return right < 0 ? floatPower(left, right) : exact(left ** right);
  }
}

function exact(result: number): number | undefined {
  return Number.isSafeInteger(result) ? result + 0 : undefined;
}

// The sign of Python's remainder is the divisor's.
function floorMod(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
}

function bigBinary(operator: BinaryOperator, left: bigint, right: bigint): Value {
  switch (operator) {
    case "+":
      return makeInt(left + right);
    case "-":
      return makeInt(left - right);
    case "*":
      return makeInt(left * right);
    case "/":
      if (right === 0n) throw zeroDivision("division by zero");
      return makeFloat(bigDivide(left, right));
    case "//":
      if (right === 0n) throw zeroDivision("integer division or modulo by zero");
      return makeInt((left - bigMod(left, right)) / right);
    case "%":
      if (right === 0n) throw zeroDivision("integer modulo by zero");
      return makeInt(bigMod(left, right));
    default:
      return right < 0n ? floatPower(Number(left), Number(right)) : makeInt(left ** right);
  }
}

function bigMod(left: bigint, right: bigint): bigint {
  const rest = left % right;
  return rest !== 0n && rest < 0n !== right < 0n ? rest + right : rest;
}

function bigDivide(left: bigint, right: bigint): number {
  if (left === 0n) return right < 0n ? -0 : 0;
  const quotient = nearestQuotient(left, right);
  if (Number.isFinite(quotient)) return quotient;
  throw new PyError("OverflowError", "integer division result too large for a float");
}

/**
 * An operator on two numbers of which one is a float.
 * @throws PyError ZeroDivisionError, OverflowError
 */
export function floatBinary(operator: BinaryOperator, left: number, right: number): Value {
  switch (operator) {
    case "+":
      return makeFloat(left + right);
    case "-":
      return makeFloat(left - right);
    case "*":
      return makeFloat(left * right);
    case "/":
      if (right === 0) throw zeroDivision("float division by zero");
      return makeFloat(left / right);
    case "//":
      if (right === 0) throw zeroDivision("float floor division by zero");
      return makeFloat(floatFloorDivide(left, right));
    case "%":
      if (right === 0) throw zeroDivision("float modulo");
      return makeFloat(floatMod(left, right));
    default:
      return floatPower(left, right);
  }
}

// As CPython does it: by the remainder, so that the quotient is a whole number even where the division is not exact.
function floatFloorDivide(left: number, right: number): number {
  const rest = left % right;
  const adjusts = rest !== 0 && rest < 0 !== right < 0;
  const quotient = (left - rest) / right - (adjusts ? 1 : 0);
  if (quotient === 0) return left / right < 0 || Object.is(left / right, -0) ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function floatMod(left: number, right: number): number {
  const rest = floorMod(left, right);
  if (rest !== 0) return rest;
  return right < 0 ? -0 : 0;
}

function floatPower(left: number, right: number): Value {
  if (left === 0 && right < 0) {
    throw zeroDivision("0.0 cannot be raised to a negative power");
  }
  if (left === 1) return makeFloat(1);
  if (left < 0 && !Number.isInteger(right) && Number.isFinite(right)) {
    throw new PyError("ValueError", "complex numbers are not supported");
  }
  const areFinite = Number.isFinite(left) && Number.isFinite(right);
  const result = areFinite ? power(left, right) : left ** right;
  if (!Number.isFinite(result) && areFinite) {
    throw new PyError("OverflowError", "(34, 'Numerical result out of range')");
  }
  return makeFloat(result);
}
