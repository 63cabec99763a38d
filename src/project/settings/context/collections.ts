/** `set`, `zip`, their strict forms, and `diff_of_two_dicts`. */
import { valueIsNotIterable } from "../../../core/problems/settings-templates.ts";
import {
  bindArguments,
  type Call,
  Dict,
  nativeFunction,
  PyError,
  PySet,
  str,
  Tuple,
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

const texts = (value: Value | undefined): string[] => [...iterate(value)].map(str);

function entriesOf(value: Value | undefined): [string, string[]][] {
  if (!(value instanceof Dict)) throw new PyError("AttributeError", "a dict was expected");
  return [...value.entries()].map(([key, list]) => [str(key), texts(list)]);
}

/** What the first dict's lists hold and the second's do not, without regard to case. */
function difference(call: Call): Value {
  const { dict_a, dict_b } = bindArguments(call, "diff_of_two_dicts", ["dict_a", "dict_b"]);
  const other = new Map(
    entriesOf(dict_b).map(([key, list]) => [
      key.toLowerCase(),
      new Set(list.map((text) => text.toLowerCase())),
    ]),
  );
  const result = new Dict();
  for (const [key, list] of entriesOf(dict_a)) {
    const there = other.get(key.toLowerCase());
    const left = there ? list.filter((text) => !there.has(text.toLowerCase())) : list;
    if (!there || left.length > 0) result.set(key, left);
  }
  return result;
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
