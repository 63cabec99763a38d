/** Python's set. It keeps the order in which its members were added, where Python's order is arbitrary. */
import { type HashKey, hashKey, isObject } from "./compare.ts";
import { typeError } from "./error.ts";
import { repr } from "./text.ts";
import type { BinaryOperator, PyObject, Value } from "./value.ts";

export class PySet implements PyObject {
  readonly pyType = "set";
  readonly pySetLike = true;
  readonly #members = new Map<HashKey, Value>();

  /** @throws PyError TypeError when a member is unhashable */
  constructor(members: Iterable<Value> = []) {
    for (const member of members) this.add(member);
  }

  get size(): number {
    return this.#members.size;
  }

  has(value: Value): boolean {
    return this.#members.has(hashKey(value));
  }

  add(value: Value): void {
    const key = hashKey(value);
    if (!this.#members.has(key)) this.#members.set(key, value);
  }

  delete(value: Value): boolean {
    return this.#members.delete(hashKey(value));
  }

  clear(): void {
    this.#members.clear();
  }

  values(): Iterable<Value> {
    return this.#members.values();
  }

  /** True when every member is in the other set. */
  isSubsetOf(other: PySet): boolean {
    for (const member of this.values()) if (!other.has(member)) return false;
    return true;
  }

  pyRepr(): string {
    return this.size === 0 ? "set()" : `{${[...this.values()].map(repr).join(", ")}}`;
  }

  pyIter(): Iterable<Value> {
    return this.values();
  }

  pyLen(): number {
    return this.size;
  }

  pyBool(): boolean {
    return this.size > 0;
  }

  // Python asks for a set as for a frozenset, of which there are none.
  pyContains(value: Value): boolean {
    return !(value instanceof PySet) && this.has(value);
  }

  pyEquals(other: Value): boolean {
    return isSetLike(other) && orderByInclusion(this, other) === 0;
  }

  pyCompare(other: Value): number | undefined {
    return isSetLike(other) ? orderByInclusion(this, other) : undefined;
  }

  pyHash(): string {
    throw typeError("unhashable type: 'set'");
  }

  pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (operator !== "-" || reflected || !(other instanceof PySet)) return undefined;
    return new PySet([...this.values()].filter((member) => !other.has(member)));
  }
}

/** What sets, and the keys and items of dicts, have in common. */
export interface SetLike extends PyObject {
  pyIter(): Iterable<Value>;
  pyLen(): number;
  pyContains(value: Value): boolean;
}

export const isSetLike = (value: Value): value is SetLike & Value =>
  isObject(value) && value.pySetLike === true;

/** Python orders sets by inclusion: NaN when neither holds all of the other. */
export function orderByInclusion(a: SetLike, b: SetLike): number {
  const difference = a.pyLen() - b.pyLen();
  const [smaller, larger] = difference > 0 ? [b, a] : [a, b];
  for (const member of smaller.pyIter()) if (!larger.pyContains(member)) return Number.NaN;
  return difference;
}
