/** Round steps for axes. */

const forSeconds = [1, 2, 5, 10];
const forValues = [1, 2, 2.5, 5, 10];

/** The smallest of 1, 2, 5 times a power of ten that is not below `least`. */
export const niceStep = (least: number): number => stepFrom(forSeconds, least);

/** The axis from 0 to just above `largest`: its end, and the values that are marked on it. */
export function axisTo(largest: number): {
  readonly end: number;
  readonly marks: readonly number[];
} {
  const step = stepFrom(forValues, Math.max(largest, 1e-9) / 5);
  const count = Math.max(1, Math.ceil((largest * 0.999) / step));
  return {
    end: step * count,
    marks: Array.from({ length: count + 1 }, (_, index) => index * step),
  };
}

function stepFrom(factors: readonly number[], least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = factors.find((candidate) => candidate * power >= least * 0.999) ?? 10;
  return factor * power;
}
