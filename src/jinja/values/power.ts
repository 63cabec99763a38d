/**
 * Powers of floats, rounded to the nearest double as C's `pow` rounds them; JavaScript's own differ in the last digit
 * (10 ** -5 is 9.999999999999999e-06 there). Only finite numbers, the base not negative unless the exponent is whole.
 */

import { nearestDouble, nearestQuotient, parts } from "./nearest.ts";

/** How many bits stand behind the point of the fixed-point numbers here. */
const bits = 192n;
const one = 1n << bits;

/** `base ** exponent`, correctly rounded. Both are finite; a negative base needs a whole exponent. */
export function power(base: number, exponent: number): number {
  const rough = base ** exponent;
  if (base === 0 || rough === 0 || !Number.isFinite(rough) || base === 1) return rough;
  if (exponent === 0.5) return Math.sqrt(base);
  if (Number.isInteger(exponent) && Math.abs(exponent) <= 1024) return wholePower(base, exponent);
  const sign = base < 0 && exponent % 2 !== 0 ? -1 : 1;
  return sign * exponential(logarithm(Math.abs(base)), exponent);
}

// A double is a whole number times a power of two, so that a whole power of it is one too, or one divided by it.
function wholePower(base: number, exponent: number): number {
  const { digits, shift } = parts(base);
  const size = Math.abs(exponent);
  const raised = digits ** BigInt(size);
  if (exponent >= 0) return nearestDouble(raised, shift * size);
  return nearestQuotient(1n, raised, -shift * size);
}

const times = (a: bigint, b: bigint): bigint => (a * b) >> bits;

// ln((1 + z) / (1 - z)) = 2 (z + z³/3 + z⁵/5 + …)
function logarithmOfRatio(z: bigint): bigint {
  const square = times(z, z);
  let sum = 0n;
  let term = z;
  for (let divisor = 1n; term !== 0n && term !== -1n; divisor += 2n) {
    sum += term / divisor;
    term = times(term, square);
  }
  return 2n * sum;
}

let logarithmOfTwo: bigint | undefined;

function ln2(): bigint {
  logarithmOfTwo ??= logarithmOfRatio(one / 3n);
  return logarithmOfTwo;
}

/** The natural logarithm of a positive double, in fixed point. */
function logarithm(x: number): bigint {
  const { digits, shift } = parts(x);
  const length = digits.toString(2).length;
  // The double is `m × 2 ** (shift + length)`, with m between a half and one.
  const m = (digits << bits) >> BigInt(length);
  return logarithmOfRatio(((m - one) << bits) / (m + one)) + BigInt(shift + length) * ln2();
}

/** The double nearest to `e ** (log × exponent)`. */
function exponential(log: bigint, exponent: number): number {
  const { digits, shift } = parts(exponent);
  const x = (log * digits) >> BigInt(-shift);
  const twos = x / ln2();
  const rest = x - twos * ln2();
  let sum = one;
  let term = one;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = times(term, rest) / n;
    sum += term;
  }
  return nearestDouble(sum, Number(twos) - Number(bits));
}
