/** `modules.itertools`: the functions of it that dbt lets templates have. */
import {
  bindArguments,
  type Call,
  Dict,
  isTrue,
  nativeFunction,
  PyError,
  Tuple,
  type Value,
} from "../../../jinja/index.ts";
import { iterate, iterator, zipped } from "./iterate.ts";

type Run = (call: Call) => Value;

const list = (value: Value | undefined): Value[] => [...iterate(value)];

const integer = (value: Value | undefined): number | undefined => {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "number" && Number.isInteger(value)) return value;
  throw new PyError("TypeError", "an integer was expected");
};

function add(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") return left + right;
  if (typeof left === "string" && typeof right === "string") return left + right;
  if (Array.isArray(left) && Array.isArray(right)) return [...left, ...right];
  const known =
    typeof left === "object" && left !== null && !Array.isArray(left)
      ? left.pyBinary?.("+", right, false)
      : undefined;
  if (known !== undefined) return known;
  throw new PyError("TypeError", "unsupported operand type(s) for +");
}

function* count(start: number, step: number): Generator<Value> {
  for (let value = start; ; value += step) yield value;
}

function* cycle(values: readonly Value[]): Generator<Value> {
  while (values.length > 0) yield* values;
}

function* repeat(value: Value, times: number | undefined): Generator<Value> {
  for (let index = 0; index < (times ?? Number.POSITIVE_INFINITY); index++) yield value;
}

function* islice(values: Iterable<Value>, start: number, stop: number | undefined, step: number) {
  let index = 0;
  if (stop !== undefined && stop <= start) return;
  for (const value of values) {
    if (index >= start && (index - start) % step === 0) yield value;
    index += 1;
    if (stop !== undefined && index >= stop) return;
  }
}

function* accumulate({ args, kwargs, interpreter }: Call): Generator<Value> {
  const combine = args[1] ?? kwargs.get("func") ?? null;
  let total: Value | undefined = kwargs.get("initial") ?? undefined;
  if (total !== undefined) yield total;
  for (const value of iterate(args[0])) {
    if (total === undefined) total = value;
    else
      total = combine === null ? add(total, value) : interpreter.callSync(combine, [total, value]);
    yield total;
  }
}

function* product(pools: readonly (readonly Value[])[]): Generator<Value> {
  const [first, ...rest] = pools;
  if (first === undefined) {
    yield new Tuple([]);
    return;
  }
  for (const value of first) {
    for (const tail of product(rest)) yield new Tuple([value, ...(tail as Tuple).items]);
  }
}

/** Every choice of `size` positions; `next` tells where the following position may begin. */
function* choices(
  pool: readonly Value[],
  size: number,
  allowed: (taken: readonly number[], index: number) => boolean,
  taken: readonly number[] = [],
): Generator<Value> {
  if (taken.length === size) {
    yield new Tuple(taken.map((index) => pool[index] ?? null));
    return;
  }
  for (let index = 0; index < pool.length; index++) {
    if (allowed(taken, index)) yield* choices(pool, size, allowed, [...taken, index]);
  }
}

function* zipLongest(pools: readonly (readonly Value[])[], fill: Value): Generator<Value> {
  const length = Math.max(0, ...pools.map((pool) => pool.length));
  for (let index = 0; index < length; index++) {
    yield new Tuple(pools.map((pool) => (index < pool.length ? (pool[index] ?? null) : fill)));
  }
}

function* starmap({ args, interpreter }: Call): Generator<Value> {
  for (const group of iterate(args[1])) yield interpreter.callSync(args[0] ?? null, list(group));
}

function* compress(data: Value | undefined, selectors: Value | undefined): Generator<Value> {
  for (const [value, isWanted] of zipped([iterate(data), iterate(selectors)])) {
    if (isTrue(isWanted ?? null)) yield value ?? null;
  }
}

function* flattened(lists: Iterable<Value>): Generator<Value> {
  for (const each of lists) yield* iterate(each);
}

const sliceBounds = (args: readonly Value[]): [number, number | undefined, number] =>
  args.length === 2
    ? [0, integer(args[1]), 1]
    : [integer(args[1]) ?? 0, integer(args[2]), integer(args[3]) ?? 1];

const lastOf = (taken: readonly number[]): number => taken.at(-1) ?? -1;

const functions: Readonly<Record<string, Run>> = {
  count: (call) => {
    const { start, step } = bindArguments(call, "count", ["start?", "step?"]);
    return iterator("itertools.count", count(Number(start ?? 0), Number(step ?? 1)));
  },
  cycle: ({ args }) => iterator("itertools.cycle", cycle(list(args[0]))),
  repeat: (call) => {
    const { object, times } = bindArguments(call, "repeat", ["object", "times?"]);
    return iterator("itertools.repeat", repeat(object ?? null, integer(times)));
  },
  accumulate: (call) => iterator("itertools.accumulate", accumulate(call)),
  chain: ({ args }) => iterator("itertools.chain", flattened(args)),
  compress: (call) => {
    const { data, selectors } = bindArguments(call, "compress", ["data", "selectors"]);
    return iterator("itertools.compress", compress(data, selectors));
  },
  islice: ({ args }) =>
    iterator("itertools.islice", islice(iterate(args[0]), ...sliceBounds(args))),
  starmap: (call) => iterator("itertools.starmap", starmap(call)),
  tee: ({ args }) => {
    const values = list(args[0]);
    return new Tuple(
      Array.from({ length: integer(args[1]) ?? 2 }, () => iterator("itertools._tee", values)),
    );
  },
  zip_longest: ({ args, kwargs }) =>
    iterator("itertools.zip_longest", zipLongest(args.map(list), kwargs.get("fillvalue") ?? null)),
  product: ({ args, kwargs }) => {
    const pools = args.map(list);
    const times = integer(kwargs.get("repeat")) ?? 1;
    return iterator(
      "itertools.product",
      product(Array.from({ length: times }, () => pools).flat()),
    );
  },
  permutations: (call) => {
    const { iterable, r } = bindArguments(call, "permutations", ["iterable", "r?"]);
    const pool = list(iterable);
    const isNew = (taken: readonly number[], index: number) => !taken.includes(index);
    return iterator("itertools.permutations", choices(pool, integer(r) ?? pool.length, isNew));
  },
  combinations: (call) => {
    const { iterable, r } = bindArguments(call, "combinations", ["iterable", "r"]);
    const isLater = (taken: readonly number[], index: number) => index > lastOf(taken);
    return iterator("itertools.combinations", choices(list(iterable), integer(r) ?? 0, isLater));
  },
  combinations_with_replacement: (call) => {
    const { iterable, r } = bindArguments(call, "combinations_with_replacement", ["iterable", "r"]);
    const isNotEarlier = (taken: readonly number[], index: number) => index >= lastOf(taken);
    return iterator(
      "itertools.combinations_with_replacement",
      choices(list(iterable), integer(r) ?? 0, isNotEarlier),
    );
  },
};

/** `modules.itertools`. */
export function itertoolsModule(): Value {
  return Dict.of(Object.entries(functions).map(([name, run]) => [name, nativeFunction(name, run)]));
}
