/**
 * Which macros a node calls by itself while it runs, not through other macros: dbt adds them to the `depends_on.macros`
 * of the manifest that it writes after a run.
 */
import type { MacroDefinition } from "../../jinja/index.ts";
import type { MacroSet } from "../../project/macros/macro-set.ts";

export interface CalledMacros {
  /** Told by the interpreter of every call. */
  readonly note: (macro: MacroDefinition, depth: number) => void;
  /** Notes a macro whose work the engine does without calling it. */
  readonly add: (name: string) => void;
  /**
   * From now on calls of that depth count; undefined: none. A template's own calls have depth 0. Those of a
   * materialization of tests count too, and have depth 1.
   */
  readonly countAt: (depth: 0 | 1 | undefined) => void;
}

/** @param ids where unique ids are put */
export function createCalledMacros(
  macros: MacroSet,
  packageName: string,
  ids: Set<string>,
): CalledMacros {
  let counted: number | undefined = 0;
  return {
    note(macro, depth) {
      if (depth !== counted) return;
      const source = macros.sourceOf(macro);
      if (source !== undefined) ids.add(source.id);
    },
    add(name) {
      const source = macros.findTracked(name, packageName);
      if (source !== undefined) ids.add(source.id);
    },
    countAt(depth) {
      counted = depth;
    },
  };
}
