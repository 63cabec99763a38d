/** What a macro is to the rest of the program: how to call it, and its entry in the manifest. Types only. */
import type { Macro } from "../../core/nodes.ts";
import type { MacroDefinition } from "../../jinja/index.ts";

/**
 * A call that can be read off a macro's text without running it.
 * `name`: `x()` · `member`: `a.x()` · `dispatch`: `adapter.dispatch('x', 'a')`, where `namespace` may be absent.
 */
export type StaticCall =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "member"; readonly namespace: string; readonly name: string }
  | { readonly kind: "dispatch"; readonly name: string; readonly namespace: string | null };

/** Every property may be computed when it is first read, so that macros nobody calls cost nothing. */
export interface MacroSource {
  /** `macro.<package>.<name>`. */
  readonly id: string;
  readonly name: string;
  readonly packageName: string;
  readonly definition: MacroDefinition;
  /** The manifest's entry. */
  readonly node: Macro;
  /** In the order of the text, outer calls before the calls in their arguments. */
  readonly calls: readonly StaticCall[];
}

/** One entry of `dispatch:` in the project file. */
export interface DispatchEntry {
  readonly macro_namespace: string;
  readonly search_order: readonly string[];
}

/** The packages whose macros are built in, the most special first: dbt's, and what tsdbt adds. */
export const internalPackages = (adapter: string): readonly string[] => [
  `dbt_${adapter}`,
  "dbt",
  "tsdbt",
];

/** What dispatch puts before a macro's name, the most special first. */
export const dispatchPrefixes = (adapter: string): readonly string[] => [adapter, "default"];
