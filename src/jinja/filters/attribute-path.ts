/** The `attribute` of sort, map, groupby and their kind: `a.b.0`. */
import type { Run } from "../evaluate/activation.ts";
import { getItem } from "../methods/access.ts";
import { isTrue, textOf } from "../values/compare.ts";
import { Undefined } from "../values/undefined.ts";
import type { Value } from "../values/value.ts";

export type Getter = (item: Value) => Value;

function pathOf(attribute: Value): readonly Value[] {
  if (attribute === null) return [];
  const text = textOf(attribute);
  if (text === undefined) return [attribute];
  return text.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

/** Text in lower case, for comparisons that ignore it; all else as it is. */
export function ignoreCase(value: Value): Value {
  return textOf(value)?.toLowerCase() ?? value;
}

/** Looks up one attribute path; the fallback takes the place of what is missing. */
export function attributeGetter(
  run: Run,
  attribute: Value,
  options: { readonly finish?: Getter | undefined; readonly fallback?: Value | undefined } = {},
): Getter {
  const path = pathOf(attribute);
  const { finish, fallback = null } = options;
  return (item) => {
    let value = item;
    for (const part of path) {
      value = getItem(value, part, run.missing);
      if (fallback !== null && value instanceof Undefined) value = fallback;
    }
    return finish ? finish(value) : value;
  };
}

/** Looks up several attribute paths that commas separate. */
export function attributesGetter(run: Run, attribute: Value, finish?: Getter): Getter {
  const text = textOf(attribute);
  const attributes = text === undefined ? [attribute] : text.split(",");
  const getters = attributes.map((one) => attributeGetter(run, one, { finish }));
  return (item) => getters.map((getter) => getter(item));
}

/** What makes keys of text comparable, unless letter case counts. */
export const caseFinish = (caseSensitive: Value | undefined): Getter | undefined =>
  isTrue(caseSensitive ?? false) ? undefined : ignoreCase;
