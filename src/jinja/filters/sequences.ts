/** The filters that order, cut, join and measure sequences. */

import type { Run } from "../evaluate/activation.ts";
import { requireInt } from "../methods/method.ts";
import { compare, textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { typeError } from "../values/error.ts";
import { Generator } from "../values/generator.ts";
import { isIterable, iterate, lengthOf, requireLength } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { Range } from "../values/range.ts";
import { PySet } from "../values/set.ts";
import { sliceOf } from "../values/slices.ts";
import { sorted } from "../values/sort.ts";
import { str, typeName } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { attributeGetter, attributesGetter, caseFinish } from "./attribute-path.ts";
import { builtin, type Filter, filter, filterArgumentError } from "./filter.ts";

const sort = filter(
  "do_sort",
  ["reverse?", "case_sensitive?", "attribute?"],
  (value, [reverse = false, caseSensitive, attribute = null], run) => {
    const keyOf = attributesGetter(run, attribute, caseFinish(caseSensitive));
    return sorted(iterate(value), { reverse: requireInt(reverse) !== 0, keyOf });
  },
  1,
);

function* uniqueItems(value: Value, keyOf: (item: Value) => Value): Iterable<Value> {
  const seen = new PySet();
  for (const item of iterate(value)) {
    const key = keyOf(item);
    if (seen.has(key)) continue;
    seen.add(key);
    yield item;
  }
}

const unique = filter(
  "sync_do_unique",
  ["case_sensitive?", "attribute?"],
  (value, [caseSensitive, attribute = null], run) => {
    const keyOf = attributeGetter(run, attribute, { finish: caseFinish(caseSensitive) });
    return new Generator(uniqueItems(value, keyOf), "generator object sync_do_unique");
  },
  1,
);

function extreme(name: "min" | "max"): Filter {
  return filter(
    `do_${name}`,
    ["case_sensitive?", "attribute?"],
    (value, [caseSensitive, attribute = null], run) => {
      const keyOf = attributeGetter(run, attribute, { finish: caseFinish(caseSensitive) });
      let best: { item: Value; key: Value } | undefined;
      for (const item of iterate(value)) {
        const key = keyOf(item);
        if (best === undefined || isBetter(name, key, best.key)) best = { item, key };
      }
      return best ? best.item : empty(run, "No aggregated item, sequence was empty.");
    },
    1,
  );
}

function isBetter(name: "min" | "max", key: Value, best: Value): boolean {
  return name === "min" ? compare(key, best, "<") < 0 : compare(key, best, ">") > 0;
}

const empty = (run: Run, message: string): Value => run.missing({ message });

const first = filter(
  "sync_do_first",
  [],
  (value, _, run) => {
    for (const item of iterate(value)) return item;
    return empty(run, "No first item, sequence was empty.");
  },
  1,
);

const last = filter(
  "do_last",
  [],
  (value, _, run) => {
    const [item] = reversed(value);
    return item === undefined ? empty(run, "No last item, sequence was empty.") : item;
  },
  1,
);

/** @throws PyError TypeError when Python cannot go through the value backwards */
function reversed(value: Value): Value[] {
  const sized = lengthOf(value) !== undefined && !(value instanceof PySet);
  if (!sized) throw typeError(`'${typeName(value)}' object is not reversible`);
  const items = [...iterate(value)].reverse();
  return value instanceof Markup ? items.map((char) => new Markup(str(char))) : items;
}

const random = filter(
  "do_random",
  [],
  (value, _, run) => {
    const size = requireLength(value);
    if (size === 0) return empty(run, "No random item, sequence was empty.");
    return [...iterate(value)][Math.floor(Math.random() * size)] as Value;
  },
  1,
);

const reverse = filter("do_reverse", [], (value) => {
  const text = textOf(value);
  if (text !== undefined) return sliceOf(value, { start: null, stop: null, step: -1 });
  if (!isIterable(value)) throw filterArgumentError("argument must be iterable");
  if (lengthOf(value) === undefined || value instanceof PySet) {
    return [...iterate(value)].reverse();
  }
  const type = reverseType(value);
  return new Generator(reversed(value), `${type} object`, type);
});

function reverseType(value: Value): string {
  if (Array.isArray(value)) return "list_reverseiterator";
  if (value instanceof Dict) return "dict_reversekeyiterator";
  return value instanceof Range ? "range_iterator" : "reversed";
}

const join = filter(
  "sync_do_join",
  ["d?", "attribute?"],
  (value, [separator = "", attribute = null], run) => {
    const keyOf = attribute === null ? undefined : attributeGetter(run, attribute);
    const items = Array.from(iterate(value), (item) => (keyOf ? keyOf(item) : item));
    if (!run.autoescape) return items.map(str).join(str(separator));
    if (![separator, ...items].some((item) => item instanceof Markup)) {
      return items.map(str).join(str(separator));
    }
    return new Markup(
      items.map((item) => Markup.escape(item).text).join(Markup.escape(separator).text),
    );
  },
  1,
);

const list = filter("sync_do_list", [], (value) => [...iterate(value)]);

const length = builtin("len", requireLength);

export const sequenceFilters: ReadonlyMap<string, Filter> = new Map([
  ["sort", sort],
  ["unique", unique],
  ["min", extreme("min")],
  ["max", extreme("max")],
  ["first", first],
  ["last", last],
  ["random", random],
  ["reverse", reverse],
  ["join", join],
  ["list", list],
  ["length", length],
  ["count", length],
]);
