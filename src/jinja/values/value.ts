/** What a template's values are, and what an object answers to be one. Types only: nothing here runs. */
import type { Interpreter } from "../interpreter.ts";

/**
 * A Python value. A whole `number` is an int, any other `number` a float; whole floats are boxed (`Float`), ints
 * outside the safe range are `bigint`. Lists are arrays, `None` is null.
 */
export type Value = null | boolean | number | bigint | string | Value[] | PyObject;

export type UnaryOperator = "-" | "+" | "abs";

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**";

/** An object in Python's eyes. Every method is optional; what is absent behaves as on a plain Python object. */
export interface PyObject {
  /** The name of the Python class, for messages. */
  readonly pyType: string;
  /** The Python module of the class, where messages show it; builtins have none. */
  readonly pyModule?: string;
  /** The text of an instance of a subclass of `str`, which then behaves as text everywhere. */
  readonly pyText?: string;
  /** Answers `is mapping`. */
  readonly pyMapping?: boolean;
  /** An attribute; undefined when there is none (Jinja then tries the item of that name). */
  pyGetAttr?(name: string): Value | undefined;
  /** An item; undefined when there is none. */
  pyGetItem?(key: Value): Value | undefined;
  /** Answers `x[1:2]`: `pyGetItem` is then asked for the tuple (start, stop, step). */
  readonly pySlices?: boolean;
  pySetItem?(key: Value, value: Value): void;
  pyCall?(call: Call): Value | Promise<Value>;
  pyStr?(): string;
  pyRepr?(): string;
  /** Python's `format(value, spec)`; `spec` is not empty. */
  pyFormat?(spec: string): string;
  pyIter?(): Iterable<Value>;
  pyLen?(): number;
  pyBool?(): boolean;
  pyEquals?(other: Value): boolean;
  /** Negative, zero or positive; NaN when neither is less; undefined when Python cannot order the two (a TypeError). */
  pyCompare?(other: Value): number | undefined;
  /** Equal values give equal text; throws a PyError when the value is unhashable. */
  pyHash?(): string;
  pyContains?(value: Value): boolean;
  /** True for what compares with sets: sets, and the keys and items of a dict. */
  readonly pySetLike?: boolean;
  /** The result of the operator, or undefined when this object does not know it. */
  pyBinary?(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined;
  /** `-x`, `+x` and `abs(x)` of an object that is no number. */
  pyUnary?(operator: UnaryOperator): Value;
  /** What makes an object a number, as `decimal.Decimal` is. */
  readonly pyNumber?: PyNumber;
}

/** Python's `__float__`, `__int__`, `__neg__`, `__abs__` and `__round__`. */
export interface PyNumber {
  float(): number;
  int(): bigint;
  negate(): Value;
  absolute(): Value;
  /** Without digits, the nearest int. */
  round(digits?: number): Value;
}

/** The numeric side of an object that is a number but none of JavaScript's. */
export const pyNumberOf = (value: Value): PyNumber | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value.pyNumber : undefined;

/** What a native function is called with. */
export interface Call {
  readonly args: readonly Value[];
  readonly kwargs: ReadonlyMap<string, Value>;
  readonly interpreter: Interpreter;
  /** True in the suspending form: only then may the function return a promise. */
  readonly suspends: boolean;
}
