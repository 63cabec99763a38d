/** Jinja2's namespace: the one object whose attributes a set statement can assign. */
import type { Dict } from "./dict.ts";
import { repr } from "./text.ts";
import type { PyObject, Value } from "./value.ts";

export class Namespace implements PyObject {
  readonly pyType = "Namespace";
  readonly pyModule = "jinja2.utils";
  readonly #attributes: Dict;

  constructor(attributes: Dict) {
    this.#attributes = attributes;
  }

  pyGetAttr(name: string): Value | undefined {
    return this.#attributes.get(name);
  }

  pySetItem(key: Value, value: Value): void {
    this.#attributes.set(key, value);
  }

  pyRepr(): string {
    return `<Namespace ${repr(this.#attributes)}>`;
  }
}
