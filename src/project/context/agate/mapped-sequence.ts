/** agate's MappedSequence: a sequence whose items also have keys. Rows, columns and lists of them are such. */
import {
  bindArguments,
  type Call,
  Dict,
  equals,
  isTrue,
  PyError,
  type PyObject,
  repr,
  Tuple,
  type Value,
} from "../../../jinja/index.ts";
import { type Members, memberOf } from "../native.ts";

export class MappedSequence implements PyObject {
  readonly pyType: string = "MappedSequence";
  readonly pySlices = true;
  #load: (() => readonly Value[]) | undefined;
  #values: readonly Value[] = [];
  /** Null where the items have no names. */
  readonly keys: readonly Value[] | null;
  #byKey: Dict | undefined;

  /** @param values computed when first asked for */
  constructor(values: () => readonly Value[], keys: readonly Value[] | null) {
    this.#load = values;
    this.keys = keys;
  }

  get values(): readonly Value[] {
    if (this.#load) {
      this.#values = this.#load();
      this.#load = undefined;
    }
    return this.#values;
  }

  /** @throws PyError KeyError when the items have no names */
  get byKey(): Dict {
    if (this.keys === null) throw new PyError("KeyError", "");
    const { values } = this;
    this.#byKey ??= Dict.of(this.keys.map((key, index): [Value, Value] => [key, values[index]!]));
    return this.#byKey;
  }

  pyGetAttr(name: string): Value | undefined {
    return memberOf(mappedSequenceMembers, this, name);
  }

  pyGetItem(key: Value): Value | undefined {
    if (key instanceof Tuple) return new Tuple(sliced(this.values, key));
    if (typeof key === "number" && Number.isInteger(key)) return this.values.at(key);
    return this.keys === null ? undefined : this.byKey.get(key);
  }

  pyIter(): Iterable<Value> {
    return this.values;
  }

  pyLen(): number {
    return this.values.length;
  }

  pyContains(value: Value): boolean {
    return this.values.some((each) => equals(each, value));
  }

  pyEquals(other: Value): boolean {
    const items = itemsOf(other);
    const { values } = this;
    return (
      items !== undefined &&
      items.length === values.length &&
      values.every((value, index) => equals(value, items[index]!))
    );
  }

  pyHash(): string {
    throw new PyError("TypeError", `unhashable type: '${this.pyType}'`);
  }

  pyStr(): string {
    return this.pyRepr();
  }

  pyRepr(): string {
    const shown = this.values.slice(0, 5).map(repr).join(", ");
    return `<agate.${this.pyType}: (${shown}${this.values.length > 5 ? ", ..." : ""})>`;
  }
}

/** `values[start:stop:step]`, as Python counts. */
function sliced(values: readonly Value[], { items: [first, last, by] }: Tuple): Value[] {
  const step = typeof by === "number" ? by : 1;
  if (step === 0) throw new PyError("ValueError", "slice step cannot be zero");
  const size = values.length;
  const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
  const bound = (given: Value | undefined, open: number): number => {
    if (typeof given !== "number") return open;
    const index = given < 0 ? given + size : given;
    return Math.min(Math.max(index, lowest), highest);
  };
  const start = bound(first, step > 0 ? lowest : highest);
  const stop = bound(last, step > 0 ? highest : lowest);
  const picked: Value[] = [];
  for (let index = start; step > 0 ? index < stop : index > stop; index += step)
    picked.push(values[index]!);
  return picked;
}

function itemsOf(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof MappedSequence ? value.values : undefined;
}

const mappedSequenceMembers: Members<MappedSequence> = {
  attributes: {},
  methods: {
    keys: ({ keys }) => keys && new Tuple(keys),
    values: ({ values }) => new Tuple(values),
    items: ({ byKey }) => new Tuple([...byKey.entries()].map((entry) => new Tuple(entry))),
    dict: ({ byKey }) => byKey.copy(),
    get: ({ byKey }, call) => {
      const { key, default: fallback } = bindArguments(call, "get", ["key", "default?"]);
      const found = byKey.get(key ?? null);
      if (found !== undefined) return found;
      return fallback !== undefined && isTrue(fallback) ? fallback : null;
    },
    index: ({ values }, call) => {
      const index = values.findIndex((value) => equals(value, firstArgument(call)));
      if (index < 0) throw new PyError("ValueError", "");
      return index;
    },
    count: ({ values }, call) =>
      values.filter((value) => equals(value, firstArgument(call))).length,
  },
};

const firstArgument = (call: Call): Value => call.args[0] ?? null;
