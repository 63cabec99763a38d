/** How many digits behind the point a column's numbers need, as agate counts them. */
import type { Decimal } from "../../settings/python-types/decimal.ts";

/** How many digits Python's decimals keep. */
const precision = 28;

export interface DecimalPlaces {
  add(number: Decimal): void;
  /** Adds a number that is written as digits with or without a point, which saves making a decimal of it. */
  addPlain(text: string): void;
  /**
   * The most digits behind the point, once zeros at the end are gone, and less what the digits before the point leave no
   * room for. Numbers that are too long for Python's decimals thereby get less than none.
   */
  count(): number;
}

export function createDecimalPlaces(): DecimalPlaces {
  let whole = 1;
  let behind = 0;
  /** @param digits without leading zeros, `0` for nothing */
  const addDigits = (digits: string, exponent: number): void => {
    whole = Math.max(whole, digits.length + exponent);
    if (digits === "0" || -exponent <= behind) return;
    behind = Math.max(behind, -exponent - zerosAtEnd(digits));
  };
  return {
    add: ({ coefficient, exponent }) => addDigits(String(coefficient).replace("-", ""), exponent),
    addPlain(text) {
      const start = text.startsWith("-") ? 1 : 0;
      const point = text.indexOf(".");
      const digits =
        point === -1 ? text.slice(start) : text.slice(start, point) + text.slice(point + 1);
      addDigits(withoutZerosAhead(digits), point === -1 ? 0 : point + 1 - text.length);
    },
    count: () => (whole + behind > precision ? precision - whole : behind),
  };
}

const withoutZerosAhead = (digits: string): string =>
  digits.charCodeAt(0) === zero ? digits.replace(/^0+(?=.)/, "") : digits;

const zero = 48;

function zerosAtEnd(digits: string): number {
  let end = digits.length;
  while (end > 0 && digits.charCodeAt(end - 1) === zero) end -= 1;
  return digits.length - end;
}
