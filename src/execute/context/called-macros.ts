/**
 * Which macros a node calls by itself while it runs, not through other macros: dbt adds them to the `depends_on.macros`
 * of the manifest that it writes after a run.
 */
import type { MacroDefinition } from "../../jinja/index.ts";
import type { MacroSet } from "../../project/macros/macro-set.ts";
import type { MacroSource } from "../../project/macros/macro-source.ts";

export interface CalledMacros {
  /** Told by the interpreter of every call. */
  readonly note: (macro: MacroDefinition, depth: number) => void;
  /** Notes a macro whose work the engine does without calling it. */
  readonly add: (name: string) => void;
  /** The same by unique id. */
  readonly addId: (id: string) => void;
  /**
   * From now on calls of that depth count; undefined: none. A template's own calls have depth 0. Those of a
   * materialization of tests count too, and have depth 1.
   */
  readonly countAt: (depth: 0 | 1 | undefined) => void;
}

/**
 * @param known unique ids of those that its parse found
 * @param found told of every other one
 */
export function createCalledMacros(
  macros: MacroSet,
  packageName: string,
  known: readonly string[],
  found: (id: string) => void,
): CalledMacros {
  let counted: number | undefined = 0;
  const addId = (id: string): void => {
    if (!known.includes(id)) found(id);
  };
  const count = (source: MacroSource | undefined): void => {
    if (source !== undefined) addId(source.id);
  };
  return {
    note(macro, depth) {
      if (depth !== counted) return;
      count(macros.sourceOf(macro));
    },
    add(name) {
      count(macros.findTracked(name, packageName));
    },
    addId,
    countAt(depth) {
      counted = depth;
    },
  };
}
