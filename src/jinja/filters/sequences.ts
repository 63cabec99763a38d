/** The filters that order, cut, join and measure sequences. */

import type { Run } from "../evaluate/activation.ts";
import { requireInt } from "../methods/method.ts";
import { compare, equals, isTrue, textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError, typeError } from "../values/error.ts";
import { Generator } from "../values/generator.ts";
import { GroupTuple } from "../values/group-tuple.ts";
import { isIterable, iterate, lengthOf, requireLength } from "../values/iterate.ts";
import { Markup } from "../values/markup.ts";
import { binary } from "../values/operators.ts";
import { Range } from "../values/range.ts";
import { PySet } from "../values/set.ts";
import { sliceOf } from "../values/slices.ts";
import { sorted } from "../values/sort.ts";
import { str, typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { Undefined } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";
import { attributeGetter, attributesGetter, ignoreCase } from "./attribute-path.ts";
import { builtin, type Filter, filter } from "./filter.ts";

export const filterArgumentError = (message: string): PyError =>
  new PyError("FilterArgumentError", message);

const caseFinish = (caseSensitive: Value | undefined) =>
  isTrue(caseSensitive ?? false) ? undefined : ignoreCase;

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
  return [...iterate(value)].reverse();
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

function* batches(value: Value, size: number, fill: Value): Iterable<Value> {
  let batch: Value[] = [];
  for (const item of iterate(value)) {
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
    batch.push(item);
  }
  if (batch.length === 0) return;
  if (fill !== null) while (batch.length < size) batch.push(fill);
  yield batch;
}

const batch = filter("do_batch", ["linecount", "fill_with?"], (value, [count = 0, fill = null]) => {
  const size = typeof count === "number" ? count : Number.NaN;
  return new Generator(batches(value, size, fill), "generator object do_batch");
});

function* slices(value: Value, count: number, fill: Value): Iterable<Value> {
  const items = [...iterate(value)];
  if (count === 0) throw new PyError("ZeroDivisionError", "integer division or modulo by zero");
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  let start = 0;
  for (let index = 0; index < count; index++) {
    const end = start + size + (index < longer ? 1 : 0);
    const part = items.slice(start, end);
    if (fill !== null && index >= longer) part.push(fill);
    yield part;
    start = end;
  }
}

const slice = filter(
  "sync_do_slice",
  ["slices", "fill_with?"],
  (value, [count = 0, fill = null]) =>
    new Generator(slices(value, requireInt(count), fill), "generator object sync_do_slice"),
);

const groupby = filter(
  "sync_do_groupby",
  ["attribute", "default?", "case_sensitive?"],
  (value, [attribute = null, fallback, caseSensitive], run) => {
    const finish = caseFinish(caseSensitive);
    const keyOf = attributeGetter(run, attribute, { finish, fallback });
    const groups: { key: Value; items: Value[] }[] = [];
    for (const item of sorted(iterate(value), { keyOf })) {
      const key = keyOf(item);
      const group = groups.at(-1);
      if (group && equals(group.key, key)) group.items.push(item);
      else groups.push({ key, items: [item] });
    }
    const labelOf = finish && attributeGetter(run, attribute, { fallback });
    return groups.map(
      ({ key, items }) => new GroupTuple(labelOf ? labelOf(items[0] as Value) : key, items),
    );
  },
  1,
);

const sum = filter(
  "sync_do_sum",
  ["attribute?", "start?"],
  (value, [attribute = null, start = 0], run) => {
    if (textOf(start) !== undefined) {
      throw typeError("sum() can't sum strings [use ''.join(seq) instead]");
    }
    const keyOf = attribute === null ? undefined : attributeGetter(run, attribute);
    let total = start;
    for (const item of iterate(value)) total = binary("+", total, keyOf ? keyOf(item) : item);
    return total;
  },
  1,
);

const list = filter("sync_do_list", [], (value) => [...iterate(value)]);

const dictsort = filter(
  "do_dictsort",
  ["case_sensitive?", "by?", "reverse?"],
  (value, [caseSensitive, by = "key", reverseOrder = false]) => {
    if (by !== "key" && by !== "value") {
      throw filterArgumentError('You can only sort by either "key" or "value"');
    }
    const finish = caseFinish(caseSensitive) ?? ((item: Value) => item);
    const place = by === "key" ? 0 : 1;
    const pairs = [...entriesOf(value)].map((entry) => new Tuple(entry));
    const keyOf = (pair: Value) => finish((pair as Tuple).items[place] as Value);
    return sorted(pairs, { keyOf, reverse: isTrue(reverseOrder) });
  },
);

/** @throws PyError when the value is not a mapping */
function entriesOf(value: Value): Iterable<[Value, Value]> {
  if (value instanceof Undefined) throw value.error();
  if (value instanceof Dict) return value.entries();
  const entries = mappingEntries(value);
  if (entries) return entries;
  throw new PyError("AttributeError", `'${typeName(value)}' object has no attribute 'items'`);
}

function mappingEntries(value: Value): Iterable<[Value, Value]> | undefined {
  const isMapping =
    typeof value === "object" && value !== null && !Array.isArray(value) && value.pyMapping;
  if (!isMapping || !value.pyGetItem) return undefined;
  const getItem = value.pyGetItem.bind(value);
  return Array.from(iterate(value), (key) => [key, getItem(key) ?? null]);
}

function* itemPairs(value: Value): Iterable<Value> {
  if (value instanceof Undefined) return;
  const entries = value instanceof Dict ? value.entries() : mappingEntries(value);
  if (!entries) throw typeError("Can only get item pairs from a mapping.");
  for (const entry of entries) yield new Tuple(entry);
}

const items = filter(
  "do_items",
  [],
  (value) => new Generator(itemPairs(value), "generator object do_items"),
);

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
  ["batch", batch],
  ["slice", slice],
  ["groupby", groupby],
  ["sum", sum],
  ["list", list],
  ["dictsort", dictsort],
  ["items", items],
  ["length", length],
  ["count", length],
]);
