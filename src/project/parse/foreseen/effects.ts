/** What rendering a template would note, as far as it can be told without rendering. Data only. */
import type { DataObject } from "../../../core/data.ts";
import type { RefArgs } from "../../../core/nodes.ts";
import { compact } from "../../settings/compact.ts";
import { noFacts, type TemplateFacts } from "../facts.ts";
import { pythonTexts } from "../test-names.ts";

export interface Effects {
  readonly refs: RefArgs[];
  readonly sources: string[][];
  readonly calls: DataObject[];
  /** Ids of macros: those that the template itself calls, and all that would run. */
  readonly macros: Set<string>;
  readonly ran: Set<string>;
  settings: boolean;
}

export const noEffects = (): Effects => ({
  refs: [],
  sources: [],
  calls: [],
  macros: new Set(),
  ran: new Set(),
  settings: false,
});

/** The facts that a rendered template with these effects has. */
export function factsOfEffects(effects: Effects): TemplateFacts {
  const { refs, sources, calls, settings } = effects;
  const [first] = calls;
  return {
    ...noFacts,
    refs: compact(refs),
    sources: compact(sources),
    calls: compact(calls),
    unrenderedCalls: first === undefined ? null : pythonTexts(first),
    readStatically: false,
    macros: [...effects.macros],
    basis: { ran: [...effects.ran], vars: {}, env: {}, settings, flags: false },
  };
}
