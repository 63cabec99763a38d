/** The filters that group, sum and pair the items of sequences and mappings. */
import { requireInt } from "../methods/method.ts";
import { equals, isTrue, textOf } from "../values/compare.ts";
import { Dict } from "../values/dict.ts";
import { PyError, typeError } from "../values/error.ts";
import { Generator } from "../values/generator.ts";
import { GroupTuple } from "../values/group-tuple.ts";
import { iterate } from "../values/iterate.ts";
import { binary } from "../values/operators.ts";
import { sorted } from "../values/sort.ts";
import { typeName } from "../values/text.ts";
import { Tuple } from "../values/tuple.ts";
import { Undefined } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";
import { attributeGetter, caseFinish } from "./attribute-path.ts";
import { type Filter, filter, filterArgumentError } from "./filter.ts";

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

export const groupingFilters: ReadonlyMap<string, Filter> = new Map([
  ["batch", batch],
  ["slice", slice],
  ["groupby", groupby],
  ["sum", sum],
  ["dictsort", dictsort],
  ["items", items],
]);
