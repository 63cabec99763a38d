/** Python's set. It keeps the order in which its members were added, where Python's order is arbitrary. */
import { type HashKey, hashKey } from "./compare.ts";
import { typeError } from "./error.ts";
import { repr } from "./text.ts";
import type { BinaryOperator, PyObject, Value } from "./value.ts";

export class PySet implements PyObject {
  readonly pyType = "set";
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

  pyContains(value: Value): boolean {
    return this.has(value);
  }

  pyEquals(other: Value): boolean {
    return other instanceof PySet && other.size === this.size && this.isSubsetOf(other);
  }

  // Python orders sets by inclusion; sets of which neither holds the other compare as neither less nor greater.
  pyCompare(other: Value): number {
    if (!(other instanceof PySet)) return Number.NaN;
    if (this.pyEquals(other)) return 0;
    return this.isSubsetOf(other) ? -1 : 1;
  }

  pyHash(): string {
    throw typeError("unhashable type: 'set'");
  }

  pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (operator !== "-" || reflected || !(other instanceof PySet)) return undefined;
    return new PySet([...this.values()].filter((member) => !other.has(member)));
  }
}
