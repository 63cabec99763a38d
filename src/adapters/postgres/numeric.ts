/** Writes decimals as Postgres receives `numeric`: four decimal digits in each of its digits. */
import type { CopyBinary } from "./copy-binary.ts";

const base = 10_000;
/** Fifteen digits survive the way to a double and back. */
const mostExact = 1e15;

/** @param value a finite number, which stands for its shortest decimal form, or digits as text */
export function writeNumeric(out: CopyBinary, value: number | bigint | string): void {
  if (typeof value === "number") {
    const scaled = Math.round(value * base);
    if (scaled > -mostExact && scaled < mostExact && scaled / base === value) {
      writeScaled(out, scaled);
      return;
    }
  }
  writeDigits(out, String(value));
}

/** @param scaled ten thousand times the value */
function writeScaled(out: CopyBinary, scaled: number): void {
  let rest = Math.abs(scaled);
  const fraction = rest % base;
  const digits: number[] = [];
  for (; rest > 0; rest = Math.floor(rest / base)) digits.push(rest % base);
  // From the least digit, which is the fraction, to the greatest.
  const weight = digits.length - 2;
  out.numeric(digits.reverse(), weight, scaled < 0, scaleOf(fraction));
}

/** Decimals of a fraction of four digits. */
function scaleOf(fraction: number): number {
  if (fraction === 0) return 0;
  let scale = 4;
  for (let rest = fraction; rest % 10 === 0; rest /= 10) scale--;
  return scale;
}

function writeDigits(out: CopyBinary, text: string): void {
  const [matched, sign, whole = "", decimals = "", exponent = "0"] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  if (matched === undefined || whole + decimals === "")
    throw new Error(`Bug: ${JSON.stringify(text)} is no decimal`);
  const all = whole + decimals;
  const point = whole.length + Number(exponent);
  const scale = Math.max(all.length - point, 0);
  // Both sides of the point in full groups of four.
  const integer = point > 0 ? all.slice(0, point).padEnd(point, "0") : "";
  const fraction = point > 0 ? all.slice(point) : "0".repeat(-point) + all;
  const left = integer.padStart(Math.ceil(integer.length / 4) * 4, "0");
  const right = fraction.padEnd(Math.ceil(fraction.length / 4) * 4, "0");
  const digits = (left + right).match(/\d{4}/g)?.map(Number) ?? [];
  out.numeric(digits, left.length / 4 - 1, sign === "-", scale);
}
