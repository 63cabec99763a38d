/** The filters that apply another filter or a test to each item: map, select, reject and their kind. */
import type { Run } from "../evaluate/activation.ts";
import { isTrue, textOf } from "../values/compare.ts";
import { PyError, typeError } from "../values/error.ts";
import { Generator } from "../values/generator.ts";
import { iterate } from "../values/iterate.ts";
import { repr, typeName } from "../values/text.ts";
import { Undefined } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";
import { attributeGetter, type Getter } from "./attribute-path.ts";
import { type Filter, type FilterCall, filterArgumentError } from "./filter.ts";

/** Finds the filter or test that another filter was told to apply. */
export interface Registry {
  readonly filters: ReadonlyMap<string, Filter>;
  readonly tests: ReadonlyMap<string, Filter>;
}

function find(table: ReadonlyMap<string, Filter>, kind: "filter" | "test", name: Value): Filter {
  const found = table.get(textOf(name) ?? "");
  if (found !== undefined) return found;
  throw new PyError("TemplateRuntimeError", `No ${kind} named ${repr(name)}.`);
}

function mapper(registry: Registry, { args, kwargs, run }: FilterCall): Getter {
  if (args.length === 0 && kwargs.has("attribute")) {
    for (const name of kwargs.keys()) {
      if (name !== "attribute" && name !== "default") {
        throw filterArgumentError(`Unexpected keyword argument ${repr(name)}`);
      }
    }
    const fallback = kwargs.get("default");
    return attributeGetter(run, kwargs.get("attribute") ?? null, { fallback });
  }
  const [name, ...rest] = args;
  if (name === undefined) throw filterArgumentError("map requires a filter argument");
  return (item) => find(registry.filters, "filter", name)(item, { args: rest, kwargs, run });
}

function* mapped(registry: Registry, value: Value, call: FilterCall): Iterable<Value> {
  if (!isTrue(value)) return;
  const run = mapper(registry, call);
  for (const item of iterate(value)) yield run(item);
}

function selector(
  registry: Registry,
  call: FilterCall,
  byAttribute: boolean,
): (item: Value) => boolean {
  const { args, kwargs, run } = call;
  const [attribute] = args;
  if (byAttribute && attribute === undefined) {
    throw filterArgumentError("Missing parameter for attribute name");
  }
  const getterOf = byAttribute ? attributeGetter(run, attribute ?? null) : (item: Value) => item;
  const [name, ...rest] = byAttribute ? args.slice(1) : args;
  if (name === undefined) return (item) => isTrue(getterOf(item));
  return (item) =>
    isTrue(find(registry.tests, "test", name)(getterOf(item), { args: rest, kwargs, run }));
}

function* selected(
  registry: Registry,
  value: Value,
  call: FilterCall,
  options: { readonly keep: boolean; readonly byAttribute: boolean },
): Iterable<Value> {
  if (!isTrue(value)) return;
  const passes = selector(registry, call, options.byAttribute);
  for (const item of iterate(value)) if (passes(item) === options.keep) yield item;
}

function selecting(registry: Registry, keep: boolean, byAttribute: boolean): Filter {
  return (value, call) =>
    new Generator(
      selected(registry, value, call, { keep, byAttribute }),
      "generator object select_or_reject",
    );
}

/** The filters of this file, for a registry that they are part of themselves. */
export function selectingFilters(registry: Registry): ReadonlyMap<string, Filter> {
  return new Map<string, Filter>([
    [
      "map",
      (value, call) => new Generator(mapped(registry, value, call), "generator object sync_do_map"),
    ],
    ["select", selecting(registry, true, false)],
    ["reject", selecting(registry, false, false)],
    ["selectattr", selecting(registry, true, true)],
    ["rejectattr", selecting(registry, false, true)],
  ]);
}

/** `attr`: an attribute and nothing else, never an item. */
export function attributeOnly(
  attributeOf: (value: Value, name: string, run: Run) => Value | undefined,
): Filter {
  return (value, { args, kwargs, run }) => {
    const name = args[0] ?? kwargs.get("name");
    if (name === undefined || args.length > 1) {
      throw typeError("do_attr() missing 1 required positional argument: 'name'");
    }
    const text = textOf(name);
    if (text === undefined) {
      throw typeError(`attribute name must be string, not '${typeName(name)}'`);
    }
    if (value instanceof Undefined) return value.member(text);
    const found = attributeOf(value, text, run);
    return found === undefined ? run.missing({ of: value, name }) : found;
  };
}
