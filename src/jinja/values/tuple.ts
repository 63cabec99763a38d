/** Python's tuple. */
import { compareItems, hashText, sameItems } from "./compare.ts";
import { repr } from "./text.ts";
import type { PyObject, Value } from "./value.ts";

export class Tuple implements PyObject {
  readonly pyType = "tuple";
  readonly items: readonly Value[];

  constructor(items: readonly Value[]) {
    this.items = items;
  }

  pyRepr(): string {
    return this.items.length === 1
      ? `(${repr(this.items[0] as Value)},)`
      : `(${this.items.map(repr).join(", ")})`;
  }

  pyIter(): Iterable<Value> {
    return this.items;
  }

  pyLen(): number {
    return this.items.length;
  }

  pyBool(): boolean {
    return this.items.length > 0;
  }

  pyEquals(other: Value): boolean {
    return other instanceof Tuple && sameItems(this.items, other.items);
  }

  pyCompare(other: Value): number | undefined {
    return other instanceof Tuple ? compareItems(this.items, other.items) : undefined;
  }

  pyHash(): string {
    return `(${this.items.map(hashText).join(",")})`;
  }
}
