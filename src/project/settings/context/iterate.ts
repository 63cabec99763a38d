/** Walking through values as Python's `iter` does. */
import { PyError, type PyObject, typeName, type Value } from "../../../jinja/index.ts";

/** @throws PyError TypeError for what cannot be walked through */
export function iterate(value: Value | undefined): Iterable<Value> {
  if (typeof value === "string" || Array.isArray(value)) return value;
  if (typeof value === "object" && value !== null) {
    if (value.pyText !== undefined) return value.pyText;
    if (value.pyIter) return value.pyIter();
  }
  throw new PyError("TypeError", `'${typeName(value ?? null)}' object is not iterable`);
}

/** A Python iterator: it can be walked through once. */
export function iterator(pyType: string, values: Iterable<Value>): PyObject {
  const generator = (function* () {
    yield* values;
  })();
  return {
    pyType,
    pyIter: () => generator,
    pyRepr: () => `<${pyType} object>`,
    pyGetAttr: (name) => (name === "__next__" ? nextOf(generator) : undefined),
  };
}

const nextOf = (generator: Generator<Value>): PyObject => ({
  pyType: "method-wrapper",
  pyCall: () => {
    const { value, done } = generator.next();
    if (done) throw new PyError("StopIteration", "");
    return value as Value;
  },
});

export function* zipped(iterables: readonly Iterable<Value>[]): Generator<Value[]> {
  const iterators = iterables.map((iterable) => iterable[Symbol.iterator]());
  if (iterators.length === 0) return;
  for (;;) {
    const items: Value[] = [];
    for (const each of iterators) {
      const { value, done } = each.next();
      if (done) return;
      items.push(value);
    }
    yield items;
  }
}
