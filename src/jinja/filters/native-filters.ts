/** dbt's filters: promises about what native rendering makes of a text. In text rendering they change nothing. */
import { NativeText } from "../values/native-text.ts";
import { str } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import type { Filter } from "./filter.ts";
import { filter } from "./filter.ts";

function marker(kind: NativeText["kind"]): Filter {
  return filter("as_native", [], (value, _, run) =>
    run.native ? new NativeText(kind, str(value)) : value,
  );
}

const isList = filter("is_list", [], (value: Value) => Array.isArray(value));

export const nativeFilters: ReadonlyMap<string, Filter> = new Map([
  ["as_text", marker("text")],
  ["as_bool", marker("bool")],
  ["as_number", marker("number")],
  ["as_native", marker("native")],
  ["is_list", isList],
]);
