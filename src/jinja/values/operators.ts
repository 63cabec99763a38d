/** Python's binary and unary operators on values of any kind. */
import { floatBinary, intBinary } from "./arithmetic.ts";
import { isObject, textOf } from "./compare.ts";
import { PyError, typeError } from "./error.ts";
import { asNumber, Float, isFloat, makeFloat, makeInt } from "./float.ts";
import { Markup } from "./markup.ts";
import { percentFormat } from "./percent-format.ts";
import { str, typeName } from "./text.ts";
import { Tuple } from "./tuple.ts";
import { Undefined } from "./undefined.ts";
import { type BinaryOperator, pyNumberOf, type Value } from "./value.ts";

/**
 * `left operator right`.
 * @throws PyError TypeError when the two do not go together, and whatever the operation itself raises
 */
export function binary(operator: BinaryOperator, left: Value, right: Value): Value {
  const leftNumber = asNumber(left);
  const rightNumber = asNumber(right);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    return isFloat(left) || isFloat(right)
      ? floatBinary(operator, Number(leftNumber), Number(rightNumber))
      : intBinary(operator, leftNumber, rightNumber);
  }
  const result = sequenceBinary(operator, left, right) ?? objectBinary(operator, left, right);
  if (result !== undefined) return result;
  throw unsupported(operator, left, right);
}

function sequenceBinary(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (operator === "+") return concatenate(left, right);
  if (operator === "*") return repeated(left, right) ?? repeated(right, left);
  return operator === "%" ? formatted(left, right) : undefined;
}

function formatted(left: Value, right: Value): Value | undefined {
  if (left instanceof Markup) return new Markup(percentFormat(left.text, right, escapedText));
  const text = textOf(left);
  return text === undefined ? undefined : percentFormat(text, right, str);
}

const escapedText = (value: Value): string => Markup.escape(value).text;

function concatenate(left: Value, right: Value): Value | undefined {
  const [a, b] = [textOf(left), textOf(right)];
  if (a !== undefined && b !== undefined) {
    if (left instanceof Markup || right instanceof Markup) return Markup.join(left, right);
    return a + b;
  }
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  if (left instanceof Tuple && right instanceof Tuple) {
    return new Tuple([...left.items, ...right.items]);
  }
  return undefined;
}

function repeated(sequence: Value, count: Value): Value | undefined {
  const number = asNumber(count);
  if (number === undefined || isFloat(count)) return undefined;
  if (typeof number === "bigint" && isSequence(sequence) && BigInt.asIntN(64, number) !== number) {
    throw new PyError("OverflowError", "cannot fit 'int' into an index-sized integer");
  }
  const times = Math.max(0, Number(number));
  if (sequence instanceof Markup) return new Markup(repeatText(sequence.text, times));
  const text = textOf(sequence);
  if (text !== undefined) return repeatText(text, times);
  if (Array.isArray(sequence)) return repeatItems(sequence, times);
  return sequence instanceof Tuple ? new Tuple(repeatItems(sequence.items, times)) : undefined;
}

const mostRepeated = 50_000_000;

function repeatText(text: string, times: number): string {
  if (text.length * times > mostRepeated) throw new PyError("MemoryError", "");
  return text.repeat(times);
}

function repeatItems(items: readonly Value[], times: number): Value[] {
  if (items.length * times > mostRepeated) throw new PyError("MemoryError", "");
  return Array.from({ length: times }, () => items).flat();
}

function objectBinary(operator: BinaryOperator, left: Value, right: Value): Value | undefined {
  if (left instanceof Undefined) throw left.error();
  const result = isObject(left) ? left.pyBinary?.(operator, right, false) : undefined;
  if (result !== undefined) return result;
  if (right instanceof Undefined) throw right.error();
  return isObject(right) ? right.pyBinary?.(operator, left, true) : undefined;
}

function unsupported(operator: BinaryOperator, left: Value, right: Value): PyError {
  const [a, b] = [typeName(left), typeName(right)];
  if (operator === "+" && isSequence(left)) {
    const own = sequenceName(left);
    return typeError(`can only concatenate ${own} (not "${b}") to ${own}`);
  }
  if (operator === "*" && isSequence(left)) {
    return typeError(`can't multiply sequence by non-int of type '${b}'`);
  }
  if (operator === "*" && isSequence(right)) {
    return typeError(`can't multiply sequence by non-int of type '${a}'`);
  }
  const sign = operator === "**" ? "** or pow()" : operator;
  return typeError(`unsupported operand type(s) for ${sign}: '${a}' and '${b}'`);
}

function isSequence(value: Value): boolean {
  return textOf(value) !== undefined || Array.isArray(value) || value instanceof Tuple;
}

function sequenceName(value: Value): string {
  return textOf(value) === undefined ? typeName(value) : "str";
}

/** @throws PyError TypeError when the value has no sign */
export function negative(value: Value): Value {
  if (value instanceof Float) return makeFloat(-value.float);
  const own = pyNumberOf(value);
  if (own) return own.negate();
  if (isObject(value) && value.pyUnary) return value.pyUnary("-");
  const number = signed("-", value);
  if (typeof number === "bigint") return makeInt(-number);
  return Number.isInteger(number) ? 0 - number : -number;
}

/** @throws PyError TypeError when the value has no sign */
export function positive(value: Value): Value {
  if (isObject(value) && value.pyUnary) return value.pyUnary("+");
  return value instanceof Float || pyNumberOf(value) ? value : signed("+", value);
}

function signed(sign: "+" | "-", value: Value): number | bigint {
  if (value instanceof Undefined) throw value.error();
  const number = asNumber(value);
  if (number !== undefined) return number;
  throw typeError(`bad operand type for unary ${sign}: '${typeName(value)}'`);
}
