/** Every filter: Jinja2's own, and dbt's few. */
import { methodOf } from "../methods/access.ts";
import { BoundMethod } from "../methods/method.ts";
import { isObject } from "../values/compare.ts";
import type { Value } from "../values/value.ts";
import type { Filter } from "./filter.ts";
import { groupingFilters } from "./grouping.ts";
import { htmlFilters } from "./html.ts";
import { jsonFilters } from "./json.ts";
import { nativeFilters } from "./native-filters.ts";
import { numberFilters } from "./numbers.ts";
import { pprint } from "./pprint.ts";
import { attributeOnly, selectingFilters } from "./selecting.ts";
import { sequenceFilters } from "./sequences.ts";
import { testsFor } from "./tests.ts";
import { textFilters } from "./text.ts";

function attributeOf(value: Value, name: string): Value | undefined {
  if (name.startsWith("_")) return undefined;
  const method = methodOf(value, name);
  if (method) return new BoundMethod(value, name, method);
  return isObject(value) ? value.pyGetAttr?.(name) : undefined;
}

const table = new Map<string, Filter>([
  ...textFilters,
  ...sequenceFilters,
  ...groupingFilters,
  ...numberFilters,
  ...htmlFilters,
  ...jsonFilters,
  ...nativeFilters,
  ["pprint", pprint],
  ["attr", attributeOnly(attributeOf)],
]);

export const filters: ReadonlyMap<string, Filter> = table;
export const tests: ReadonlyMap<string, Filter> = testsFor(filters);

for (const [name, run] of selectingFilters({ filters, tests })) table.set(name, run);
