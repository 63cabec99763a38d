/** Python's dict: keys of any hashable kind, in the order in which they were added. */
import { equals, type HashKey, hashKey } from "./compare.ts";
import { PyError, typeError } from "./error.ts";
import { repr } from "./text.ts";
import type { PyObject, Value } from "./value.ts";

export class Dict implements PyObject {
  readonly pyType: string = "dict";
  readonly pyMapping = true;
  #values = new Map<HashKey, Value>();
  // Only the keys that are not their own hash key: floats, booleans, tuples, objects.
  #originals: Map<HashKey, Value> | undefined;
  #load: ((dict: Dict) => void) | undefined;

  /** A dict of these entries. */
  static of(entries: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of entries) dict.set(key, value);
    return dict;
  }

  /** A dict that fills itself when it is first looked into. */
  static lazy(load: (dict: Dict) => void): Dict {
    const dict = new Dict();
    dict.#load = load;
    return dict;
  }

  get #loaded(): Map<HashKey, Value> {
    const load = this.#load;
    if (load) {
      this.#load = undefined;
      load(this);
    }
    return this.#values;
  }

  get size(): number {
    return this.#loaded.size;
  }

  /** The value of a key; undefined when there is none. Throws a TypeError for an unhashable key. */
  get(key: Value): Value | undefined {
    return this.#loaded.get(typeof key === "string" ? key : hashKey(key));
  }

  has(key: Value): boolean {
    return this.#loaded.has(hashKey(key));
  }

  /** Sets a key; one that is there already keeps its place and its first spelling. */
  set(key: Value, value: Value): void {
    const values = this.#loaded;
    const hash = hashKey(key);
    if (hash !== key && !values.has(hash)) {
      this.#originals ??= new Map();
      this.#originals.set(hash, key);
    }
    values.set(hash, value);
  }

  /** Removes a key; false when it was not there. */
  delete(key: Value): boolean {
    const hash = hashKey(key);
    this.#originals?.delete(hash);
    return this.#loaded.delete(hash);
  }

  clear(): void {
    this.#load = undefined;
    this.#values.clear();
    this.#originals = undefined;
  }

  /** The keys, live; throws Python's RuntimeError when the dict changes size meanwhile. */
  *keys(): Generator<Value> {
    const values = this.#loaded;
    const size = values.size;
    for (const hash of values.keys()) {
      yield this.#original(hash);
      if (values.size !== size) {
        throw new PyError("RuntimeError", "dictionary changed size during iteration");
      }
    }
  }

  values(): Iterable<Value> {
    return this.#loaded.values();
  }

  *entries(): Generator<[Value, Value]> {
    const values = this.#loaded;
    for (const key of this.keys()) yield [key, values.get(hashKey(key)) as Value];
  }

  copy(): Dict {
    const copy = new Dict();
    copy.#values = new Map(this.#loaded);
    copy.#originals = this.#originals && new Map(this.#originals);
    return copy;
  }

  #original(hash: HashKey): Value {
    const original = this.#originals?.get(hash);
    return original === undefined ? (hash as Value) : original;
  }

  pyGetItem(key: Value): Value | undefined {
    return this.get(key);
  }

  pySetItem(key: Value, value: Value): void {
    this.set(key, value);
  }

  pyRepr(): string {
    const parts: string[] = [];
    for (const [key, value] of this.entries()) parts.push(`${repr(key)}: ${repr(value)}`);
    return `{${parts.join(", ")}}`;
  }

  pyIter(): Iterable<Value> {
    return this.keys();
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
    if (!(other instanceof Dict) || other.size !== this.size) return false;
    for (const [key, value] of this.entries()) {
      const there = other.get(key);
      if (there === undefined || !equals(value, there)) return false;
    }
    return true;
  }

  pyHash(): string {
    throw typeError(`unhashable type: '${this.pyType}'`);
  }
}
