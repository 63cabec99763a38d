/** The `loop` of a for loop. */

import type { MakeUndefined } from "../methods/access.ts";
import { sameItems } from "../values/compare.ts";
import { typeError } from "../values/error.ts";
import { nativeFunction } from "../values/native-function.ts";
import type { Call, PyObject, Value } from "../values/value.ts";

/** Renders the body of a recursive loop over other items. */
export type Recurse = (items: Value, depth: number) => unknown;

export class LoopContext implements PyObject {
  readonly pyType = "LoopContext";
  readonly pyModule = "jinja2.runtime";
  /** Given by a recursive loop, for the evaluator to call. */
  readonly recurse: Recurse | undefined;
  readonly depth0: number;
  index0 = -1;
  readonly #missing: MakeUndefined;
  #items: Iterator<Value>;
  #length: number | undefined;
  #ahead: Value | undefined;
  #current: Value | undefined;
  #before: Value | undefined;
  #changed: readonly Value[] | undefined;

  constructor(
    items: Iterable<Value>,
    missing: MakeUndefined,
    details: {
      readonly length?: number | undefined;
      readonly recurse?: Recurse | undefined;
      readonly depth0?: number;
    } = {},
  ) {
    this.#missing = missing;
    this.#items = items[Symbol.iterator]();
    this.#length = details.length;
    this.recurse = details.recurse;
    this.depth0 = details.depth0 ?? 0;
  }

  /** The next item; undefined after the last. */
  next(): Value | undefined {
    const item = this.#peek();
    this.#ahead = undefined;
    if (item === undefined) return undefined;
    this.index0++;
    this.#before = this.#current;
    this.#current = item;
    return item;
  }

  #peek(): Value | undefined {
    if (this.#ahead === undefined) {
      const { value, done } = this.#items.next();
      this.#ahead = done ? undefined : value;
    }
    return this.#ahead;
  }

  // What cannot tell its length is read to its end.
  #size(): number {
    if (this.#length !== undefined) return this.#length;
    const rest: Value[] = [];
    for (let step = this.#items.next(); !step.done; step = this.#items.next()) {
      rest.push(step.value);
    }
    this.#items = rest[Symbol.iterator]();
    this.#length = rest.length + this.index0 + 1 + (this.#ahead === undefined ? 0 : 1);
    return this.#length;
  }

  pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case "index0":
        return this.index0;
      case "index":
        return this.index0 + 1;
      case "first":
        return this.index0 === 0;
      case "last":
        return this.#peek() === undefined;
      case "length":
        return this.#size();
      case "revindex":
        return this.#size() - this.index0;
      case "revindex0":
        return this.#size() - this.index0 - 1;
      case "depth":
        return this.depth0 + 1;
      case "depth0":
        return this.depth0;
      case "previtem":
        return this.#neighbour(this.#before, "there is no previous item");
      case "nextitem":
        return this.#neighbour(this.#peek(), "there is no next item");
      default:
        return this.#method(name);
    }
  }

  #neighbour(item: Value | undefined, message: string): Value {
    return item === undefined ? this.#missing({ message }) : item;
  }

  #method(name: string): Value | undefined {
    if (name === "cycle") return nativeFunction("cycle", (call) => this.#cycle(call));
    if (name === "changed") return nativeFunction("changed", (call) => this.#hasChanged(call));
    return undefined;
  }

  #cycle({ args }: Call): Value {
    if (args.length === 0) throw typeError("no items for cycling given");
    return args[this.index0 % args.length] as Value;
  }

  #hasChanged({ args }: Call): Value {
    if (this.#changed && sameItems(this.#changed, args)) return false;
    this.#changed = args;
    return true;
  }

  pyLen(): number {
    return this.#size();
  }

  pyRepr(): string {
    return `<LoopContext ${this.index0 + 1}/${this.#size()}>`;
  }
}
