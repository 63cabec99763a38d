/** Python's `decimal.Decimal` in its default context: 28 digits, rounded half to even. Finite numbers only, and no negative zero. */
import {
  asNumber,
  Float,
  makeInt,
  PyError,
  type PyNumber,
  type PyObject,
  type Value,
} from "../../../jinja/index.ts";
import { boundMethod, type Methods, method } from "./methods.ts";

const precision = 28;
const spelling = /^\s*([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?\s*$/;

export class Decimal implements PyObject {
  readonly pyType = "decimal.Decimal";
  /** The value is `coefficient × 10 ** exponent`; 1.50 is 150 and -2. */
  readonly coefficient: bigint;
  readonly exponent: number;

  constructor(coefficient: bigint, exponent: number) {
    this.coefficient = coefficient;
    this.exponent = exponent;
  }

  /** @throws PyError when the text is no number */
  static parse(text: string): Decimal {
    const found = spelling.exec(text.replaceAll("_", ""));
    const [, sign, whole = "", fraction = "", exponent = "0"] = found ?? [];
    if (!found || whole + fraction === "") {
      throw new PyError("decimal.InvalidOperation", "[<class 'decimal.ConversionSyntax'>]");
    }
    const digits = BigInt(whole + fraction);
    return new Decimal(sign === "-" ? -digits : digits, Number(exponent) - fraction.length);
  }

  /** The decimal of an int, or the exact one of a JavaScript number's shortest digits. */
  static from(value: number | bigint): Decimal {
    return typeof value === "bigint" ? new Decimal(value, 0) : Decimal.parse(String(value));
  }

  toNumber(): number {
    return Number(`${this.coefficient}e${this.exponent}`);
  }

  get isZero(): boolean {
    return this.coefficient === 0n;
  }

  pyGetAttr(name: string): Value | undefined {
    return boundMethod(methods, name, this);
  }

  pyStr(): string {
    const digits = String(this.coefficient < 0n ? -this.coefficient : this.coefficient);
    const sign = this.coefficient < 0n ? "-" : "";
    const adjusted = this.exponent + digits.length - 1;
    if (this.exponent > 0 || adjusted < -6) {
      const mantissa = digits.length === 1 ? digits : `${digits[0]}.${digits.slice(1)}`;
      return `${sign}${mantissa}E${adjusted < 0 ? "" : "+"}${adjusted}`;
    }
    if (this.exponent === 0) return sign + digits;
    const padded = digits.padStart(1 - this.exponent, "0");
    return `${sign}${padded.slice(0, this.exponent)}.${padded.slice(this.exponent)}`;
  }

  pyRepr(): string {
    return `Decimal('${this.pyStr()}')`;
  }

  /** Fixed point with a number of digits, thousands apart when asked: `.2f`, `,.2f`. */
  pyFormat(spec: string): string {
    const [, comma, digits] = /^(,?)(?:\.(\d+))?f$/.exec(spec) ?? [];
    if (comma === undefined) throw new PyError("ValueError", `invalid format string '${spec}'`);
    const text = rescale(this, digits === undefined ? this.exponent : -Number(digits)).pyStr();
    return comma === "" ? text : text.replace(/\B(?=(?:\d{3})+(?:\.|$))(?<!\.\d*)/g, ",");
  }

  /** Negation and absolute value keep every digit; rounding goes half to even, as Python's do. */
  get pyNumber(): PyNumber {
    return {
      float: () => this.toNumber(),
      int: () => rescale(this, 0, "ROUND_DOWN").coefficient,
      negate: () => new Decimal(-this.coefficient, this.exponent),
      absolute: () =>
        this.coefficient < 0n ? new Decimal(-this.coefficient, this.exponent) : this,
      round: (digits) =>
        digits === undefined ? makeInt(rescale(this, 0).coefficient) : rescale(this, -digits),
    };
  }

  toJSON(): number {
    return this.toNumber();
  }

  pyBool(): boolean {
    return !this.isZero;
  }

  pyEquals(other: Value): boolean {
    return this.pyCompare(other) === 0;
  }

  pyCompare(other: Value): number | undefined {
    const number = operand(other, true);
    if (number === undefined) return undefined;
    const [a, b] = aligned(this, number);
    if (a === b) return 0;
    return a < b ? -1 : 1;
  }

  pyHash(): string {
    const { coefficient, exponent } = normalized(this);
    return exponent >= 0
      ? `number:${coefficient * 10n ** BigInt(exponent)}`
      : `number:${this.toNumber()}`;
  }

  pyBinary(operator: string, other: Value, reflected: boolean): Value | undefined {
    const number = operand(other, false);
    const operation = operations[operator];
    if (number === undefined || operation === undefined) return undefined;
    return reflected ? operation(number, this) : operation(this, number);
  }
}

/** A number to calculate with: ints and decimals; floats only when comparing, as in Python. */
function operand(value: Value, withFloats: boolean): Decimal | undefined {
  if (value instanceof Decimal) return value;
  const number = asNumber(value);
  if (number === undefined) return undefined;
  const isFloat =
    value instanceof Float || (typeof number === "number" && !Number.isInteger(number));
  if (isFloat && (!withFloats || !Number.isFinite(number))) return undefined;
  return Decimal.from(number);
}

/** Both coefficients at the smaller exponent. */
function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const exponent = Math.min(a.exponent, b.exponent);
  return [
    a.coefficient * 10n ** BigInt(a.exponent - exponent),
    b.coefficient * 10n ** BigInt(b.exponent - exponent),
    exponent,
  ];
}

const digitCount = (coefficient: bigint): number =>
  String(coefficient < 0n ? -coefficient : coefficient).length;

/** Drops digits until `exponent`, rounding half to even. */
export function rescale(
  value: Decimal,
  exponent: number,
  mode: Rounding = "ROUND_HALF_EVEN",
): Decimal {
  if (exponent <= value.exponent) {
    return new Decimal(value.coefficient * 10n ** BigInt(value.exponent - exponent), exponent);
  }
  const divisor = 10n ** BigInt(exponent - value.exponent);
  const quotient = value.coefficient / divisor;
  const rest = value.coefficient % divisor;
  return new Decimal(quotient + roundingStep(quotient, rest, divisor, mode), exponent);
}

export type Rounding =
  | "ROUND_HALF_EVEN"
  | "ROUND_HALF_UP"
  | "ROUND_HALF_DOWN"
  | "ROUND_UP"
  | "ROUND_DOWN"
  | "ROUND_CEILING"
  | "ROUND_FLOOR";

function roundingStep(quotient: bigint, rest: bigint, divisor: bigint, mode: Rounding): bigint {
  if (rest === 0n) return 0n;
  const away = rest < 0n ? -1n : 1n;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  const isHalf = twice === divisor;
  const decisions: Readonly<Record<Rounding, boolean>> = {
    ROUND_HALF_EVEN: isHalf ? quotient % 2n !== 0n : twice > divisor,
    ROUND_HALF_UP: twice >= divisor,
    ROUND_HALF_DOWN: twice > divisor,
    ROUND_UP: true,
    ROUND_DOWN: false,
    ROUND_CEILING: away > 0n,
    ROUND_FLOOR: away < 0n,
  };
  return decisions[mode] ? away : 0n;
}

function inContext(value: Decimal): Decimal {
  const excess = digitCount(value.coefficient) - precision;
  return excess > 0 ? rescale(value, value.exponent + excess) : value;
}

function divide(a: Decimal, b: Decimal): Decimal {
  if (b.isZero) throw new PyError("decimal.DivisionByZero", "[<class 'decimal.DivisionByZero'>]");
  const shift = Math.max(0, precision + 2 + digitCount(b.coefficient) - digitCount(a.coefficient));
  const scaled = a.coefficient * 10n ** BigInt(shift);
  const quotient = scaled / b.coefficient;
  const exponent = a.exponent - b.exponent - shift;
  if (quotient * b.coefficient !== scaled) {
    // One more digit that is not zero keeps an inexact half from looking like an exact one.
    const sticky =
      quotient * 10n + (quotient < 0n || scaled < 0n !== b.coefficient < 0n ? -1n : 1n);
    return inContext(new Decimal(sticky, exponent - 1));
  }
  return trimmed(inContext(new Decimal(quotient, exponent)), a.exponent - b.exponent);
}

/** Drops trailing zeros as long as the exponent stays below the ideal one. */
function trimmed(value: Decimal, ideal: number): Decimal {
  let { coefficient, exponent } = value;
  while (exponent < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return new Decimal(coefficient, exponent);
}

const normalized = (value: Decimal): Decimal =>
  value.isZero ? new Decimal(0n, 0) : trimmed(value, Number.MAX_SAFE_INTEGER);

/** Decimal's `//` and `%` cut towards zero, unlike those of ints. */
function quotientAndRest(a: Decimal, b: Decimal): [Decimal, Decimal] {
  if (b.isZero) throw new PyError("decimal.DivisionByZero", "[<class 'decimal.DivisionByZero'>]");
  const [left, right, exponent] = aligned(a, b);
  return [new Decimal(left / right, 0), inContext(new Decimal(left % right, exponent))];
}

function power(a: Decimal, b: Decimal): Decimal {
  const whole = normalized(b);
  if (whole.exponent < 0) return Decimal.from(a.toNumber() ** b.toNumber());
  const times = whole.coefficient * 10n ** BigInt(whole.exponent);
  if (times < 0n) return divide(new Decimal(1n, 0), power(a, new Decimal(-times, 0)));
  return inContext(new Decimal(a.coefficient ** times, a.exponent * Number(times)));
}

const operations: Readonly<Record<string, (a: Decimal, b: Decimal) => Decimal>> = {
  "+": (a, b) => {
    const [left, right, exponent] = aligned(a, b);
    return inContext(new Decimal(left + right, exponent));
  },
  "-": (a, b) => {
    const [left, right, exponent] = aligned(a, b);
    return inContext(new Decimal(left - right, exponent));
  },
  "*": (a, b) => inContext(new Decimal(a.coefficient * b.coefficient, a.exponent + b.exponent)),
  "/": divide,
  "//": (a, b) => quotientAndRest(a, b)[0],
  "%": (a, b) => quotientAndRest(a, b)[1],
  "**": power,
};

const methods: Methods<Decimal> = {
  quantize: method(["exp", "rounding?"], (self, given) => {
    const like = operand(given.exp ?? null, false);
    if (like === undefined) throw new PyError("TypeError", "quantize() takes a Decimal");
    return rescale(
      self,
      like.exponent,
      (given.rounding as Rounding | null | undefined) ?? undefined,
    );
  }),
  normalize: method([], (self) => normalized(self)),
  to_integral_value: method([], (self) => (self.exponent >= 0 ? self : rescale(self, 0))),
  copy_abs: method([], (self) => new Decimal(abs(self.coefficient), self.exponent)),
  copy_negate: method([], (self) => new Decimal(-self.coefficient, self.exponent)),
  is_nan: method([], () => false),
  is_zero: method([], (self) => self.isZero),
  is_signed: method([], (self) => self.coefficient < 0n),
  adjusted: method([], (self) => self.exponent + digitCount(self.coefficient) - 1),
  __int__: method([], (self) => makeInt(rescale(self, 0, "ROUND_DOWN").coefficient)),
};

const abs = (value: bigint): bigint => (value < 0n ? -value : value);
