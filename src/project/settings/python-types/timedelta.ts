/** Python's `datetime.timedelta`: a span of days, seconds and microseconds, kept normalised as Python does. */
import {
  asNumber,
  isFloat,
  isNumber,
  makeFloat,
  PyError,
  type PyObject,
  type UnaryOperator,
  type Value,
} from "../../../jinja/index.ts";
import { pad } from "./calendar.ts";
import { type Arguments, boundMethod, type Methods, method, unordered } from "./methods.ts";

const microsecondsOf: Readonly<Record<string, number>> = {
  weeks: 604_800_000_000,
  days: 86_400_000_000,
  hours: 3_600_000_000,
  minutes: 60_000_000,
  seconds: 1_000_000,
  milliseconds: 1000,
  microseconds: 1,
};

export const dayMicroseconds = 86_400_000_000n;

const methods: Methods<PyTimeDelta> = {
  total_seconds: method([], (self) => makeFloat(self.seconds())),
};

export class PyTimeDelta implements PyObject {
  readonly pyType = "datetime.timedelta";
  /** The whole span. */
  readonly microseconds: bigint;

  /** @throws PyError OverflowError beyond 999999999 days */
  constructor(microseconds: bigint) {
    const days = floorDivide(microseconds, dayMicroseconds);
    if (days > 999_999_999n || days < -999_999_999n) {
      const message = `days=${days}; must have magnitude <= 999999999`;
      throw new PyError("OverflowError", message);
    }
    this.microseconds = microseconds;
  }

  /** From the keyword arguments that `timedelta()` takes; fractions are rounded half to even, as Python does. */
  static from(given: Arguments): PyTimeDelta {
    let total = 0n;
    let fraction = 0;
    for (const [unit, size] of Object.entries(microsecondsOf)) {
      const value = given[unit];
      if (value === undefined) continue;
      const number = asNumber(value);
      if (number === undefined) {
        throw new PyError("TypeError", `unsupported type for timedelta ${unit} component`);
      }
      if (typeof number === "bigint") total += number * BigInt(size);
      else {
        const whole = Math.trunc(number);
        total += BigInt(whole) * BigInt(size);
        fraction += (number - whole) * size;
      }
    }
    return new PyTimeDelta(total + BigInt(roundHalfEven(fraction)));
  }

  seconds(): number {
    return Number(this.microseconds) / 1_000_000;
  }

  /** Days (may be negative), seconds of the day, microseconds of the second. */
  parts(): { days: number; seconds: number; microseconds: number } {
    const days = floorDivide(this.microseconds, dayMicroseconds);
    const rest = Number(this.microseconds - days * dayMicroseconds);
    return {
      days: Number(days),
      seconds: Math.floor(rest / 1_000_000),
      microseconds: rest % 1_000_000,
    };
  }

  pyGetAttr(name: string): Value | undefined {
    if (name === "days" || name === "seconds" || name === "microseconds") return this.parts()[name];
    return boundMethod(methods, name, this);
  }

  pyStr(): string {
    const { days, seconds, microseconds } = this.parts();
    const clock = `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
    const fraction = microseconds === 0 ? "" : `.${pad(microseconds, 6)}`;
    const before = days === 0 ? "" : `${days} day${Math.abs(days) === 1 ? "" : "s"}, `;
    return `${before}${clock}${fraction}`;
  }

  pyRepr(): string {
    const parts = Object.entries(this.parts()).filter(([, value]) => value !== 0);
    return `datetime.timedelta(${parts.map(([name, value]) => `${name}=${value}`).join(", ") || "0"})`;
  }

  pyBool(): boolean {
    return this.microseconds !== 0n;
  }

  pyEquals(other: Value): boolean {
    return other instanceof PyTimeDelta && other.microseconds === this.microseconds;
  }

  pyCompare(other: Value): number | undefined {
    if (!(other instanceof PyTimeDelta)) return unordered;
    if (other.microseconds === this.microseconds) return 0;
    return this.microseconds < other.microseconds ? -1 : 1;
  }

  pyHash(): string {
    return `timedelta:${this.microseconds}`;
  }

  pyUnary(operator: UnaryOperator): PyTimeDelta {
    const negates = operator === "-" || (operator === "abs" && this.microseconds < 0n);
    return negates ? new PyTimeDelta(-this.microseconds) : this;
  }

  pyBinary(operator: string, other: Value, reflected: boolean): Value | undefined {
    if (other instanceof PyTimeDelta)
      return reflected ? undefined : withDelta(this, operator, other);
    if (!isNumber(other)) return undefined;
    if (operator === "*") return scaled(this, other);
    return reflected ? undefined : divided(this, operator, other);
  }
}

function withDelta(left: PyTimeDelta, operator: string, right: PyTimeDelta): Value | undefined {
  const [a, b] = [left.microseconds, right.microseconds];
  if (operator === "+") return new PyTimeDelta(a + b);
  if (operator === "-") return new PyTimeDelta(a - b);
  if (!["/", "//", "%"].includes(operator)) return undefined;
  if (b === 0n) throw new PyError("ZeroDivisionError", "division by zero");
  if (operator === "/") return makeFloat(Number(a) / Number(b));
  const quotient = floorDivide(a, b);
  return operator === "//" ? Number(quotient) : new PyTimeDelta(a - quotient * b);
}

function scaled(delta: PyTimeDelta, factor: Value): PyTimeDelta {
  const number = asNumber(factor) ?? 0;
  if (!isFloat(factor)) return new PyTimeDelta(delta.microseconds * BigInt(number));
  return new PyTimeDelta(BigInt(roundHalfEven(Number(delta.microseconds) * Number(number))));
}

function divided(delta: PyTimeDelta, operator: string, by: Value): PyTimeDelta | undefined {
  const number = Number(asNumber(by) ?? 0);
  if (operator !== "/" && (operator !== "//" || isFloat(by))) return undefined;
  if (number === 0) throw new PyError("ZeroDivisionError", "integer division or modulo by zero");
  return operator === "//"
    ? new PyTimeDelta(floorDivide(delta.microseconds, BigInt(number)))
    : new PyTimeDelta(BigInt(roundHalfEven(Number(delta.microseconds) / number)));
}

export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function roundHalfEven(x: number): number {
  const down = Math.floor(x);
  const rest = x - down;
  if (rest !== 0.5) return rest < 0.5 ? down : down + 1;
  return down % 2 === 0 ? down : down + 1;
}
