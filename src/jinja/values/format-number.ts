/** How floats print in a given number of digits: the `e`, `f`, `g` and `%` of Python's formats. */
import { PyError } from "./error.ts";

/** The character of a number, as `%c` prints it. @throws PyError OverflowError when there is none */
export function characterOf(number: number | bigint): string {
  if (number >= 0 && number <= 0x10ffff) return String.fromCodePoint(Number(number));
  if (typeof number === "bigint") {
    throw new PyError("OverflowError", "Python int too large to convert to C long");
  }
  throw new PyError("OverflowError", "%c arg not in range(0x110000)");
}

/** @param type one of `e E f F g G %`; @param alternate keep the point and the zeros of `g` */
export function formatFloat(
  x: number,
  type: string,
  precision: number,
  alternate: boolean,
): string {
  const upper = type === "E" || type === "F" || type === "G";
  const text = Number.isFinite(x)
    ? finiteText(x, type, precision, alternate)
    : infiniteText(x, type);
  return upper ? text.toUpperCase() : text;
}

function infiniteText(x: number, type: string): string {
  const text = Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
  return type === "%" ? `${text}%` : text;
}

function finiteText(x: number, type: string, precision: number, alternate: boolean): string {
  switch (type.toLowerCase()) {
    case "e":
      return exponential(x, precision, alternate);
    case "g":
      return general(x, precision, alternate);
    case "%":
      return `${fixed(x * 100, precision, alternate)}%`;
    default:
      return fixed(x, precision, alternate);
  }
}

function signOf(x: number): string {
  return x < 0 || Object.is(x, -0) ? "-" : "";
}

function fixed(x: number, precision: number, alternate: boolean): string {
  const text = fixedDigits(Math.abs(x), precision);
  return signOf(x) + text + (alternate && precision === 0 ? "." : "");
}

// toFixed stops at 100 digits and turns to exponents from 1e21 on; the exact value is in the integer part then.
function fixedDigits(x: number, precision: number): string {
  const digits = Math.min(precision, 100);
  const text = x < 1e21 ? roundedHalfEven(x, digits) : zeros(BigInt(x).toString(), digits);
  return precision > 100 ? text + "0".repeat(precision - 100) : text;
}

function zeros(whole: string, digits: number): string {
  return digits > 0 ? `${whole}.${"0".repeat(digits)}` : whole;
}

// JavaScript rounds exact ties up, Python to even: 0.5 → 0, 2.5 → 2, 0.125 with two digits → 0.12.
function roundedHalfEven(x: number, digits: number): string {
  const text = x.toFixed(digits);
  if (digits > 30) return text;
  const longer = x.toFixed(Math.min(100, digits + 60));
  const cut = longer.length - (Math.min(100, digits + 60) - digits);
  const tail = longer.slice(cut).replace(".", "");
  if (!/^50*$/.test(tail)) return text;
  const kept = longer.slice(0, cut).replace(/\.$/, "");
  return Number(kept.at(-1)) % 2 === 0 ? kept : text;
}

// `toExponential`, but exact ties go to even: 2.5 without digits is 2e+0.
function scientific(x: number, precision: number): string {
  const digits = Math.min(precision, 100);
  const text = x.toExponential(digits);
  if (digits > 30) return text;
  const [longer = "", power] = x.toExponential(digits + 60).split("e");
  const cut = longer.length - 60;
  if (!/^50*$/.test(longer.slice(cut))) return text;
  const kept = longer.slice(0, cut).replace(/\.$/, "");
  return Number(kept.at(-1)) % 2 === 0 ? `${kept}e${power}` : text;
}

function exponential(x: number, precision: number, alternate: boolean): string {
  const [digits = "", power = "0"] = scientific(Math.abs(x), precision).split("e");
  const exponent = Number(power);
  const point = alternate && precision === 0 ? "." : "";
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${signOf(x)}${digits}${point}e${exponent < 0 ? "-" : "+"}${size}`;
}

function general(x: number, precision: number, alternate: boolean): string {
  const significant = precision === 0 ? 1 : precision;
  const power = x === 0 ? 0 : Number(scientific(Math.abs(x), significant - 1).split("e")[1]);
  if (power < -4 || power >= significant) {
    const text = exponential(x, significant - 1, alternate);
    return alternate ? text : text.replace(/(\.\d*?)0*e/, "$1e").replace(".e", "e");
  }
  const text = fixed(x, significant - 1 - power, alternate);
  return alternate || !text.includes(".") ? text : text.replace(/\.?0+$/, "");
}

/** Python's `round` of a float: to the nearest, exact ties to even. */
export function roundedTo(x: number, digits: number): number {
  if (!Number.isFinite(x) || Math.abs(x) >= 1e21) return x;
  return Number(roundedHalfEven(x, Math.min(digits, 100)));
}
