/**
 * What is in the files of the built-in macros, short enough to be read at every start. `index.json` is written by
 * `vitest -u` on this folder and checked by the same test.
 */
import type { MacroDefinition } from "../../jinja/index.ts";
import type { StaticCall } from "./macro-source.ts";

/** Package name → path below the package's root → its macros. */
export type BuiltinIndex = Readonly<
  Record<string, Readonly<Record<string, readonly IndexedMacro[]>>>
>;

export interface IndexedMacro {
  readonly name: string;
  /** Where the block begins and ends in the file's text. */
  readonly start: number;
  readonly end: number;
  readonly parameters: readonly string[];
  /** Of a materialization. */
  readonly languages: readonly string[] | null;
  /** `x`, `namespace.x`, or for a dispatch `namespace:x`. */
  readonly calls: readonly string[];
}

/** The index's entry of a macro. dbt lists no arguments for tests. */
export const indexedMacro = (
  macro: MacroDefinition,
  calls: readonly StaticCall[],
): IndexedMacro => ({
  name: macro.name,
  start: macro.offset,
  end: macro.offset + macro.text.length,
  parameters: macro.kind === "test" ? [] : macro.parameters.map(({ name }) => name),
  languages: macro.supportedLanguages ?? null,
  calls: [...new Set(calls.map(encodeCall))],
});

function encodeCall(call: StaticCall): string {
  switch (call.kind) {
    case "name":
      return call.name;
    case "member":
      return `${call.namespace}.${call.name}`;
    case "dispatch":
      return `${call.namespace ?? ""}:${call.name}`;
  }
}

/** The calls that an index entry stands for. */
export function decodeCalls(calls: readonly string[]): readonly StaticCall[] {
  return calls.map((text): StaticCall => {
    const [, namespace, mark, name = text] = /^([^.:]*)([.:])(.*)$/.exec(text) ?? [];
    if (mark === ":") return { kind: "dispatch", name, namespace: namespace || null };
    return mark === "."
      ? { kind: "member", namespace: namespace ?? "", name }
      : { kind: "name", name };
  });
}
