/** Python's generators and iterators: items that can be gone through once. */
import type { PyObject, Value } from "./value.ts";

export class Generator implements PyObject {
  readonly pyType: string;
  readonly #name: string;
  readonly #items: Iterator<Value>;

  /** @param name what it prints as: `<name object>` */
  constructor(items: Iterable<Value>, name: string, pyType = "generator") {
    this.#items = items[Symbol.iterator]();
    this.#name = name;
    this.pyType = pyType;
  }

  // Going on where the last loop stopped, also when it stopped early.
  pyIter(): Iterable<Value> {
    const items = this.#items;
    const next = () => items.next();
    return { [Symbol.iterator]: () => ({ next }) };
  }

  pyRepr(): string {
    return `<${this.#name}>`;
  }
}
