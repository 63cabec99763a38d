/** What a template can throw: the errors that Python would raise, and the signal of `return`. */
import type { Value } from "./value.ts";

/** An error of the template's author, under the name of the exception that Python or Jinja2 would raise. */
export class PyError extends Error {
  override readonly name = "PyError";
  /** Such as `TypeError`, `UndefinedError`, `KeyError`. */
  readonly pyType: string;
  /** What to do about it, where we can tell. */
  readonly hint: string | undefined;

  constructor(pyType: string, message: string, hint?: string) {
    super(message);
    this.pyType = pyType;
    this.hint = hint;
  }
}

/** Thrown by a native `return`, caught where the macro was called: its value is the value of the call. */
export class ReturnSignal {
  readonly value: Value;

  constructor(value: Value) {
    this.value = value;
  }
}

export const typeError = (message: string): PyError => new PyError("TypeError", message);
export const valueError = (message: string): PyError => new PyError("ValueError", message);
