/** The macros that come with tsdbt: dbt's global project and the adapter's own, under dbt's names. */
import type { MacroSource } from "./macro-source.ts";

/** The built-in macros for an adapter: `dbt_<adapter>`, then `dbt`. Nothing is parsed before it is used. */
export function builtinMacros(adapter: string): readonly MacroSource[] {
  throw new Error(`Bug: no macros for ${adapter}`);
}
