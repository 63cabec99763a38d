/** `set`, `zip`, their strict forms, and `diff_of_two_dicts`. */
import { valueIsNotIterable } from "../../../core/problems/settings-templates.ts";
import {
  bindArguments,
  type Call,
  Dict,
  foldCase,
  nativeFunction,
  PyError,
  PySet,
  repr,
  Tuple,
  textOf,
  typeName,
  Undefined,
  type Value,
} from "../../../jinja/index.ts";
import { iterate, iterator, zipped } from "./iterate.ts";

const isTypeError = (thrown: unknown): thrown is PyError =>
  thrown instanceof PyError && thrown.pyType === "TypeError";

const zip = ({ args }: Call): Value => {
  const iterables = args.map((value) => iterate(value));
  const tuples = (function* () {
    for (const items of zipped(iterables)) yield new Tuple(items);
  })();
  return iterator("zip", tuples);
};

/** The lenient form: a TypeError gives the default. */
function lenient(make: () => Value, fallback: Value | undefined): Value {
  try {
    return make();
  } catch (thrown) {
    if (isTypeError(thrown)) return fallback ?? null;
    throw thrown;
  }
}

function strict(name: string, make: () => Value): Value {
  try {
    return make();
  } catch (thrown) {
    throw isTypeError(thrown) ? valueIsNotIterable(name, thrown.message) : thrown;
  }
}

/** Python's `value.casefold()`. */
function folded(value: Value): string {
  const text = textOf(value);
  if (text !== undefined) return foldCase(text);
  throw noAttribute(value, "casefold");
}

const noAttribute = (value: Value, name: string): PyError =>
  value instanceof Undefined
    ? value.error()
    : new PyError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);

/** What the first dict's lists hold and the second's do not, without regard to case. */
function difference(call: Call): Value {
  const { dict_a = null, dict_b = null } = bindArguments(call, "diff_of_two_dicts", [
    "dict_a",
    "dict_b",
  ]);
  if (!(dict_b instanceof Dict)) throw noAttribute(dict_b, "items");
  const other = new Map(
    Array.from(dict_b.entries(), ([key, list]) => [
      folded(key),
      new Set(Array.from(iterate(list), folded)),
    ]),
  );
  const result = new Dict();
  for (const key of iterate(dict_a)) {
    const there = other.get(folded(key));
    const list = itemOf(dict_a, key);
    const left = there ? [...iterate(list)].filter((text) => !there.has(folded(text))) : list;
    if (!there || (left as Value[]).length > 0) result.set(key, left);
  }
  return result;
}

function itemOf(value: Value, key: Value): Value {
  if (value instanceof Dict) return value.get(key) ?? null;
  throw new PyError("TypeError", `'${typeName(value)}' object has no item ${repr(key)}`);
}

export const collectionFunctions: readonly (readonly [string, Value])[] = [
  [
    "set",
    nativeFunction("set", (call) => {
      const given = bindArguments(call, "set", ["value", "default?"]);
      return lenient(() => new PySet(iterate(given.value)), given.default);
    }),
  ],
  [
    "set_strict",
    nativeFunction("set_strict", (call) => {
      const { value } = bindArguments(call, "set_strict", ["value"]);
      return strict("set_strict", () => new PySet(iterate(value)));
    }),
  ],
  ["zip", nativeFunction("zip", (call) => lenient(() => zip(call), call.kwargs.get("default")))],
  ["zip_strict", nativeFunction("zip_strict", (call) => strict("zip_strict", () => zip(call)))],
  ["diff_of_two_dicts", nativeFunction("diff_of_two_dicts", difference)],
];
