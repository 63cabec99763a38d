/** Which double is nearest to a quotient or multiple of whole numbers: exact, ties to even, as IEEE 754 rounds. */

/** A finite double as `digits × 2 ** shift`. */
export function parts(x: number): { readonly digits: bigint; readonly shift: number } {
  let shift = 0;
  let digits = x;
  while (!Number.isInteger(digits)) {
    digits *= 2;
    shift--;
  }
  return { digits: BigInt(digits), shift };
}

/** The double nearest to `digits × 2 ** shift`. */
export function nearestDouble(digits: bigint, shift: number): number {
  const size = digits < 0n ? -digits : digits;
  const surplus = size.toString(16).length * 4 - 68;
  if (surplus <= 0) return scaled(Number(digits), shift);
  // The last bit stands for all that are cut off, so that only true ties are ties.
  const kept = size >> BigInt(surplus);
  const sticky = kept << BigInt(surplus) === size ? kept : kept | 1n;
  return scaled(Number(digits < 0n ? -sticky : sticky), shift + surplus);
}

/** The double nearest to `left / right × 2 ** shift`. */
export function nearestQuotient(left: bigint, right: bigint, shift = 0): number {
  const room = BigInt(Math.max(0, right.toString(16).length - left.toString(16).length) * 4 + 128);
  const scaledUp = left << room;
  const quotient = scaledUp / right;
  // An odd last digit stands for the rest of the division.
  const sticky =
    quotient * right === scaledUp || quotient % 2n !== 0n
      ? quotient
      : quotient + (quotient < 0n ? -1n : 1n);
  return nearestDouble(sticky, shift - Number(room));
}

// In two steps, since the power of two alone may be too large or too small for a double.
function scaled(x: number, shift: number): number {
  const half = Math.trunc(shift / 2);
  return x * 2 ** half * 2 ** (shift - half);
}
