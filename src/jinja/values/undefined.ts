/** What a missing name, attribute or item gives: Jinja2's Undefined, and the permissive one of dbt's parse phase. */
import { isObject } from "./compare.ts";
import { PyError } from "./error.ts";
import { closest } from "./suggest.ts";
import { repr, typeName } from "./text.ts";
import type { PyObject, Value } from "./value.ts";

export interface UndefinedDetails {
  /** What was looked up. */
  readonly name?: Value;
  /** What it was looked up on, when it was an attribute or item. */
  readonly of?: Value;
  /** The whole message, instead of one composed of the two above. */
  readonly message?: string;
  /** The exception that use raises; UndefinedError when absent. */
  readonly raises?: string;
  /** The names that would have been found. */
  readonly candidates?: () => Iterable<string>;
}

/** Prints as nothing, is false and empty; any other use is an UndefinedError. */
export class Undefined implements PyObject {
  readonly pyType: string = "Undefined";
  readonly details: UndefinedDetails;

  constructor(details: UndefinedDetails = {}) {
    this.details = details;
  }

  get name(): Value | undefined {
    return this.details.name;
  }

  /** The error that using this value raises. */
  error(): PyError {
    return new PyError(this.details.raises ?? "UndefinedError", this.#message(), this.#hint());
  }

  #hint(): string | undefined {
    const { name, of, candidates } = this.details;
    if (typeof name !== "string") return undefined;
    const known = candidates ? candidates() : isObject(of ?? null) ? keyNames(of) : [];
    const meant = closest(name, known);
    return meant === undefined ? undefined : `Did you mean "${meant}"?`;
  }

  #message(): string {
    const { name = null, of, message } = this.details;
    if (message !== undefined) return message;
    if (of === undefined) return `${repr(name)} is undefined`;
    const owner = objectTypeText(of);
    if (typeof name !== "string") return `${owner} has no element ${repr(name)}`;
    return `${repr(owner)} has no attribute ${repr(name)}`;
  }

  /** What an attribute of it gives: the error, unless it is permissive. */
  member(_name: string): Value {
    throw this.error();
  }

  /** What an item of it gives: the error, unless it is permissive. */
  item(): Value {
    throw this.error();
  }

  /** What calling it gives: the error, unless it is permissive. */
  call(): Value {
    throw this.error();
  }

  pyStr(): string {
    return "";
  }

  pyRepr(): string {
    return "Undefined";
  }

  pyIter(): Iterable<Value> {
    return [];
  }

  pyLen(): number {
    return 0;
  }

  pyBool(): boolean {
    return false;
  }

  pyEquals(other: Value): boolean {
    return other instanceof Undefined && other.constructor === this.constructor;
  }

  pyCompare(_other: Value): number {
    throw this.error();
  }

  pyHash(): string {
    return this.pyType;
  }
}

/** dbt's while it parses: attributes, items and calls give an undefined again, so that guarded code gets through. */
export class PermissiveUndefined extends Undefined {
  // dbt's takes on the name of the attribute that was asked of it last.
  #lastName: Value;

  // It forgets what it was looked up on, as dbt's does.
  constructor({ of: _of, ...details }: UndefinedDetails = {}) {
    super(details);
    this.#lastName = details.name ?? null;
  }

  override member(name: string): Value {
    if (name === "name") return this.#lastName;
    this.#lastName = name;
    const { message } = this.details;
    return new PermissiveUndefined({ name, ...(message !== undefined && { message }) });
  }

  override item(): Value {
    return this;
  }

  override call(): Value {
    return this;
  }
}

function* keyNames(value: Value | undefined): Iterable<string> {
  if (value === undefined || !isObject(value) || !value.pyMapping || !value.pyIter) return;
  for (const key of value.pyIter()) if (typeof key === "string") yield key;
}

// As Jinja2 names the owner of a missing attribute: builtins bare, everything else with its module.
function objectTypeText(value: Value): string {
  if (value === null) return "None";
  if (isObject(value) && value.pyModule) return `${value.pyModule}.${value.pyType} object`;
  return `${typeName(value)} object`;
}
