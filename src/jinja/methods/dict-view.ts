/** The views that `keys`, `values` and `items` of a dict give; keys and items compare as sets do. */
import { equals, hashText } from "../values/compare.ts";
import type { Dict } from "../values/dict.ts";
import { typeError } from "../values/error.ts";
import { iterate } from "../values/iterate.ts";
import { isSetLike, orderByInclusion, PySet } from "../values/set.ts";
import { repr } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import type { BinaryOperator, PyObject, Value } from "../values/value.ts";

/** `dict_keys`, `dict_values` or `dict_items`: always what the dict holds now. */
export class DictView implements PyObject {
  readonly pyType: string;
  readonly pySetLike: boolean;
  readonly #dict: Dict;
  readonly #kind: "keys" | "values" | "items";

  constructor(dict: Dict, kind: "keys" | "values" | "items") {
    this.#dict = dict;
    this.#kind = kind;
    this.pyType = `dict_${kind}`;
    this.pySetLike = kind !== "values";
  }

  *pyIter(): Iterable<Value> {
    for (const [key, value] of this.#dict.entries()) {
      if (this.#kind === "keys") yield key;
      else yield this.#kind === "values" ? value : new Tuple([key, value]);
    }
  }

  pyLen(): number {
    return this.#dict.size;
  }

  pyRepr(): string {
    return `${this.pyType}(${repr([...this.pyIter()])})`;
  }

  pyContains(value: Value): boolean {
    if (this.#kind === "keys") return this.#dict.has(value);
    if (this.#kind === "items") return this.#holds(value);
    for (const item of this.#dict.values()) if (equals(item, value)) return true;
    return false;
  }

  #holds(pair: Value): boolean {
    if (!(pair instanceof Tuple) || pair.items.length !== 2) return false;
    const [key = null, value = null] = pair.items;
    const there = this.#dict.get(key);
    return there !== undefined && equals(there, value);
  }

  pyEquals(other: Value): boolean {
    if (!this.pySetLike) return this === other;
    return isSetLike(other) && orderByInclusion(this, other) === 0;
  }

  pyCompare(other: Value): number | undefined {
    return this.pySetLike && isSetLike(other) ? orderByInclusion(this, other) : undefined;
  }

  pyHash(): string {
    if (this.pySetLike) throw typeError(`unhashable type: '${this.pyType}'`);
    return hashText(this.#dict);
  }

  pyBinary(operator: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (operator !== "-" || !this.pySetLike) return undefined;
    const [left, right]: [Value, Value] = reflected ? [other, this] : [this, other];
    return new PySet(iterate(left)).pyBinary("-", new PySet(iterate(right)), false);
  }
}
